import { ONE, type Decimal } from "./decimal.ts";
import { isSpread, middleOf, type Quote } from "./market-data.ts";
import { elapsed, minutes, type DurationMs, type Timestamp } from "./time.ts";

/** What one unit of a currency is worth in the account's. */
export interface ConversionRate {
  readonly rate: Decimal;
  /** Of the price it comes from; where it is a position's, when the broker gave it: of when it is, nobody says. */
  readonly at: Timestamp;
  /** Where it comes from: `FxSpot:21`, `position`, ... */
  readonly source: string;
}

/** A weekend, a holiday on either side of it, and some hours: longer no market of currencies rests. */
const LONGEST_REST: DurationMs = minutes(5 * 24 * 60);
const OPEN = "Open";

/** Prices that somebody makes now, though nobody need deal at them; and once a market rests, the last ones. */
const OF_NOW: ReadonlySet<string> = new Set(["Tradable", "Indicative"]);
const LAST_ONE = "OldIndicative";

/**
 * The rate that a pair's quote gives, in the middle of bid and ask; `undefined` where these are no prices, or too old.
 * While the pair is traded, or nobody says whether it is, a rate is as fresh as a price has to be; over a weekend the last
 * one counts.
 *
 * @param isInverse whether the pair is quoted the other way round
 */
export function rateFromQuote(
  quote: Quote,
  {
    isInverse,
    source,
    now,
    staleness,
  }: {
    readonly isInverse: boolean;
    readonly source: string;
    readonly now: Timestamp;
    readonly staleness: DurationMs;
  },
): ConversionRate | undefined {
  const { updatedAt, delayedByMinutes, marketState } = quote;
  const isTraded = marketState === undefined || marketState === OPEN;
  if (!isSpread(quote) || !isPriced(quote, isTraded)) return undefined;
  const allowed = isTraded ? staleness + minutes(delayedByMinutes) : LONGEST_REST;
  if (Math.abs(elapsed(updatedAt, now)) > allowed) return undefined;
  const middle = middleOf(quote);
  return { rate: isInverse ? ONE.div(middle) : middle, at: updatedAt, source };
}

const isPriced = ({ priceTypeBid, priceTypeAsk }: Quote, isTraded: boolean): boolean =>
  [priceTypeBid, priceTypeAsk].every((type) => OF_NOW.has(type) || (!isTraded && type === LAST_ONE));
