import { minDecimal } from "../../core/domain/decimal.ts";
import type { Timestamp } from "../../core/domain/time.ts";
import type { Market } from "../market/types.ts";
import { afterFill } from "./after-fill.ts";
import type { Books } from "./books.ts";
import { accountRate } from "./conversion.ts";
import { hasNightWork, nextProcessingAt, processEndOfDay } from "./end-of-day.ts";
import { endOrder } from "./end-order.ts";
import { fillOrder } from "./fill-order.ts";
import { instrumentOf } from "./instrument-of.ts";
import type { WorkingOrder } from "./order-terms.ts";
import { record } from "./record.ts";
import type { Step } from "./step.ts";
import { andThen, noStep } from "./step.ts";
import { trailed } from "./trail-stop.ts";
import type { OrderEvent } from "./watch-order.ts";
import { nextEvent } from "./watch-order.ts";
import { remainingOf, withOrder } from "./working-orders.ts";

type SettledEvent = OrderEvent | { readonly kind: "night"; readonly at: Timestamp };

/**
 * Works into the books what the market did since they were last settled: orders fill at the first second their price
 * was there, stops are triggered, children wake, day orders end with their session, the night nets. However often and
 * whenever it is called, the same things happen at the same instants.
 */
export function settle(books: Books, market: Market, now: Timestamp): Step {
  if (now < books.settledThrough) return noStep(books);
  const outlook = new Outlook(market, now);
  let step = noStep(books);
  for (let event = outlook.first(step.books); event !== undefined; event = outlook.first(step.books)) {
    const happened = event;
    step = andThen(step, (current) =>
      apply({ ...current, settledThrough: latest(current, happened) }, happened, market),
    );
  }
  return { ...step, books: { ...step.books, settledThrough: now } };
}

const latest = ({ settledThrough }: Books, { at }: SettledEvent): Timestamp =>
  at > settledThrough ? at : settledThrough;

/** What comes next for every order, up to an instant. Looked up once for an order as it stands, for it depends on nothing else. */
class Outlook {
  readonly #market: Market;
  readonly #upTo: Timestamp;
  readonly #events = new Map<WorkingOrder, OrderEvent | undefined>();

  constructor(market: Market, upTo: Timestamp) {
    this.#market = market;
    this.#upTo = upTo;
  }

  /** The earliest event; of several at one instant, that of the oldest order. */
  first(books: Books): SettledEvent | undefined {
    let first: SettledEvent | undefined = this.#night(books);
    for (const order of books.orders.values()) {
      const event = this.#eventOf(order, books.settledThrough);
      if (event !== undefined && (first === undefined || event.at < first.at)) first = event;
    }
    return first;
  }

  #night(books: Books): SettledEvent | undefined {
    const at = nextProcessingAt(books.settledThrough);
    return at <= this.#upTo && hasNightWork(books) ? { kind: "night", at } : undefined;
  }

  #eventOf(order: WorkingOrder, after: Timestamp): OrderEvent | undefined {
    if (!this.#events.has(order)) {
      this.#events.set(order, nextEvent(order, this.#market, { after, upTo: this.#upTo }));
    }
    return this.#events.get(order);
  }
}

function apply(books: Books, event: SettledEvent, market: Market): Step {
  const { at } = event;
  switch (event.kind) {
    case "night":
      return noStep(processEndOfDay(books, market, at));
    case "expiry":
      return endOrder(books, event.order, { status: "Expired", at });
    case "trigger":
      return trigger(books, event.order, at);
    case "trail":
      return noStep(withOrder(books, trailed(event.order, market, at)));
    case "fill":
      return fill(books, event.order, { market, at });
  }
}

/** From now on it is a limit order, and may be in reach at once. */
function trigger(books: Books, order: WorkingOrder, at: Timestamp): Step {
  const triggered = { ...order, isTriggered: true, notBefore: at };
  return record(withOrder(books, triggered), {
    at,
    order: triggered,
    status: "Working",
    subStatus: "Confirmed",
  });
}

/** Executes an order, or the part of it that is due, at the market, and lets the others know. */
export function fill(
  books: Books,
  order: WorkingOrder,
  { market, at }: { readonly market: Market; readonly at: Timestamp },
): Step {
  const instrument = instrumentOf(market, order.instrument);
  const { bid, ask } = market.quote(instrument, at);
  const remaining = remainingOf(order);
  const amount = minDecimal(order.split?.amounts[0] ?? remaining, remaining);
  const rate = accountRate(market, instrument.currency, at);
  const price = order.side === "buy" ? ask : bid;
  const filled = fillOrder(books, order, { instrument, amount, price, rate, at });
  const positionId = filled.activities[0]?.execution?.positionId ?? "";
  return andThen(filled, (current) => afterFill(current, order, { market, at, amount, positionId }));
}
