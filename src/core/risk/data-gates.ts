import { ZERO } from "../domain/decimal.ts";
import { NORMAL_TRADING } from "../domain/instrument.ts";
import type { Bar, Quote } from "../domain/market-data.ts";
import type { Timestamp } from "../domain/time.ts";
import { elapsed, minutes } from "../domain/time.ts";
import { isInSession, sessionAt } from "../hours/sessions.ts";
import { barCloseAt } from "../strategy/closed-bars.ts";
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

export const DATA_GATES: readonly Gate<DataContext>[] = [
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
  { code: "MARKET_NOT_OPEN", check: onQuote(checkMarketState) }, // a closed market explains the oddest quotes
  { code: "QUOTE_CROSSED_OR_ZERO", check: onQuote(checkSpread) },
  { code: "QUOTE_DELAYED", check: onQuote(checkDelay) },
  { code: "QUOTE_INDICATIVE", check: onQuote(checkPriceTypes) },
  { code: "QUOTE_STALE", check: onQuote(checkAge) },
  { code: "NO_BARS", check: checkBarsRead },
  { code: "BARS_UNUSABLE", check: ({ closed }) => ({ passed: areUsable(closed) }) },
  {
    code: "TOO_FEW_BARS",
    check: ({ closed, barsRequired }) => ({
      passed: closed.length >= barsRequired,
      value: closed.length,
      limit: barsRequired,
    }),
  },
  { code: "BAR_STALE", check: checkNewestBar },
];

/** What may only be reduced is judged when it is clear whether the order would. */
function checkTradability({ view: { details } }: DataContext): Finding {
  const passed = details?.tradability === "tradable" || details?.tradability === "reduce_only";
  return { passed, ...(details?.restriction === undefined ? {} : { value: details.restriction }) };
}

function checkPresence({ view: { quote } }: DataContext): Finding {
  if (quote?.kind === "no_quote") return { passed: false, value: quote.code };
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

/** Delayed prices are always marked indicative; whoever allows the delay allows the mark. */
function checkPriceTypes({ priceTypeBid, priceTypeAsk, delayedByMinutes }: Quote): Finding {
  const accepted = delayedByMinutes === 0 ? ["Tradable"] : ["Tradable", "Indicative"];
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

/** The quote's own word counts; only where it has none does the schedule speak. */
function checkMarketState(
  { marketState }: Quote,
  { now, settings, view: { sessions = [] } }: DataContext,
): Finding {
  if (!settings.requireMarketOpen) return { passed: true, value: marketState ?? "unknown", limit: "any" };
  if (marketState !== undefined) {
    return { passed: marketState === "Open", value: marketState, limit: "Open" };
  }
  const scheduled = sessionAt(now, sessions)?.state ?? "unknown";
  return { passed: isInSession(now, sessions), value: scheduled, limit: NORMAL_TRADING };
}

function checkBarsRead({ view: { bars } }: DataContext): Finding {
  return bars.kind === "bars" ? { passed: true } : { passed: false, value: bars.code };
}

const areUsable = (closed: readonly Bar[]): boolean =>
  closed.every(
    ({ close, startAt }, index) =>
      Number.isFinite(close) && close > 0 && startAt > (closed[index - 1]?.startAt ?? -Infinity),
  );

/** Counts from the opening of the session, because no bar closes in a closed market. */
function checkNewestBar({ now, view, closed, settings: { barMinutes } }: DataContext): Finding {
  const newest = closed.at(-1);
  if (newest === undefined) return { passed: false };
  const session = sessionAt(now, view.sessions ?? []);
  const openedAt = session?.state === NORMAL_TRADING ? session.startAt : -Infinity;
  const silentMinutes = (now - Math.max(barCloseAt(newest, barMinutes), openedAt)) / minutes(1);
  const limit = STALE_AFTER_BARS * barMinutes;
  return { passed: silentMinutes <= limit, value: silentMinutes, limit };
}
