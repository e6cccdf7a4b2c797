import type { TradebotError } from "../../core/domain/errors.ts";
import type { Instrument, InstrumentDetails, TradingSession } from "../../core/domain/instrument.ts";
import type { Quote, QuoteReading } from "../../core/domain/market-data.ts";
import { isoFromTimestamp, type Timestamp } from "../../core/domain/time.ts";
import { isInSession, nextSessionOpening } from "../../core/hours/sessions.ts";
import { checkDetails, checkSymbol } from "./check-details.ts";
import { checkOrderValue, checkQuantity } from "./check-order-size.ts";
import { doubtful, failing, fine, type Diagnosis } from "./diagnosis.ts";
import { isError, type MarketFacts, type NamedInstrument, type Needs, type Reading } from "./market-facts.ts";

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
