import type { AccountBalance } from "../../core/domain/account.ts";
import type { Decimal } from "../../core/domain/decimal.ts";
import type { TradebotError } from "../../core/domain/errors.ts";
import type {
  AssetType,
  Instrument,
  InstrumentDetails,
  InstrumentId,
  TradingSession,
} from "../../core/domain/instrument.ts";
import type { BarMinutes, QuoteReading } from "../../core/domain/market-data.ts";
import type { Timestamp } from "../../core/domain/time.ts";
import type { RiskLimits } from "../../core/risk/risk-limits.ts";

/** A list, or why there is none. */
export type Reading<Value> = Value | TradebotError;

export const isError = <Value extends object>(reading: Reading<Value>): reading is TradebotError =>
  reading instanceof Error;

/** An instrument, and how the watchlist speaks of it. */
export interface NamedInstrument {
  readonly instrument: Instrument;
  /** Absent when it is written as its id. */
  readonly writtenAs?: string;
  /** What the watchlist says that its UIC is; absent when it does not say. */
  readonly expectedSymbol?: string;
}

/** What the broker says about one instrument of the watchlist. */
export interface MarketFacts extends NamedInstrument {
  /** Absent when the broker does not know the instrument. */
  readonly details?: Reading<InstrumentDetails>;
  readonly quote: Reading<QuoteReading>;
  readonly sessions: Reading<readonly TradingSession[]>;
  /** How many bars it gave; more are not asked for than the strategy needs. */
  readonly bars: Reading<{ readonly count: number }>;
}

export interface Needs {
  readonly now: Timestamp;
  /** By the parameters of that instrument. */
  readonly barsOf: (instrument: InstrumentId) => number;
  readonly barMinutes: BarMinutes;
  readonly allowDelayedData: boolean;
  /** Of an order that opens a position. */
  readonly quantities: Readonly<Record<AssetType, Decimal>>;
  readonly limits: RiskLimits;
  readonly balance?: AccountBalance;
}
