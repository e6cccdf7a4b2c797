import type { Decimal } from "../domain/decimal.ts";
import type { ValueBound } from "./decision.ts";
import type { DenialCode } from "./denials.ts";

/** What the broker's precheck says an order comes to, each where it says it. */
export interface PrecheckedFigures {
  /** What a unit of the instrument's money is worth in the account's. */
  readonly conversionRate?: Decimal;
  /** In the account's currency. */
  readonly estimatedCashRequired?: Decimal;
}

export interface ValueObjection {
  readonly code: DenialCode;
  readonly detail: string;
}

/**
 * Holds an entry against the limits once more, by the broker's own figures: they may be other than ours, and where we
 * had none they are the first. The dearer of the two counts.
 */
export function objectionToValue(bound: ValueBound, figures: PrecheckedFigures): ValueObjection | undefined {
  const worth = dearer(bound.worth, worthTo(bound, figures));
  const { estimatedCashRequired: cost } = figures;
  if (worth === undefined)
    return {
      code: "CONVERSION_RATE_UNKNOWN",
      detail: `nothing tells what ${bound.priceCurrency} is worth, the precheck neither`,
    };
  if (worth.gt(bound.atMost)) return { code: bound.limitedBy, detail: comparison(worth, bound.atMost) };
  if (bound.worth === undefined && worth.lt(bound.atLeast))
    return { code: "MIN_TRADE_AMOUNT", detail: comparison(worth, bound.atLeast) };
  if (bound.cash !== undefined && cost?.gt(bound.cash) === true)
    return { code: "CASH_TOO_LOW", detail: comparison(cost, bound.cash) };
  return undefined;
}

/** By the broker's rate; where it names none, what is paid in full is worth what it costs. */
function worthTo(
  { price, cash, worth }: ValueBound,
  { conversionRate, estimatedCashRequired }: PrecheckedFigures,
): Decimal | undefined {
  if (conversionRate !== undefined) return price.times(conversionRate);
  return cash === undefined || worth !== undefined ? undefined : estimatedCashRequired; // which has costs in it
}

const dearer = (ours: Decimal | undefined, brokers: Decimal | undefined): Decimal | undefined =>
  ours === undefined || brokers === undefined ? (ours ?? brokers) : ours.gt(brokers) ? ours : brokers;

const comparison = (found: Decimal, limit: Decimal): string =>
  `${found.round(2).toString()} by the broker's precheck, and the limit leaves ${limit.round(2).toString()}`;
