import { decimal, minDecimal, ZERO, type Decimal } from "../domain/decimal.ts";
import type { InstrumentDetails } from "../domain/instrument.ts";
import type { Side } from "../domain/order.ts";
import { present } from "../domain/present.ts";
import {
  hasLegalDecimals,
  minimumQuantity,
  quantityStep,
  roundQuantityDown,
  smallestOrder,
} from "../domain/quantity-steps.ts";
import type { DenialCode } from "./denials.ts";
import { roomToFill, type Room } from "./rooms.ts";
import type { BuySize, SellWish } from "./wish.ts";

/** A wish, and what the instrument's rules leave of it. */
interface SizedQuantity {
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

/** What of it is to be ordered. */
export interface SizedOrder extends SizedQuantity {
  /** In the account's currency; absent where nobody knows the rate. */
  readonly worth?: Decimal;
  /** The same of the smallest order there can be. */
  readonly leastWorth?: Decimal;
  /** No less than the smallest order. */
  readonly isLegal: boolean;
  /** Why it is less than was wanted, other than by the instrument's steps. */
  readonly cutBy?: DenialCode;
}

/** Of what is more than the largest order, as much as one may be about: what is left follows with the next bar. */
export function sizeSale({ by, quantity: wanted }: SellWish, details: InstrumentDetails): SizedOrder {
  const of = { by, side: "sell" } as const;
  const { maximumQuantity } = details.orderLimits;
  if (maximumQuantity?.lt(wanted) !== true) return sized(of, wanted, { details });
  const minimum = minimumQuantity("sell", details);
  const atMost = minDecimal(maximumQuantity, wanted.minus(minimum)); // too small a rest could not be sold
  return { ...sized(of, atMost, { details }), wanted, cutBy: "QUANTITY_ABOVE_MAXIMUM" };
}

interface Purchase {
  readonly details: InstrumentDetails;
  /** In price units. */
  readonly price: Decimal;
  /** What one unit is worth at that price, in the account's currency; absent where nobody knows the rate. */
  readonly unit: Decimal | undefined;
  /** What limits leave. */
  readonly rooms: readonly Room[];
  /** Whether the broker's rate may be another than ours. */
  readonly isConverted: boolean;
}

/** Never more than wanted. A quantity is taken as it is said; what is measured in money is cut to what the limits leave. */
export function sizePurchase(size: BuySize, purchase: Purchase): SizedOrder {
  const { price, unit, details } = purchase;
  const wanted = wantedQuantity(size, price, unit);
  const order = sized({ by: size.by, side: "buy" }, wanted, { details, ...present({ unit }) });
  if (size.by === "quantity" || wanted === undefined || unit === undefined) return order;
  const { quantity, cutBy } = cutDown(wanted, unit, purchase);
  if (cutBy === undefined) return order;
  return { ...sized({ by: size.by, side: "buy" }, quantity, { details, unit }), wanted, cutBy };
}

function cutDown(
  wanted: Decimal,
  unit: Decimal,
  { details, rooms, isConverted }: Purchase,
): { readonly quantity: Decimal; readonly cutBy?: DenialCode } {
  const { left, code } = roomToFill(rooms, isConverted);
  const allowed = quotient(left, unit);
  const { maximumQuantity } = details.orderLimits;
  if (maximumQuantity?.lt(minDecimal(wanted, allowed)) === true)
    return { quantity: maximumQuantity, cutBy: "QUANTITY_ABOVE_MAXIMUM" };
  return allowed.lt(wanted) ? { quantity: allowed, cutBy: code } : { quantity: wanted };
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
  { by, side }: Pick<SizedQuantity, "by" | "side">,
  wanted: Decimal | undefined,
  { details, unit }: { readonly details: InstrumentDetails; readonly unit?: Decimal },
): SizedOrder {
  const quantity = wanted === undefined ? ZERO : roundQuantityDown(wanted, side, details);
  const least = minimumQuantity(side, details);
  const step = quantityStep(side, details);
  return {
    by,
    side,
    quantity,
    step,
    isOrderable: quantity.gt(ZERO) && hasLegalDecimals(quantity, details),
    isLegal: quantity.gt(ZERO) && quantity.gte(least),
    ...present({
      wanted,
      worth: unit?.times(quantity),
      leastWorth: unit?.times(smallestOrder(side, details)),
    }),
  };
}
