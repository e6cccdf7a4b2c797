import type { AssetType } from "../domain/instrument.ts";
import { isSpread, type Quote, type QuoteReading } from "../domain/market-data.ts";
import { elapsed, minutes } from "../domain/time.ts";
import { isWanted, takesMarketOrders, tradingTimeIn, wantedStates } from "../hours/market-states.ts";
import { sessionAt } from "../hours/sessions.ts";
import type { DataContext } from "./data-context.ts";
import type { Finding } from "./gate.ts";

/** What may only be reduced is judged when it is clear whether the order would. */
export function checkTradability({ view: { details } }: DataContext): Finding {
  const passed = details?.tradability === "tradable" || details?.tradability === "reduce_only";
  return { passed, ...(details?.restriction === undefined ? {} : { value: details.restriction }) };
}

export function checkPresence({ view: { quote } }: DataContext): Finding {
  if (quote?.kind === "no_quote") return { passed: false, value: quote.code };
  return { passed: quote?.kind === "quote" || quote?.kind === "no_price" };
}

const priceTypesOf = (reading: QuoteReading | undefined): readonly string[] => {
  if (reading?.kind === "quote") return [reading.quote.priceTypeBid, reading.quote.priceTypeAsk];
  return reading?.kind === "no_price" ? [reading.priceType] : [];
};

export function withoutPriceType(type: string): (context: DataContext) => Finding {
  return ({ view: { quote } }) => {
    const found = priceTypesOf(quote);
    return found.includes(type) ? { passed: false, value: found.join("/") } : { passed: true };
  };
}

export function checkPriced({ view: { quote } }: DataContext): Finding {
  if (quote?.kind === "no_price") return { passed: false, value: quote.priceType };
  return { passed: quote?.kind === "quote" };
}

/** A gate about a quote that an earlier gate has seen to be there. */
export function onQuote(
  check: (quote: Quote, context: DataContext) => Finding,
): (context: DataContext) => Finding {
  return (context) =>
    context.view.quote?.kind === "quote" ? check(context.view.quote.quote, context) : { passed: false };
}

export function checkSpread({ bid, ask }: Quote): Finding {
  return { passed: isSpread({ bid, ask }), value: `${bid.toString()}/${ask.toString()}` };
}

export function checkDelay({ delayedByMinutes }: Quote, { settings }: DataContext): Finding {
  return {
    passed: delayedByMinutes === 0 || settings.allowDelayedData,
    value: delayedByMinutes,
    limit: settings.allowDelayedData ? "any" : 0,
  };
}

/** Their orders go to an exchange: the broker shows its prices and never stands behind them itself. */
const TRADED_ON_EXCHANGE: ReadonlySet<AssetType> = new Set(["Stock", "Etf"]);

/** Delayed prices are always marked indicative; whoever allows the delay allows the mark. */
export function checkPriceTypes(
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
export function checkAge({ updatedAt, delayedByMinutes }: Quote, { now, settings }: DataContext): Finding {
  const age = elapsed(updatedAt, now);
  const limit = settings.stalenessThreshold + minutes(delayedByMinutes);
  return { passed: Math.abs(age) <= limit, value: inSeconds(age), limit: inSeconds(limit) };
}

const inSeconds = (milliseconds: number): number => milliseconds / 1000;

/** What the quote and the schedule call the market now; each absent where it says nothing. */
const statesOf = ({ now, view: { quote, sessions = [] } }: DataContext): MarketStates => ({
  byQuote: marketStateOf(quote),
  bySchedule: sessionAt(now, sessions)?.state,
});

interface MarketStates {
  readonly byQuote: string | undefined;
  readonly bySchedule: string | undefined;
}

const timeNow = ({ byQuote, bySchedule }: MarketStates) => tradingTimeIn([byQuote, bySchedule]);

export function checkMarketState(context: DataContext): Finding {
  const { requireMarketOpen, allowExtendedHours } = context.settings;
  const states = statesOf(context);
  const value = inWords(states);
  return requireMarketOpen
    ? {
        passed: isWanted(timeNow(states), allowExtendedHours),
        value,
        limit: wantedStates(allowExtendedHours),
      }
    : { passed: true, value, limit: "any" };
}

/** Only a market that trades now can say which orders it takes. */
export function checkOrderTypeOfHours(context: DataContext): Finding {
  const { view, settings } = context;
  const states = statesOf(context);
  const time = timeNow(states);
  return {
    passed: !settings.requireMarketOpen || takesMarketOrders(time, view.instrument.assetType),
    value: inWords(states),
  };
}

function inWords({ byQuote, bySchedule }: MarketStates): string {
  const isSaidTwice = byQuote !== undefined && bySchedule !== undefined;
  if (
    isSaidTwice &&
    timeNow({ byQuote, bySchedule: undefined }) !== timeNow({ byQuote: undefined, bySchedule })
  )
    return `${byQuote} by the quote, ${bySchedule} by the schedule`;
  return byQuote ?? bySchedule ?? "unknown";
}

function marketStateOf(reading: QuoteReading | undefined): string | undefined {
  if (reading?.kind === "quote") return reading.quote.marketState;
  return reading?.kind === "no_price" ? reading.marketState : undefined;
}
