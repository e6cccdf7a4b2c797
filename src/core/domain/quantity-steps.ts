import type { Decimal } from "./decimal.ts";
import { decimal, decimalsOf, isMultipleOf, roundDown, roundDownToStep, ZERO } from "./decimal.ts";
import type { InstrumentDetails } from "./instrument.ts";
import type { Side } from "./order.ts";

type QuantityRules = Pick<InstrumentDetails, "amountDecimals" | "minimumTradeSize" | "lot" | "orderLimits">;

/** What can be wrong with the quantity of an order. */
export type QuantityFault = "too_many_decimals" | "off_lot" | "below_minimum" | "above_maximum";

/** The lot or, without one, the last digit a quantity may have. */
export const quantityStep = (side: Side, rules: QuantityRules): Decimal =>
  lotOf(side, rules)?.size ?? lastDigit(rules);

/** The least an order may be about. */
export function minimumQuantity(side: Side, rules: QuantityRules): Decimal {
  const minimum = lotOf(side, rules)?.minimum;
  return minimum?.gt(rules.minimumTradeSize) === true ? minimum : rules.minimumTradeSize;
}

/** The least an order can be about: a whole step of what may be ordered at all. */
export function smallestOrder(side: Side, rules: QuantityRules): Decimal {
  const minimum = minimumQuantity(side, rules);
  const step = quantityStep(side, rules);
  const rounded = roundQuantityDown(minimum, side, rules);
  if (minimum.lte(ZERO)) return step;
  return rounded.lt(minimum) ? rounded.plus(step) : rounded;
}

/** The most that an order may be about without being more than wanted; perhaps nothing. @param wanted not negative */
export function roundQuantityDown(wanted: Decimal, side: Side, rules: QuantityRules): Decimal {
  const lot = lotOf(side, rules)?.size;
  return lot === undefined ? roundDown(wanted, rules.amountDecimals) : roundDownToStep(wanted, lot);
}

/** Whether a quantity can be written with the digits the instrument allows. */
export const hasLegalDecimals = (quantity: Decimal, rules: QuantityRules): boolean =>
  decimalsOf(quantity) <= rules.amountDecimals;

/** The first rule that the quantity breaks; `undefined` when it breaks none. */
export function quantityFault(
  quantity: Decimal,
  side: Side,
  rules: QuantityRules,
): QuantityFault | undefined {
  const { maximumQuantity } = rules.orderLimits;
  if (!hasLegalDecimals(quantity, rules)) return "too_many_decimals";
  if (quantity.lte(ZERO) || quantity.lt(minimumQuantity(side, rules))) return "below_minimum";
  if (!isMultipleOf(quantity, quantityStep(side, rules))) return "off_lot";
  return maximumQuantity?.lt(quantity) === true ? "above_maximum" : undefined;
}

/** What of an instrument costs at a price, in the currency its prices are in. */
export const valueOf = (
  quantity: Decimal,
  price: Decimal,
  { pricing }: Pick<InstrumentDetails, "pricing">,
): Decimal => {
  const value = quantity.times(price);
  return pricing.contractFactor === undefined ? value : value.times(pricing.contractFactor);
};

const lotOf = (side: Side, { lot }: QuantityRules) =>
  side === "sell" && lot?.isForBuysOnly === true ? undefined : lot;

/** By the number of decimals: read from its text, each would cost more than the arithmetic with it. */
const lastDigits = new Map<number, Decimal>();

function lastDigit({ amountDecimals }: QuantityRules): Decimal {
  const digit = lastDigits.get(amountDecimals) ?? decimal(`1e-${amountDecimals}`);
  lastDigits.set(amountDecimals, digit);
  return digit;
}
