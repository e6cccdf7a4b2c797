import type { Decimal } from "./decimal.ts";
import type { Timestamp } from "./time.ts";

/** What one unit of a currency is worth in the account's. */
export interface ConversionRate {
  readonly rate: Decimal;
  /** Of the price or valuation it comes from. */
  readonly at: Timestamp;
  /** Where it comes from: `FxSpot:21`, `position`, ... */
  readonly source: string;
}
