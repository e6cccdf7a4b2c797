import { decimal, ZERO, type Decimal } from "../domain/decimal.ts";
import type { InstrumentDetails } from "../domain/instrument.ts";
import type { Side } from "../domain/order.ts";
import { hasLegalDecimals, quantityStep, roundQuantityDown } from "../domain/quantity-steps.ts";
import type { BuySize, SellWish } from "./wish.ts";

/** A wish, and what the instrument's rules leave of it. */
export interface SizedQuantity {
  /** What the wish was measured in. */
  readonly by: BuySize["by"] | SellWish["by"];
  /** Absent where there is no rate to reckon it with. */
  readonly wanted?: Decimal;
  readonly side: Side;
  /** Rounded down to a whole number of steps. */
  readonly quantity: Decimal;
  /** The lot or, without one, the last digit a quantity may have. */
  readonly step: Decimal;
  /** Whether the quantity can be written with the digits the instrument allows, and is something at all. */
  readonly isOrderable: boolean;
}

export function sizeSale({ by, quantity }: SellWish, details: InstrumentDetails): SizedQuantity {
  return sized({ by, side: "sell" }, quantity, details);
}

/**
 * Never more than wanted.
 *
 * @param price of the purchase, in price units
 * @param unit what one unit is worth at that price, in the account's currency; absent where nobody knows the rate
 */
export function sizePurchase(
  size: BuySize,
  {
    details,
    price,
    unit,
  }: { readonly details: InstrumentDetails; readonly price: Decimal; readonly unit: Decimal | undefined },
): SizedQuantity {
  return sized({ by: size.by, side: "buy" }, wantedQuantity(size, price, unit), details);
}

function wantedQuantity(size: BuySize, price: Decimal, unit: Decimal | undefined): Decimal | undefined {
  if (size.by === "quantity") return size.quantity;
  if (unit === undefined || unit.lte(ZERO)) return undefined;
  if (size.by !== "risk") return quotient(size.value, unit);
  return quotient(size.risk.times(price), unit.times(size.stopDistance)); // a unit loses its share of its value
}

const LAST_DIGIT = decimal("1e-20");

/** Never more than the true one, which may have more digits than a quotient is given. */
function quotient(amount: Decimal, by: Decimal): Decimal {
  if (amount.lte(ZERO)) return ZERO;
  const found = amount.div(by);
  return found.times(by).gt(amount) ? found.minus(LAST_DIGIT) : found;
}

function sized(
  kind: Pick<SizedQuantity, "by" | "side">,
  wanted: Decimal | undefined,
  details: InstrumentDetails,
): SizedQuantity {
  const quantity = wanted === undefined ? ZERO : roundQuantityDown(wanted, kind.side, details);
  const isOrderable = quantity.gt(ZERO) && hasLegalDecimals(quantity, details);
  const step = quantityStep(kind.side, details);
  return { ...kind, ...(wanted === undefined ? {} : { wanted }), quantity, step, isOrderable };
}
