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

/** What the broker says about an instrument and its orders; changes rarely, so it is cached. */
export interface InstrumentDetails {
  readonly instrument: Instrument;
  readonly symbol: string;
  readonly description: string;
  readonly currency: string;
  readonly isTradable: boolean;
  readonly supportedOrderTypes: readonly string[];
  /** Digits allowed after the point of a quantity. */
  readonly amountDecimals: number;
  readonly minimumTradeSize: Decimal;
  /** Quantities must be multiples of this; absent when the instrument has no lot rule. */
  readonly lotSize?: Decimal;
}

/** State of an exchange session as the schedule names it; only `AutomatedTrading` executes plain orders. */
export interface TradingSession {
  readonly startAt: Timestamp;
  readonly endAt: Timestamp;
  readonly state: string;
}
export const NORMAL_TRADING = "AutomatedTrading";
