import type { Decimal } from "../../core/domain/decimal.ts";
import { ZERO } from "../../core/domain/decimal.ts";
import type { Timestamp } from "../../core/domain/time.ts";
import { timestamp } from "../../core/domain/time.ts";
import type { Market, MarketQuote, SimulatedInstrument, TouchQuery } from "../market/types.ts";
import { nextTradingAt } from "./hours.ts";
import { instrumentOf } from "./instrument-of.ts";
import type { WorkingOrder } from "./order-terms.ts";

/** What the market does to an order next: answers for the venue, executes it, turns a stop into a limit order, moves a trailing stop, or ends it. */
export interface OrderEvent {
  readonly kind: "fill" | "trigger" | "trail" | "expiry" | "venue";
  readonly at: Timestamp;
  readonly order: WorkingOrder;
}

export interface Span {
  /** Settled already; the second that it lies in is looked at once more, for orders that came or changed in it. */
  readonly after: Timestamp;
  /** Inclusive. */
  readonly upTo: Timestamp;
}

const SECOND_MS = 1000;

export function nextEvent(
  order: WorkingOrder,
  market: Market,
  { after, upTo }: Span,
): OrderEvent | undefined {
  const { expiresAt, venue } = order;
  if (venue !== undefined) return venue.at <= upTo ? { kind: "venue", at: venue.at, order } : undefined;
  const expires = expiresAt !== undefined && expiresAt <= upTo;
  const event = marketEvent(order, market, {
    from: timestamp(Math.max(after, order.notBefore ?? 0)),
    upTo: expires ? timestamp(expiresAt - 1) : upTo,
  });
  if (event !== undefined) return event;
  return expires ? { kind: "expiry", at: expiresAt, order } : undefined;
}

/** The instants in which an order may be met; both inclusive. */
interface Search {
  readonly from: Timestamp;
  readonly upTo: Timestamp;
}

function marketEvent(order: WorkingOrder, market: Market, search: Search): OrderEvent | undefined {
  if (order.status === "NotWorking" || order.split?.amounts.length === 0) return undefined;
  const events = watchesOf(order, instrumentOf(market, order.instrument)).flatMap((watch): OrderEvent[] => {
    const at = instantOf(watch, order, { market, search });
    return at === undefined || at > search.upTo ? [] : [{ kind: watch.kind, at, order }];
  });
  const extendedAt = extendedInstant(order, market, search);
  if (extendedAt !== undefined) events.push({ kind: "fill", at: extendedAt, order });
  return events.toSorted((a, b) => a.at - b.at)[0];
}

const EXTENDED: readonly string[] = ["PreMarket", "PostMarket"];
const DAY_MS = 86_400_000;

/** The first instant outside the normal session in which a limit order that trades there as well is in reach. */
function extendedInstant(order: WorkingOrder, market: Market, { from, upTo }: Search): Timestamp | undefined {
  const limit = limitOf(order);
  if (!order.tradesExtendedHours || limit === undefined || from > upTo) return undefined;
  const instrument = instrumentOf(market, order.instrument);
  return market
    .sessions(instrument, from, (upTo - from) / DAY_MS)
    .filter(({ state }) => EXTENDED.includes(state))
    .map(({ startAt }) => (startAt > from ? startAt : from))
    .find((at) => at <= upTo && isInReach(order, limit, market.quote(instrument, at)));
}

const isInReach = ({ side }: WorkingOrder, limit: Decimal, { bid, ask }: MarketQuote): boolean =>
  side === "buy" ? ask.lte(limit) : bid.gte(limit);

/** A price that an order waits for; without one it takes any, as soon as there is trading. */
interface Watch {
  readonly kind: "fill" | "trigger" | "trail";
  readonly level?: Pick<TouchQuery, "direction" | "level">;
}

function instantOf(
  { level }: Watch,
  order: WorkingOrder,
  { market, search: { from, upTo } }: { readonly market: Market; readonly search: Search },
): Timestamp | undefined {
  const instrument = instrumentOf(market, order.instrument);
  if (level === undefined) return nextTradingAt(market, instrument, from);
  // a price lasts for a second: the one that has begun counts, but nothing happens before the order is there
  const touchedAt = market.firstTouch(instrument, { ...level, after: timestamp(from - SECOND_MS), upTo });
  return touchedAt === undefined || touchedAt > from ? touchedAt : from;
}

function watchesOf(order: WorkingOrder, instrument: SimulatedInstrument): readonly Watch[] {
  const limit = limitOf(order);
  if (limit !== undefined) {
    return [{ kind: "fill", level: limitLevel(order, limit, instrument.spread.div("2")) }];
  }
  const { price, isTriggered } = order;
  return price === undefined || isTriggered ? [{ kind: "fill" }] : stopWatches(order, price, instrument);
}

/** A stop waits for its price, and a trailing one as well for the market to run away from it. */
function stopWatches(order: WorkingOrder, price: Decimal, instrument: SimulatedInstrument): readonly Watch[] {
  const { type, trailing } = order;
  const isOnTrade = type.endsWith("IfTraded") || (type === "StopLimit" && instrument.priceKind === "last");
  const half = isOnTrade ? ZERO : instrument.spread.div("2");
  const stop: Watch = {
    kind: type === "StopLimit" ? "trigger" : "fill",
    level: stopLevel(order, price, half),
  };
  if (trailing === undefined) return [stop];
  const away = trailing.distance.plus(trailing.step);
  const followed = order.side === "buy" ? price.minus(away) : price.plus(away);
  return [stop, { kind: "trail", level: limitLevel(order, followed, half) }];
}

/** The price that the order must get; absent when it takes any, or waits for a trigger. */
function limitOf({ type, price, stopLimitPrice, isTriggered }: WorkingOrder): Decimal | undefined {
  if (type === "Limit") return price;
  return type === "StopLimit" && isTriggered ? stopLimitPrice : undefined;
}

// levels are mids: a purchase meets the ask, half a spread above, a sale the bid, as much below

const limitLevel = (
  { side }: WorkingOrder,
  price: Decimal,
  half: Decimal,
): Pick<TouchQuery, "direction" | "level"> =>
  side === "buy"
    ? { direction: "at_or_below", level: price.minus(half) }
    : { direction: "at_or_above", level: price.plus(half) };

const stopLevel = (
  { side }: WorkingOrder,
  price: Decimal,
  half: Decimal,
): Pick<TouchQuery, "direction" | "level"> =>
  side === "buy"
    ? { direction: "at_or_above", level: price.minus(half) }
    : { direction: "at_or_below", level: price.plus(half) };
