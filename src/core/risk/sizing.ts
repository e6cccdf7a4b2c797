import type { Decimal } from "../domain/decimal.ts";
import { ZERO } from "../domain/decimal.ts";
import type { InstrumentDetails } from "../domain/instrument.ts";
import type { Side } from "../domain/order.ts";
import { hasLegalDecimals, quantityStep, roundQuantityDown } from "../domain/quantity-steps.ts";

/** A wish, and what the instrument's rules leave of it. */
export interface SizedQuantity {
  readonly wanted: Decimal;
  readonly side: Side;
  /** Rounded down to a whole number of steps. */
  readonly quantity: Decimal;
  /** The lot or, without one, the last digit a quantity may have. */
  readonly step: Decimal;
  /** Whether the quantity can be written with the digits the instrument allows, and is something at all. */
  readonly isOrderable: boolean;
}

/** Never more than wanted. @param wanted not negative */
export function sizeQuantity(wanted: Decimal, side: Side, details: InstrumentDetails): SizedQuantity {
  const quantity = roundQuantityDown(wanted, side, details);
  const isOrderable = quantity.gt(ZERO) && hasLegalDecimals(quantity, details);
  return { wanted, side, quantity, step: quantityStep(side, details), isOrderable };
}
