import { decimal, type Decimal } from "../core/domain/decimal.ts";
import { isObject, type Members } from "../core/domain/is-object.ts";
import { present } from "../core/domain/present.ts";
import type {
  Exchange,
  Instrument,
  InstrumentDetails,
  LotRule,
  OrderLimits,
  PriceRules,
  TickRules,
  TickScheme,
} from "../core/domain/instrument.ts";
import { TRADABILITIES } from "../core/domain/instrument.ts";

/** Of what was cached, something is not as this version writes it. */
class Unfit extends Error {}

/** A JSON value: decimals print themselves as text. */
export const encodeDetails = (of: InstrumentDetails): Members => ({ ...of });

/** @param instrument whose entry this is; it is not trusted to the cached value */
export function decodeDetails(value: unknown, instrument: Instrument): InstrumentDetails | undefined {
  if (value === undefined) return undefined;
  try {
    return details(value, instrument);
  } catch (error) {
    if (error instanceof Unfit) return undefined;
    throw error;
  }
}

function details(value: unknown, instrument: Instrument): InstrumentDetails {
  const of = object(value);
  return {
    instrument,
    symbol: text(of["symbol"]),
    description: string(of["description"]),
    currency: text(of["currency"]),
    tradability: TRADABILITIES.find((known) => known === of["tradability"]) ?? unfit(),
    isShortDisabled: flag(of["isShortDisabled"]),
    supportedOrderTypes: texts(of["supportedOrderTypes"]),
    amountDecimals: digits(of["amountDecimals"]),
    minimumTradeSize: number(of["minimumTradeSize"]),
    orderLimits: orderLimits(object(of["orderLimits"])),
    pricing: pricing(object(of["pricing"])),
    ...present({
      restriction: optional(of["restriction"], text),
      orderDurations: optional(of["orderDurations"], durations),
      lot: optional(of["lot"], lot),
      exchange: optional(of["exchange"], exchange),
    }),
  };
}

const orderLimits = (of: Members): OrderLimits =>
  present({
    minimumValue: optional(of["minimumValue"], number),
    maximumQuantity: optional(of["maximumQuantity"], number),
    maximumValue: optional(of["maximumValue"], number),
    maximumValueCurrency: optional(of["maximumValueCurrency"], text),
  });

const pricing = (of: Members): PriceRules => ({
  currency: text(of["currency"]),
  decimals: digits(of["decimals"]),
  ticks: ticks(object(of["ticks"])),
  ...present({
    orderDecimals: optional(of["orderDecimals"], digits),
    format: optional(of["format"], text),
    contractFactor: optional(of["contractFactor"], number),
  }),
});

const ticks = (of: Members): TickRules =>
  present({
    scheme: optional(of["scheme"], scheme),
    limitTick: optional(of["limitTick"], number),
    stopTick: optional(of["stopTick"], number),
    tick: optional(of["tick"], number),
  });

function scheme(value: unknown): TickScheme {
  const of = object(value);
  const bands = list(of["bands"]).map(object);
  return {
    bands: bands.map((band) => ({ upTo: number(band["upTo"]), tick: number(band["tick"]) })),
    defaultTick: number(of["defaultTick"]),
  };
}

function lot(value: unknown): LotRule {
  const of = object(value);
  return {
    isForBuysOnly: flag(of["isForBuysOnly"]),
    ...present({ size: optional(of["size"], number), minimum: optional(of["minimum"], number) }),
  };
}

function exchange(value: unknown): Exchange {
  const of = object(value);
  return {
    id: text(of["id"]),
    ...present({ name: optional(of["name"], text), timeZoneId: optional(of["timeZoneId"], text) }),
  };
}

const durations = (value: unknown): Readonly<Record<string, readonly string[]>> =>
  Object.fromEntries(Object.entries(object(value)).map(([type, known]) => [type, texts(known)]));

function unfit(): never {
  throw new Unfit("not as this version writes it");
}

const DECIMAL = /^-?\d+(\.\d+)?$/;

const object = (value: unknown): Members => (isObject(value) ? value : unfit());
const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : unfit());
const string = (value: unknown): string => (typeof value === "string" ? value : unfit());
const text = (value: unknown): string => (value === "" ? unfit() : string(value));
const texts = (value: unknown): readonly string[] => list(value).map(text);
const flag = (value: unknown): boolean => (typeof value === "boolean" ? value : unfit());
const digits = (value: unknown): number =>
  typeof value === "number" && Number.isSafeInteger(value) && value >= 0 ? value : unfit();
const number = (value: unknown): Decimal =>
  typeof value === "string" && DECIMAL.test(value) ? decimal(value) : unfit();
const optional = <Value>(value: unknown, read: (of: unknown) => Value): Value | undefined =>
  value === undefined ? undefined : read(value);
