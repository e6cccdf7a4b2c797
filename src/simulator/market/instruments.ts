import { decimal } from "../../core/domain/decimal.ts";
import { instrument } from "../../core/domain/instrument.ts";
import type { Exchange, SimulatedInstrument } from "./types.ts";

/** Where there are quotes alone, stops wait for a quote. */
const ON_QUOTES = ["Market", "Limit", "Stop", "TrailingStop", "StopLimit"] as const;
/** On an exchange they wait for a trade. */
const ON_TRADES = ["Market", "Limit", "StopIfTraded", "TrailingStopIfTraded", "StopLimit"] as const;

const INDEX_DESK: Exchange = {
  exchangeId: "CFDINDEX",
  name: "Index CFDs",
  countryCode: "DK",
  timeZone: "Etc/UTC",
  timeZoneNumber: 0,
};

const INDEX_CFD = {
  currency: "USD",
  exchange: INDEX_DESK,
  hours: "always",
  format: { format: "Normal", decimals: 2, orderDecimals: 2 },
  quoteDigits: 2,
  tickSize: decimal("0.01"),
  minimumTradeSize: decimal("1"),
  amountDecimals: 0,
  lotSizeType: "NotUsed",
  supportedOrderTypes: ON_QUOTES,
  isMargin: true,
  marginRate: decimal("0.05"),
  commission: { minimum: decimal("0"), rate: decimal("0") },
  spread: decimal("0.4"),
  priceKind: "bid_ask",
} as const satisfies Partial<SimulatedInstrument>;

/** The history itself; every other instrument is derived from it. */
export const US500: SimulatedInstrument = {
  ...instrument("CfdOnIndex", 4913),
  ...INDEX_CFD,
  symbol: "US500.I",
  description: "S&P 500 daily history 2000-2020, replayed",
};

export const AAPL: SimulatedInstrument = {
  ...instrument("Stock", 211),
  symbol: "AAPL:xnas",
  description: "Apple Inc. (synthetic, derived from S&P 500 history)",
  currency: "USD",
  exchange: {
    exchangeId: "NASDAQ",
    name: "NASDAQ",
    countryCode: "US",
    timeZone: "America/New_York",
    timeZoneNumber: 3,
  },
  hours: "nasdaq",
  format: { format: "Normal", decimals: 2, orderDecimals: 2 },
  quoteDigits: 2,
  tickSize: decimal("0.01"),
  tickScheme: {
    defaultTickSize: decimal("0.01"),
    elements: [{ highPrice: decimal("0.9999"), tickSize: decimal("0.0001") }],
  },
  minimumTradeSize: decimal("1"),
  amountDecimals: 0,
  lotSizeType: "NotUsed",
  supportedOrderTypes: ON_TRADES,
  isMargin: false,
  marginRate: decimal("1"),
  commission: { minimum: decimal("1"), rate: decimal("0.0008") },
  spread: decimal("0.02"),
  priceKind: "last",
};

/** The same share as a contract on its price: the same UIC under another asset type. */
export const AAPL_CFD: SimulatedInstrument = {
  ...AAPL,
  ...instrument("CfdOnStock", AAPL.uic),
  description: "Apple Inc. CFD (synthetic, derived from S&P 500 history)",
  isMargin: true,
  marginRate: decimal("0.2"),
};

/** A share in another currency than the account's, on an exchange with auctions. */
export const ASML: SimulatedInstrument = {
  ...AAPL,
  ...instrument("Stock", 1_636),
  symbol: "ASML:xams",
  description: "ASML Holding (synthetic, derived from S&P 500 history)",
  currency: "EUR",
  exchange: {
    exchangeId: "AMS",
    name: "Euronext Amsterdam",
    countryCode: "NL",
    timeZone: "Europe/Amsterdam",
    timeZoneNumber: 4,
  },
  hours: "amsterdam",
  tickScheme: {
    defaultTickSize: decimal("0.1"),
    elements: [{ highPrice: decimal("199.95"), tickSize: decimal("0.05") }],
  },
  commission: { minimum: decimal("2"), rate: decimal("0.0008") },
  spread: decimal("0.1"),
};

/** A share whose prices are pence, while its money is pounds. */
export const VODAFONE: SimulatedInstrument = {
  ...ASML,
  ...instrument("Stock", 899),
  symbol: "VOD:xlon",
  description: "Vodafone Group (synthetic, derived from S&P 500 history)",
  currency: "GBP",
  priceCurrency: "GBX",
  exchange: {
    exchangeId: "LSE_SETS",
    name: "London Stock Exchange",
    countryCode: "GB",
    timeZone: "Europe/London",
    timeZoneNumber: 1,
  },
  hours: "london",
  tickScheme: {
    defaultTickSize: decimal("0.1"),
    elements: [{ highPrice: decimal("99.98"), tickSize: decimal("0.02") }],
  },
  commission: { minimum: decimal("800"), rate: decimal("0.0008") }, // in pence, as prices are
  spread: decimal("0.04"),
};

const CURRENCY_PAIR = {
  exchange: {
    exchangeId: "SBFX",
    name: "Inter Bank",
    countryCode: "DK",
    timeZone: "America/New_York",
    timeZoneNumber: 3,
  },
  hours: "fx",
  format: { format: "AllowDecimalPips", decimals: 4, orderDecimals: 4 },
  quoteDigits: 5,
  tickSize: decimal("0.0001"),
  tickSizeLimitOrder: decimal("0.0001"),
  tickSizeStopOrder: decimal("0.00005"),
  minimumTradeSize: decimal("1000"),
  amountDecimals: 6,
  lotSizeType: "NotUsed",
  supportedOrderTypes: ON_QUOTES,
  isMargin: true,
  marginRate: decimal("0.0333"),
  commission: { minimum: decimal("0"), rate: decimal("0") },
  spread: decimal("0.00012"),
  priceKind: "bid_ask",
} as const satisfies Partial<SimulatedInstrument>;

export const EURUSD: SimulatedInstrument = {
  ...instrument("FxSpot", 21),
  ...CURRENCY_PAIR,
  symbol: "EURUSD",
  description: "Euro/US Dollar (synthetic, derived from S&P 500 history)",
  currency: "USD",
};

export const GBPUSD: SimulatedInstrument = {
  ...instrument("FxSpot", 31),
  ...CURRENCY_PAIR,
  symbol: "GBPUSD",
  description: "British Pound/US Dollar (synthetic, derived from S&P 500 history)",
  currency: "USD",
};

export const NAMED_INSTRUMENTS: readonly SimulatedInstrument[] = [
  US500,
  AAPL,
  AAPL_CFD,
  ASML,
  VODAFONE,
  EURUSD,
  GBPUSD,
];

/** UICs of the numbered indices: 100001 to 101000. */
const BEFORE_FIRST_INDEX = 100_000;
const INDEX_COUNT = 1_000;

/** A thousand further indices, each with prices of its own, for a long watchlist. */
export function syntheticIndex(uic: number): SimulatedInstrument | undefined {
  const number = uic - BEFORE_FIRST_INDEX;
  if (!Number.isInteger(number) || number < 1 || number > INDEX_COUNT) return undefined;
  return {
    ...instrument("CfdOnIndex", uic),
    ...INDEX_CFD,
    symbol: `SYN${String(number).padStart(4, "0")}.I`,
    description: `Synthetic index ${number}, derived from S&P 500 history`,
  };
}

/** The named instruments, and behind them the numbered ones. */
export function listedInstruments(): readonly SimulatedInstrument[] {
  const numbers = Array.from({ length: INDEX_COUNT }, (_, index) => BEFORE_FIRST_INDEX + 1 + index);
  return [...NAMED_INSTRUMENTS, ...numbers.map(syntheticIndex).filter((index) => index !== undefined)];
}
