import type { Decimal } from "../../core/domain/decimal.ts";
import type { Instrument, InstrumentId, TradingSession } from "../../core/domain/instrument.ts";
import type { BarMinutes } from "../../core/domain/market-data.ts";
import type { Timestamp } from "../../core/domain/time.ts";

/** When an instrument trades: around the clock, like an exchange, or like interbank currencies. */
export type Hours = "always" | "nasdaq" | "amsterdam" | "london" | "fx";

export interface Exchange {
  readonly exchangeId: string;
  readonly name: string;
  readonly countryCode: string;
  /** IANA name. */
  readonly timeZone: string;
  /** The broker's own number of that zone. */
  readonly timeZoneNumber: number;
}

interface PriceFormat {
  readonly format: "Normal" | "AllowDecimalPips";
  readonly decimals: number;
  readonly orderDecimals: number;
}

/** The first element whose `highPrice` is not below the price gives its tick; above the last one the default holds. */
interface TickScheme {
  readonly defaultTickSize: Decimal;
  readonly elements: readonly { readonly highPrice: Decimal; readonly tickSize: Decimal }[];
}

/** Everything the simulated broker knows about one instrument, apart from its prices. */
export interface SimulatedInstrument extends Instrument {
  readonly symbol: string;
  readonly description: string;
  readonly currency: string;
  /** Where prices are counted in a part of that currency: pence. */
  readonly priceCurrency?: "GBX";
  readonly exchange: Exchange;
  readonly hours: Hours;
  readonly format: PriceFormat;
  /** Digits after the point of every price of this instrument; one more than `format.decimals` on FX. */
  readonly quoteDigits: number;
  readonly tickSize: Decimal;
  readonly tickSizeLimitOrder?: Decimal;
  readonly tickSizeStopOrder?: Decimal;
  readonly tickScheme?: TickScheme;
  readonly minimumTradeSize: Decimal;
  readonly amountDecimals: number;
  readonly lotSizeType: "NotUsed" | "OddLotsNotAllowed" | "BuyOnly";
  readonly lotSize?: Decimal;
  /** In what prices are counted in: the least that an order with a price must be worth. */
  readonly minimumOrderValue?: Decimal;
  readonly supportedOrderTypes: readonly string[];
  /** Margin products book only profit and loss to cash; the others are paid in full. */
  readonly isMargin: boolean;
  /** Margin as a fraction of the notional; 1 when paid in full. */
  readonly marginRate: Decimal;
  /** In what prices are counted in: `rate` times the notional, but at least `minimum`. */
  readonly commission: { readonly minimum: Decimal; readonly rate: Decimal };
  /** Ask minus bid, in price units; an even number of the last quote digit, so that both sides are exact. */
  readonly spread: Decimal;
  /** Whether charts show traded prices with volume, or bid and ask. */
  readonly priceKind: "last" | "bid_ask";
}

export type MarketState =
  "Open" | "Closed" | "PreMarket" | "PostMarket" | "OpeningAuction" | "ClosingAuction" | "TradingAtLast";

/** Prices at an instant. While the instrument does not trade they stay where they were at its close. */
export interface MarketQuote {
  readonly bid: Decimal;
  readonly ask: Decimal;
  /** The price of the path; also the last traded price of a stock. */
  readonly mid: Decimal;
  readonly marketState: MarketState;
  /** The second in which the price last changed, never after the asked instant. */
  readonly updatedAt: Timestamp;
}

/** Mids. Exact to `quoteDigits`: rounding a sum with half the spread to that many digits gives the exact bid and ask. */
export interface MarketBar {
  readonly startAt: Timestamp;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly volume: number;
}

/**
 * Which bars: those starting at or after `from`, oldest `count` first, or else the newest `count`
 * that start at or before `upTo` (default: now).
 */
export interface MarketBarQuery {
  readonly barMinutes: BarMinutes;
  readonly count: number;
  readonly from?: Timestamp;
  readonly upTo?: Timestamp;
}

/** The newest day of trading up to an instant, in mids. */
export interface DayStatistics {
  readonly open: Decimal;
  readonly high: Decimal;
  readonly low: Decimal;
  readonly last: Decimal;
  /** Last price of the trading day before. */
  readonly previousClose: Decimal;
  readonly volume: number;
}

export interface TouchQuery {
  /** `at_or_below` suits a resting buy, `at_or_above` a resting sale. */
  readonly direction: "at_or_below" | "at_or_above";
  /** A mid. */
  readonly level: Decimal;
  /** Exclusive. */
  readonly after: Timestamp;
  /** Inclusive. */
  readonly upTo: Timestamp;
}

/** From an instant on each share is several cheaper ones. */
export interface Split {
  readonly instrumentId: InstrumentId;
  readonly at: Timestamp;
  /** New shares for an old one; a whole number. */
  readonly ratio: number;
  /** When charts begin to show what came before in new shares; never when absent. */
  readonly historyAdjustedAt?: Timestamp;
}

/** The whole simulated market: a pure function of a world's seed, its anchor and the asked instant. */
export interface Market {
  readonly splits: readonly Split[];
  /** The instruments with a name of their own. */
  readonly instruments: readonly SimulatedInstrument[];
  /** Every instrument, the numbered synthetic indices included: what a search looks through. */
  listed(): readonly SimulatedInstrument[];
  find(assetType: string, uic: number): SimulatedInstrument | undefined;
  /** Every instrument with this UIC, whatever its asset type. */
  findByUic(uic: number): readonly SimulatedInstrument[];
  quote(instrument: SimulatedInstrument, at: Timestamp): MarketQuote;
  isOpen(instrument: SimulatedInstrument, at: Timestamp): boolean;
  /** Ascending; only bars in which something traded; the last one may still be forming and shows nothing after `at`. */
  bars(instrument: SimulatedInstrument, query: MarketBarQuery, at: Timestamp): readonly MarketBar[];
  dayStatistics(instrument: SimulatedInstrument, at: Timestamp): DayStatistics;
  /** The first second of trading in which the mid reaches a level; `undefined` when it does not. */
  firstTouch(instrument: SimulatedInstrument, query: TouchQuery): Timestamp | undefined;
  /** Contiguous sessions, the first one containing `from`, until `days` times 24 hours later are covered. */
  sessions(instrument: SimulatedInstrument, from: Timestamp, days: number): readonly TradingSession[];
}

export interface World {
  /** Decides the paths inside the sessions and everything about the derived instruments. */
  readonly seed: number;
  /** The five-minute slot since the epoch in which the replay begins. */
  readonly anchor: number;
}
