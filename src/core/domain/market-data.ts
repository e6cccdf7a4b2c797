import { decimal, ZERO, type Decimal } from "./decimal.ts";
import type { DurationMs, Timestamp } from "./time.ts";
import { minutes } from "./time.ts";

/**
 * One interval of prices. Numbers, not decimals: bars only feed indicators, which are statistics;
 * whatever becomes money starts from a quote or a fill. FX bars hold the mid of bid and ask.
 */
export interface Bar {
  readonly startAt: Timestamp;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
}

/** Nothing is quoted beyond it: a higher figure is an error of whoever sent it. */
export const PRICE_MAX = 1e15;

/** Horizons Saxo draws charts in, in minutes (OpenAPI reference, chart/v3). */
export const BAR_HORIZONS_MINUTES = [
  1, 2, 3, 5, 10, 15, 30, 60, 120, 180, 240, 300, 360, 480, 1440, 10080, 43200, 129600, 518400,
] as const;
export type BarMinutes = (typeof BAR_HORIZONS_MINUTES)[number];

export const barDuration = (barMinutes: BarMinutes): DurationMs => minutes(barMinutes);

export const isBarMinutes = (value: number): value is BarMinutes =>
  BAR_HORIZONS_MINUTES.some((known) => known === value);

/** Bars as the broker has them now, and what it says of the history they come from. */
export interface BarSeries {
  /** Oldest first, unique start times; the newest may still be forming. */
  readonly bars: readonly Bar[];
  /** Another number than before means that the history was rewritten; absent when the broker does not say. */
  readonly dataVersion?: number;
  /** How far the newest prices lag behind; absent when the broker does not say. */
  readonly delayedByMinutes?: number;
  /** Where the broker gave what is no whole, possible bar: the start of each such sample, by it or by its neighbour. */
  readonly refusedAt: readonly Timestamp[];
}

/** Bid and ask at an instant, with everything that decides whether they may be traded on. */
export interface Quote {
  readonly bid: Decimal;
  readonly ask: Decimal;
  readonly updatedAt: Timestamp;
  readonly delayedByMinutes: number;
  /** `Tradable`, `Indicative`, `OldIndicative`, ... as the broker says; open-ended. */
  readonly priceTypeBid: string;
  readonly priceTypeAsk: string;
  /** `Open`, `Closed`, an auction, ... ; absent when the broker does not say. */
  readonly marketState?: string;
}

/** Whether both sides are prices, and the one to buy at is no lower. */
export const isSpread = ({ bid, ask }: Pick<Quote, "bid" | "ask">): boolean => bid.gt(ZERO) && ask.gte(bid);

const TWO = decimal("2");

export const middleOf = ({ bid, ask }: Pick<Quote, "bid" | "ask">): Decimal => bid.plus(ask).div(TWO);

/** A sound answer without bid and ask: nobody makes a price, or not yet. */
export interface UnpricedQuote {
  /** The less usual one where the two sides differ. */
  readonly priceType: string;
  readonly marketState?: string;
}

/** What asking for a quote brought. Anything but `quote` is no information about the price. */
export type QuoteReading =
  | { readonly kind: "quote"; readonly quote: Quote }
  | { readonly kind: "no_access" }
  | ({ readonly kind: "no_price" } & UnpricedQuote)
  | { readonly kind: "no_quote"; readonly code: string; readonly reason: string };
