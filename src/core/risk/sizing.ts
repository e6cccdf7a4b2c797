import type { Decimal } from "../domain/decimal.ts";
import { decimal, isMultipleOf, roundDownToStep, ZERO } from "../domain/decimal.ts";
import type { InstrumentDetails } from "../domain/instrument.ts";

/** A wish, and what the instrument's rules leave of it. */
export interface SizedQuantity {
  readonly wanted: Decimal;
  /** Rounded down to a whole number of steps. */
  readonly quantity: Decimal;
  /** The lot or, without one, the last digit a quantity may have. */
  readonly step: Decimal;
  /** Whether the quantity can be written with the digits the instrument allows, and is something at all. */
  readonly isOrderable: boolean;
}

/** Never more than wanted. @param wanted not negative */
export function sizeQuantity(wanted: Decimal, { lotSize, amountDecimals }: InstrumentDetails): SizedQuantity {
  const lastDigit = decimal(`1e-${amountDecimals}`);
  const step = lotSize?.gt(ZERO) === true ? lotSize : lastDigit;
  const quantity = roundDownToStep(wanted, step);
  return { wanted, quantity, step, isOrderable: quantity.gt(ZERO) && isMultipleOf(quantity, lastDigit) };
}
