import { assert } from "../../core/domain/assert.ts";
import type { Timestamp } from "../../core/domain/time.ts";
import { timestamp } from "../../core/domain/time.ts";
import type { Market, SimulatedInstrument } from "../market/types.ts";
import type { Books } from "./books.ts";
import type { WorkingOrder } from "./order-terms.ts";
import { fillOrder } from "./fill-order.ts";
import { nextTradingAt } from "./hours.ts";
import { record } from "./record.ts";
import type { Step } from "./step.ts";
import { andThen, noStep } from "./step.ts";

interface OrderEvent {
  readonly kind: "fill" | "expiry";
  readonly at: Timestamp;
  readonly order: WorkingOrder;
  readonly instrument: SimulatedInstrument;
}

/**
 * Works into the books what the market did since they were last settled: resting orders fill at the first second
 * their price was there, queued ones at the opening, and day orders end with their session. However often and
 * whenever it is called, the same things happen at the same instants.
 */
export function settle(books: Books, market: Market, now: Timestamp): Step {
  if (now <= books.settledThrough) return noStep(books);
  const events = [...books.orders.values()]
    .map((order) => nextEvent(order, market, { after: books.settledThrough, upTo: now }))
    .filter((event) => event !== undefined)
    .toSorted((a, b) => a.at - b.at);
  const settled = events.reduce(
    (step, event) => andThen(step, (current) => apply(current, event, market)),
    noStep(books),
  );
  return { ...settled, books: { ...settled.books, settledThrough: now } };
}

interface Span {
  readonly after: Timestamp;
  readonly upTo: Timestamp;
}

function nextEvent(order: WorkingOrder, market: Market, span: Span): OrderEvent | undefined {
  const instrument = market.find(order.instrument.assetType, order.instrument.uic);
  assert(instrument !== undefined, `order ${order.orderId} is for an instrument that does not exist`);
  const { expiresAt } = order;
  const expires = expiresAt !== undefined && expiresAt <= span.upTo;
  const upTo = expires ? timestamp(expiresAt - 1) : span.upTo;
  const filledAt = fillInstant(order, instrument, { market, span: { after: span.after, upTo } });
  if (filledAt !== undefined) return { kind: "fill", at: filledAt, order, instrument };
  return expires ? { kind: "expiry", at: expiresAt, order, instrument } : undefined;
}

function fillInstant(
  order: WorkingOrder,
  instrument: SimulatedInstrument,
  { market, span }: { readonly market: Market; readonly span: Span },
): Timestamp | undefined {
  if (order.price === undefined) {
    const openingAt = nextTradingAt(market, instrument, span.after);
    return openingAt <= span.upTo ? openingAt : undefined;
  }
  const halfSpread = instrument.spread.div("2");
  return order.side === "buy"
    ? market.firstTouch(instrument, {
        direction: "at_or_below",
        level: order.price.minus(halfSpread),
        ...span,
      })
    : market.firstTouch(instrument, {
        direction: "at_or_above",
        level: order.price.plus(halfSpread),
        ...span,
      });
}

function apply(books: Books, { kind, at, order, instrument }: OrderEvent, market: Market): Step {
  if (kind === "fill") {
    const { bid, ask } = market.quote(instrument, at);
    return fillOrder(books, order, { instrument, price: order.side === "buy" ? ask : bid, at });
  }
  const orders = new Map(books.orders);
  orders.delete(order.orderId);
  return record(
    { ...books, orders },
    {
      at,
      order,
      status: "Expired",
      subStatus: "Confirmed",
    },
  );
}
