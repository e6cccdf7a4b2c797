import { approximately, ZERO } from "../domain/decimal.ts";
import { NORMAL_TRADING, type AssetType } from "../domain/instrument.ts";
import type { Bar, Quote, QuoteReading } from "../domain/market-data.ts";
import type { Timestamp } from "../domain/time.ts";
import { elapsed, isoFromTimestamp, minutes } from "../domain/time.ts";
import { barDelayMinutes } from "./bar-delay.ts";
import { sessionAt } from "../hours/sessions.ts";
import { barCloseAt } from "../strategy/closed-bars.ts";
import { JUMP_LIMIT, jumpBetween, jumpInWords, newestJump } from "../strategy/price-jump.ts";
import type { DecisionSettings, MarketView } from "./decision-input.ts";
import type { Finding, Gate } from "./gate.ts";

/** What the data of one instrument is judged by. */
export interface DataContext {
  readonly now: Timestamp;
  readonly view: MarketView;
  readonly closed: readonly Bar[];
  readonly barsRequired: number;
  readonly settings: DecisionSettings;
}

/** Bars that may be missing in a row, in an open market, before the newest one says nothing about now. */
const STALE_AFTER_BARS = 5;

/** Whether the instrument may be traded now: its reference data, its market, its quote. */
export const TRADING_GATES: readonly Gate<DataContext>[] = [
  {
    code: "INSTRUMENT_UNKNOWN",
    check: ({ view }) => ({ passed: view.details !== undefined }),
  },
  {
    code: "INSTRUMENT_NOT_ON_ACCOUNT",
    check: ({ view }) => ({ passed: view.details?.tradability !== "not_on_account" }),
  },
  { code: "INSTRUMENT_NOT_TRADABLE", check: checkTradability },
  {
    code: "NO_MARKET_ACCESS",
    check: ({ view }) => ({ passed: view.quote?.kind !== "no_access" }),
  },
  { code: "NO_QUOTE", check: checkPresence },
  { code: "MARKET_NOT_OPEN", check: checkMarketState }, // a closed market explains the oddest quotes
  { code: "NO_MARKET", check: withoutPriceType("NoMarket") },
  { code: "QUOTE_PENDING", check: withoutPriceType("Pending") },
  { code: "QUOTE_WITHOUT_PRICE", check: checkPriced },
  { code: "QUOTE_CROSSED_OR_ZERO", check: onQuote(checkSpread) },
  { code: "QUOTE_DELAYED", check: onQuote(checkDelay) },
  { code: "QUOTE_OLD_INDICATIVE", check: withoutPriceType("OldIndicative") },
  { code: "QUOTE_INDICATIVE", check: onQuote(checkPriceTypes) },
  { code: "QUOTE_STALE", check: onQuote(checkAge) },
];

/** Whether the bars are to be relied on: a strategy that compares instruments sees those that pass, tradable now or not. */
export const BAR_GATES: readonly Gate<DataContext>[] = [
  { code: "NO_BARS", check: checkBarsRead },
  { code: "BARS_DELAYED", check: checkBarDelay },
  { code: "BARS_UNUSABLE", check: checkBarsUsable },
  {
    code: "TOO_FEW_BARS",
    check: ({ closed, barsRequired }) => ({
      passed: closed.length >= barsRequired,
      value: closed.length,
      limit: barsRequired,
    }),
  },
  { code: "BAR_STALE", check: checkNewestBar },
  { code: "PRICES_JUMPED", check: checkJump },
];

export const DATA_GATES: readonly Gate<DataContext>[] = [...TRADING_GATES, ...BAR_GATES];

/** What may only be reduced is judged when it is clear whether the order would. */
function checkTradability({ view: { details } }: DataContext): Finding {
  const passed = details?.tradability === "tradable" || details?.tradability === "reduce_only";
  return { passed, ...(details?.restriction === undefined ? {} : { value: details.restriction }) };
}

function checkPresence({ view: { quote } }: DataContext): Finding {
  if (quote?.kind === "no_quote") return { passed: false, value: quote.code };
  return { passed: quote?.kind === "quote" || quote?.kind === "no_price" };
}

const priceTypesOf = (reading: QuoteReading | undefined): readonly string[] => {
  if (reading?.kind === "quote") return [reading.quote.priceTypeBid, reading.quote.priceTypeAsk];
  return reading?.kind === "no_price" ? [reading.priceType] : [];
};

function withoutPriceType(type: string): (context: DataContext) => Finding {
  return ({ view: { quote } }) => {
    const found = priceTypesOf(quote);
    return found.includes(type) ? { passed: false, value: found.join("/") } : { passed: true };
  };
}

function checkPriced({ view: { quote } }: DataContext): Finding {
  if (quote?.kind === "no_price") return { passed: false, value: quote.priceType };
  return { passed: quote?.kind === "quote" };
}

/** A gate about a quote that an earlier gate has seen to be there. */
function onQuote(check: (quote: Quote, context: DataContext) => Finding): (context: DataContext) => Finding {
  return (context) =>
    context.view.quote?.kind === "quote" ? check(context.view.quote.quote, context) : { passed: false };
}

function checkSpread({ bid, ask }: Quote): Finding {
  return { passed: bid.gt(ZERO) && ask.gte(bid), value: `${bid.toString()}/${ask.toString()}` };
}

function checkDelay({ delayedByMinutes }: Quote, { settings }: DataContext): Finding {
  return {
    passed: delayedByMinutes === 0 || settings.allowDelayedData,
    value: delayedByMinutes,
    limit: settings.allowDelayedData ? "any" : 0,
  };
}

/** Their orders go to an exchange: the broker shows its prices and never stands behind them itself. */
const TRADED_ON_EXCHANGE: ReadonlySet<AssetType> = new Set(["Stock", "Etf"]);

/** Delayed prices are always marked indicative; whoever allows the delay allows the mark. */
function checkPriceTypes(
  { priceTypeBid, priceTypeAsk, delayedByMinutes }: Quote,
  { view: { instrument } }: DataContext,
): Finding {
  const mayBeIndicative = delayedByMinutes > 0 || TRADED_ON_EXCHANGE.has(instrument.assetType);
  const accepted = mayBeIndicative ? ["Tradable", "Indicative"] : ["Tradable"];
  return {
    passed: accepted.includes(priceTypeBid) && accepted.includes(priceTypeAsk),
    value: `${priceTypeBid}/${priceTypeAsk}`,
    limit: accepted.join(" or "),
  };
}

/** A quote from the future is judged by its distance too: then one of the clocks is wrong and no age means anything. */
function checkAge({ updatedAt, delayedByMinutes }: Quote, { now, settings }: DataContext): Finding {
  const age = elapsed(updatedAt, now);
  const limit = settings.stalenessThreshold + minutes(delayedByMinutes);
  return { passed: Math.abs(age) <= limit, value: inSeconds(age), limit: inSeconds(limit) };
}

const inSeconds = (milliseconds: number): number => milliseconds / 1000;

/** Quote and schedule: whichever of them speaks must say that the market is open, and one of them must speak. */
function checkMarketState({ now, settings, view: { quote, sessions = [] } }: DataContext): Finding {
  const marketState = marketStateOf(quote);
  if (!settings.requireMarketOpen) return { passed: true, value: marketState ?? "unknown", limit: "any" };
  const scheduled = sessionAt(now, sessions)?.state;
  if (marketState === undefined) {
    return { passed: scheduled === NORMAL_TRADING, value: scheduled ?? "unknown", limit: NORMAL_TRADING };
  }
  if (marketState !== "Open" || scheduled === undefined || scheduled === NORMAL_TRADING) {
    return { passed: marketState === "Open", value: marketState, limit: "Open" };
  }
  return {
    passed: false,
    value: `${marketState} by the quote, ${scheduled} by the schedule`,
    limit: `Open and ${NORMAL_TRADING}`,
  };
}

function marketStateOf(reading: QuoteReading | undefined): string | undefined {
  if (reading?.kind === "quote") return reading.quote.marketState;
  return reading?.kind === "no_price" ? reading.marketState : undefined;
}

function checkBarsRead({ view: { bars } }: DataContext): Finding {
  return bars.kind === "bars" ? { passed: true } : { passed: false, value: bars.code };
}

function checkBarDelay({ view, settings }: DataContext): Finding {
  const delay = barDelayMinutes(view);
  return {
    passed: delay === 0 || settings.allowDelayedData,
    value: delay,
    limit: settings.allowDelayedData ? "any" : 0,
  };
}

/** A bar that is missing among the others would let a signal be a bar's age old, and nobody would know. */
function checkBarsUsable({ closed, view: { bars } }: DataContext): Finding {
  const refused = bars.kind === "bars" ? bars.refusedAt?.at(-1) : undefined;
  return refused === undefined
    ? { passed: areUsable(closed) }
    : { passed: false, value: `the sample of ${isoFromTimestamp(refused)} is no bar` };
}

function areUsable(closed: readonly Bar[]): boolean {
  let earliest = -Infinity;
  for (const { close, startAt } of closed) {
    if (!Number.isFinite(close) || close <= 0 || startAt <= earliest) return false;
    earliest = startAt;
  }
  return true;
}

/** Counts from the opening of the session, because no bar closes in a closed market. */
function checkNewestBar({ now, view, closed, settings: { barMinutes } }: DataContext): Finding {
  const newest = closed.at(-1);
  if (newest === undefined) return { passed: false };
  const session = sessionAt(now, view.sessions ?? []);
  const openedAt = session?.state === NORMAL_TRADING ? session.startAt : -Infinity;
  const silentMinutes = (now - Math.max(barCloseAt(newest, barMinutes), openedAt)) / minutes(1);
  const limit = STALE_AFTER_BARS * barMinutes + barDelayMinutes(view);
  return { passed: silentMinutes <= limit, value: silentMinutes, limit };
}

/** Over longer bars than a day's, a market may well move so far between the newest close and now. */
const LONGEST_BAR_HELD_AGAINST_QUOTE = 1440;

/** Old and new prices in one series look like a crash or a rally, and would be traded on as one. */
function checkJump({ now, closed, view, settings: { barMinutes } }: DataContext): Finding {
  const newest = closed.at(-1);
  const quote = view.quote?.kind === "quote" ? view.quote.quote : undefined;
  const sinceNewest =
    newest !== undefined && quote !== undefined && barMinutes <= LONGEST_BAR_HELD_AGAINST_QUOTE
      ? jumpBetween(newest.close, approximately(quote.bid.plus(quote.ask)) / 2, now)
      : undefined;
  const jump = sinceNewest ?? newestJump(closed);
  return jump === undefined
    ? { passed: true, limit: JUMP_LIMIT }
    : { passed: false, value: jumpInWords(jump), limit: JUMP_LIMIT };
}
