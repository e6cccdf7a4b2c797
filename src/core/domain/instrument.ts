import { assert } from "./assert.ts";
import type { Brand } from "./brand.ts";
import type { Decimal } from "./decimal.ts";
import type { Timestamp } from "./time.ts";

export const ASSET_TYPES = [
  "Stock",
  "Etf",
  "FxSpot",
  "FxCrypto",
  "CfdOnStock",
  "CfdOnIndex",
  "CfdOnEtf",
] as const;
export type AssetType = (typeof ASSET_TYPES)[number];

/** Saxo's number of an instrument; ambiguous without the asset type. */
export type Uic = Brand<number, "Uic">;
/** `AssetType:Uic`, e.g. `Stock:211`. */
export type InstrumentId = Brand<string, "InstrumentId">;

export interface Instrument {
  readonly id: InstrumentId;
  readonly assetType: AssetType;
  readonly uic: Uic;
}

export const isAssetType = (text: string): text is AssetType => ASSET_TYPES.some((known) => known === text);

export function uic(value: number): Uic {
  assert(Number.isSafeInteger(value) && value > 0, `${value} is no UIC`);
  return value as Uic;
}

export function instrument(assetType: AssetType, uicValue: number): Instrument {
  return { id: `${assetType}:${uic(uicValue)}` as InstrumentId, assetType, uic: uic(uicValue) };
}

const INSTRUMENT_ID = /^([A-Za-z]+):([1-9]\d{0,14})$/;

/** Reads `AssetType:Uic`; `undefined` when the form or the asset type is not known. */
export function instrumentFromId(text: string): Instrument | undefined {
  const [, assetType = "", digits = ""] = INSTRUMENT_ID.exec(text) ?? [];
  return isAssetType(assetType) ? instrument(assetType, Number(digits)) : undefined;
}

/** What this account may do in an instrument now; only the last two leave nothing to do. */
export const TRADABILITIES = ["tradable", "reduce_only", "not_tradable", "not_on_account"] as const;
export type Tradability = (typeof TRADABILITIES)[number];

/** What the broker says about an instrument and its orders; changes rarely, so it is cached. */
export interface InstrumentDetails {
  readonly instrument: Instrument;
  /** As the broker prints it, e.g. `AAPL:xnas`. */
  readonly symbol: string;
  readonly description: string;
  readonly currency: string;
  readonly tradability: Tradability;
  /** The broker's word for what it restricts (`NonTradableReason`), where it has one. */
  readonly restriction?: string;
  readonly isShortDisabled: boolean;
  /** Authoritative for each instrument: a stock may list `StopIfTraded` in place of `Stop`. */
  readonly supportedOrderTypes: readonly string[];
  /** Durations that are legal with each order type; absent where the broker does not say. */
  readonly orderDurations?: Readonly<Record<string, readonly string[]>>;
  /** Digits allowed after the point of a quantity. */
  readonly amountDecimals: number;
  readonly minimumTradeSize: Decimal;
  /** Absent when the instrument has no lot rule. */
  readonly lot?: LotRule;
  readonly orderLimits: OrderLimits;
  readonly pricing: PriceRules;
  readonly exchange?: Exchange;
}

/** Whether its prices are in the currency of its money; in pence, what an order is worth would be a guess. */
export const isPricedInItsCurrency = ({
  pricing,
  currency,
}: Pick<InstrumentDetails, "pricing" | "currency">): boolean => pricing.currency === currency;

/** A rule about lots, which some exchanges have for purchases alone. */
export interface LotRule {
  /** Quantities must be whole multiples of this; absent where odd lots are allowed. */
  readonly size?: Decimal;
  readonly minimum?: Decimal;
  readonly isForBuysOnly: boolean;
}

/** Bounds of a single order, each where the broker has one. Values are in the instrument's currency unless it says another. */
export interface OrderLimits {
  readonly minimumValue?: Decimal;
  readonly maximumQuantity?: Decimal;
  readonly maximumValue?: Decimal;
  readonly maximumValueCurrency?: string;
}

/** How prices are quoted, and which of them an order may name. */
export interface PriceRules {
  /** What prices are in; not always the instrument's currency: London quotes pence. */
  readonly currency: string;
  /** Digits a price is shown with; a quote can have one more. */
  readonly decimals: number;
  /** Digits of the price of an order. */
  readonly orderDecimals?: number;
  /** `Normal`, `AllowDecimalPips`, `Fractions`, ... as the broker says; open-ended. */
  readonly format?: string;
  /** Price times quantity times this is the value; absent means 1. */
  readonly contractFactor?: Decimal;
  readonly ticks: TickRules;
}

/** The steps prices of orders move in. A scheme goes before everything else; all of it may be missing. */
export interface TickRules {
  readonly scheme?: TickScheme;
  readonly limitTick?: Decimal;
  readonly stopTick?: Decimal;
  readonly tick?: Decimal;
}

/** Ticks by price: the first band that reaches the price counts, above the last one the default. */
export interface TickScheme {
  /** Ascending. */
  readonly bands: readonly TickBand[];
  readonly defaultTick: Decimal;
}
export interface TickBand {
  /** Inclusive. */
  readonly upTo: Decimal;
  readonly tick: Decimal;
}

export interface Exchange {
  /** The broker's name of it (`NASDAQ`), which is not the MIC. */
  readonly id: string;
  readonly name?: string;
  /** The broker's own id of its zone. */
  readonly timeZoneId?: string;
}

/** State of an exchange session as the schedule names it; only `AutomatedTrading` executes plain orders. */
export interface TradingSession {
  readonly startAt: Timestamp;
  readonly endAt: Timestamp;
  readonly state: string;
}
export const NORMAL_TRADING = "AutomatedTrading";
