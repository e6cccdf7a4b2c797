import type { Decimal } from "../../core/domain/decimal.ts";
import { sumDecimals, ZERO } from "../../core/domain/decimal.ts";
import type { SimulatedInstrument } from "../market/types.ts";

const HALF_AWAY_FROM_ZERO = 1;

/** Books an amount of account currency: to whole cents, halves away from zero. */
export const toCents = (amount: Decimal): Decimal => amount.round(2, HALF_AWAY_FROM_ZERO);

/**
 * Divides whole cents in proportion to weights, into whole cents that add up to them.
 *
 * @param weights not negative, at least one of them positive
 */
export function apportion(total: Decimal, weights: readonly Decimal[]): readonly Decimal[] {
  const whole = sumDecimals(weights);
  let [weighed, given] = [ZERO, ZERO];
  return weights.map((weight) => {
    weighed = weighed.plus(weight);
    const due = toCents(total.times(weighed).div(whole));
    const part = due.minus(given);
    given = due;
    return part;
  });
}

/** A percentage as Saxo prints it, with two digits; zero when there is nothing to relate it to. */
export function percentage(part: Decimal, whole: Decimal): Decimal {
  return whole.eq(ZERO) ? ZERO : part.div(whole).times("100").round(2, HALF_AWAY_FROM_ZERO);
}

/** What executing an amount costs, in whole cents. @param amount signed or not */
export function commissionFor(instrument: SimulatedInstrument, amount: Decimal, price: Decimal): Decimal {
  const { minimum, rate } = instrument.commission;
  const byValue = amount.abs().times(price).times(rate);
  return toCents(byValue.gt(minimum) ? byValue : minimum);
}
