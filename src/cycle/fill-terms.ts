import { ONE } from "../core/domain/decimal.ts";
import type { ConversionRate } from "../core/domain/conversion-rate.ts";
import type { Instrument, InstrumentDetails } from "../core/domain/instrument.ts";
import { subtractDuration, type Timestamp } from "../core/domain/time.ts";
import { LONGEST_REST } from "./mark-before.ts";
import type { FillTerms } from "./ports/ledger-store.ts";
import type { Store } from "./ports/store.ts";

/** What is known about the worth of prices at one moment. */
export interface Worth {
  readonly at: Timestamp;
  /** Of the account. */
  readonly currency: string;
  readonly rates: ReadonlyMap<string, ConversionRate>;
  detailsOf(instrument: Instrument): InstrumentDetails | undefined;
}

/** What a unit of a price of the instrument is worth now; `undefined` where nobody says. */
export function termsOf(instrument: Instrument, worth: Worth): Omit<FillTerms, "logId"> | undefined {
  const pricing = worth.detailsOf(instrument)?.pricing;
  if (pricing === undefined) return undefined;
  const { currency, contractFactor = ONE } = pricing;
  const rate = currency === worth.currency ? sameCurrency(worth.at) : worth.rates.get(currency);
  return rate && { currency, contractFactor, rate };
}

const sameCurrency = (at: Timestamp): ConversionRate => ({ rate: ONE, at, source: "same_currency" });

/**
 * Writes down what fills were worth, by the first rate that is known after them. One that is not known after the longest
 * rest of a market would tell nothing of what they were worth then.
 */
export function noteFillTerms(
  store: Pick<Store, "fillsWithoutTerms" | "recordFillTerms">,
  worth: Worth,
): void {
  const unpriced = store.fillsWithoutTerms(subtractDuration(worth.at, LONGEST_REST));
  const noted = unpriced.flatMap(({ logId, instrument }) => {
    const terms = termsOf(instrument, worth);
    return terms === undefined ? [] : [{ logId, ...terms }];
  });
  if (noted.length > 0) store.recordFillTerms(noted);
}
