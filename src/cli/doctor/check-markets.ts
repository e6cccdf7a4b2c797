import type { TradebotError } from "../../core/domain/errors.ts";
import {
  isPricedInItsCurrency,
  type AssetType,
  type Instrument,
  type InstrumentDetails,
  type InstrumentId,
  type TradingSession,
} from "../../core/domain/instrument.ts";
import type { BarMinutes, Quote, QuoteReading } from "../../core/domain/market-data.ts";
import { isInSession, nextSessionOpening } from "../../core/hours/sessions.ts";
import { isoFromTimestamp, type Timestamp } from "../../core/domain/time.ts";
import type { AccountBalance } from "../../core/domain/account.ts";
import type { Decimal } from "../../core/domain/decimal.ts";
import type { RiskLimits } from "../../core/risk/risk-limits.ts";
import { tickerOf } from "../../core/domain/symbol.ts";
import { checkOrderValue, checkQuantity } from "./check-order-size.ts";
import type { Diagnosis } from "./diagnosis.ts";
import { doubtful, failing, failureOf, fine } from "./diagnosis.ts";

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

/** One line for each instrument, and one for the access to market data as a whole. */
export const checkMarkets = (markets: readonly MarketFacts[], needs: Needs): readonly Diagnosis[] => [
  ...(markets.length === 0 ? [] : [checkAccess(markets)]),
  ...markets.map((market) => checkMarket(market, needs)),
];

/** The whole: an instrument that is not quoted stops no other, but without any there is nothing to decide on. */
function checkAccess(markets: readonly MarketFacts[]): Diagnosis {
  const quoted = markets.filter(({ quote }) => !isError(quote) && quote.kind === "quote").length;
  const denied = markets.filter(({ quote }) => !isError(quote) && quote.kind === "no_access").length;
  const finding = `${quoted} of ${markets.length} instruments are quoted${denied === 0 ? "" : `, ${denied} not for this user (NoAccess)`}`;
  if (denied === 0 && quoted === markets.length) return fine("market_data", finding);
  if (denied < markets.length) {
    return doubtful("market_data", finding, "the lines of the instruments say why for each of them");
  }
  return failing("market_data", finding, { exit: "data_unusable", remedy: NO_ACCESS_REMEDY });
}

const NO_ACCESS_REMEDY =
  "subscribe to the exchange's prices, or trade FxSpot, which needs no subscription; on SIM other prices need a linked live account";

/** The first thing that keeps the instrument from being traded, or that nothing does. */
function checkMarket(market: MarketFacts, needs: Needs): Diagnosis {
  const { instrument, details, quote, sessions, bars } = market;
  const problem =
    checkDetails(instrument, details) ??
    checkSymbol(market) ??
    checkSize(market, needs) ??
    checkQuote(instrument, quote, needs) ??
    checkBars(instrument, bars, needs);
  if (problem !== undefined) return problem;
  if (isError(sessions)) return doubtfulReading(instrument, sessions);
  return fine(
    "instrument",
    `${nameIn(market)}: ${[nameOf(details), quoteInWords(quote), hoursInWords(sessions, needs.now)].filter((part) => part !== "").join(", ")}`,
  );
}

function checkDetails(
  { id }: Instrument,
  details: Reading<InstrumentDetails> | undefined,
): Diagnosis | undefined {
  if (details === undefined) {
    return failing("instrument", `${id}: the broker does not know it`, {
      exit: "configuration",
      remedy: "correct WATCHLIST: a UIC belongs to one asset type",
    });
  }
  if (isError(details)) {
    const { finding, ...failure } = failureOf("instrument", details);
    return { ...failure, finding: `${id}: ${finding}` };
  }
  const barred = checkTradability(id, details);
  if (barred !== undefined) return barred;
  if (!details.supportedOrderTypes.includes("Market")) {
    return failing("instrument", `${id}: ${details.symbol} takes no market orders`, {
      exit: "configuration",
      remedy: "take it off WATCHLIST",
    });
  }
  return checkPriceCurrency(id, details);
}

function checkPriceCurrency(id: string, details: InstrumentDetails): Diagnosis | undefined {
  if (isPricedInItsCurrency(details)) return undefined;
  const { symbol, currency, pricing } = details;
  const finding = `${id}: ${symbol} is priced in ${pricing.currency} and paid in ${currency}: what an order is worth would be a guess`;
  return doubtful("instrument", finding, "take it off WATCHLIST: positions can be closed, none is opened");
}

/** A UIC that belongs to something else is traded without anybody noticing. */
function checkSymbol({ details, expectedSymbol }: MarketFacts): Diagnosis | undefined {
  if (details === undefined || isError(details) || expectedSymbol === undefined) return undefined;
  const { instrument, symbol } = details;
  const found = expectedSymbol.includes(":") ? symbol : tickerOf(symbol);
  if (found.toLowerCase() === expectedSymbol.toLowerCase()) return undefined;
  return failing(
    "instrument",
    `${instrument.id}: WATCHLIST_JSON calls it ${expectedSymbol}, it is ${symbol}`,
    {
      exit: "configuration",
      remedy: "correct the uic, or leave it out and let the broker be asked",
    },
  );
}

function checkSize(
  { details, quote }: MarketFacts,
  { quantities, balance, limits }: Needs,
): Diagnosis | undefined {
  if (details === undefined || isError(details)) return undefined;
  const quantity = quantities[details.instrument.assetType];
  const isQuoted = !isError(quote) && quote.kind === "quote";
  return (
    checkQuantity(quantity, details) ??
    (isQuoted ? checkOrderValue(quantity, { details, quote: quote.quote, balance, limits }) : undefined)
  );
}

function checkTradability(id: string, details: InstrumentDetails): Diagnosis | undefined {
  const why = details.restriction === undefined ? "" : ` (${details.restriction})`;
  const refusal = (finding: string, remedy: string): Diagnosis =>
    failing("instrument", `${id}: ${details.symbol} ${finding}${why}`, { exit: "configuration", remedy });
  switch (details.tradability) {
    case "tradable":
      return undefined;
    case "reduce_only":
      return doubtful(
        "instrument",
        `${id}: ${details.symbol} can only be closed, not opened${why}`,
        "take it off WATCHLIST when nothing of it is held",
      );
    case "not_on_account":
      return refusal("cannot be traded on this account", "take it off WATCHLIST, or choose another account");
    case "not_tradable":
      return refusal("cannot be traded", "take it off WATCHLIST, or ask Saxo why");
  }
}

function checkQuote(
  instrument: Instrument,
  quote: Reading<QuoteReading>,
  needs: Needs,
): Diagnosis | undefined {
  if (isError(quote)) return doubtfulReading(instrument, quote);
  if (quote.kind === "no_access") {
    return doubtful("instrument", `${instrument.id}: no access to its prices (NoAccess)`, NO_ACCESS_REMEDY);
  }
  if (quote.kind === "no_quote") {
    const finding = `${instrument.id}: no quote (${quote.code}: ${quote.reason})`;
    return doubtful("instrument", finding, "ask again while its market is open");
  }
  if (quote.kind === "no_price") {
    const finding = `${instrument.id}: nobody quotes a price (${quote.priceType}, market ${quote.marketState ?? "unknown"})`;
    return doubtful("instrument", finding, "ask again while its market is open");
  }
  const { delayedByMinutes } = quote.quote;
  if (delayedByMinutes === 0 || needs.allowDelayedData) return undefined;
  const finding = `${instrument.id}: its prices are ${delayedByMinutes} minutes old, which ALLOW_DELAYED_DATA_IN_SIM=false refuses`;
  return doubtful("instrument", finding, "allow delayed prices, or subscribe to the exchange's");
}

function checkBars(
  instrument: Instrument,
  bars: Reading<{ readonly count: number }>,
  needs: Needs,
): Diagnosis | undefined {
  if (isError(bars)) return doubtfulReading(instrument, bars);
  const required = needs.barsOf(instrument.id);
  if (bars.count >= required) return undefined;
  const finding = `${instrument.id}: the strategy needs ${required} bars of ${needs.barMinutes} minutes, the broker has ${bars.count}`;
  return doubtful(
    "instrument",
    finding,
    "wait until there are more, or choose a shorter STRATEGY_LONG_WINDOW",
  );
}

function doubtfulReading({ id }: Instrument, { message, hint }: TradebotError): Diagnosis {
  return doubtful("instrument", `${id}: ${message}`, hint ?? "look again later");
}

const nameIn = ({ instrument, writtenAs }: NamedInstrument): string =>
  writtenAs === undefined ? instrument.id : `${instrument.id} (${writtenAs})`;

const nameOf = (details: Reading<InstrumentDetails> | undefined): string =>
  details === undefined || isError(details) ? "" : `${details.symbol} in ${details.currency}`;

function quoteInWords(reading: Reading<QuoteReading>): string {
  if (isError(reading) || reading.kind !== "quote") return "";
  const { bid, ask, delayedByMinutes }: Quote = reading.quote;
  const age = delayedByMinutes === 0 ? "" : `, delayed by ${delayedByMinutes} minutes`;
  return `${bid.toString()} to ${ask.toString()}${age}`;
}

function hoursInWords(sessions: readonly TradingSession[], now: Timestamp): string {
  if (isInSession(now, sessions)) return "market open";
  const opening = nextSessionOpening(now, sessions);
  return opening === undefined ? "market closed" : `market opens at ${isoFromTimestamp(opening)}`;
}
