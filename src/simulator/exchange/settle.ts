import { assert } from "../../core/domain/assert.ts";
import { minDecimal } from "../../core/domain/decimal.ts";
import type { Timestamp } from "../../core/domain/time.ts";
import type { Market, Split } from "../market/types.ts";
import { afterFill, cutToPositions } from "./after-fill.ts";
import type { Books } from "./books.ts";
import { conversionRate, priceCurrencyOf } from "./conversion.ts";
import { hasNightWork, nextProcessingAt, processEndOfDay } from "./end-of-day.ts";
import { endOrder } from "./end-order.ts";
import { fillOrder } from "./fill-order.ts";
import { instrumentOf } from "./instrument-of.ts";
import type { WorkingOrder } from "./order-terms.ts";
import { record } from "./record.ts";
import { applySplit, nextSplit } from "./split-position.ts";
import type { Step } from "./step.ts";
import { andThen, noStep } from "./step.ts";
import { trailed } from "./trail-stop.ts";
import type { OrderEvent } from "./watch-order.ts";
import { nextEvent } from "./watch-order.ts";
import { remainingOf, without, withOrder } from "./working-orders.ts";

type SettledEvent =
  | OrderEvent
  | { readonly kind: "night"; readonly at: Timestamp }
  | { readonly kind: "split"; readonly at: Timestamp; readonly split: Split };

/**
 * Works into the books what the market did since they were last settled: orders fill at the first second their price
 * was there, stops are triggered, children wake, day orders end with their session, the night nets. However often and
 * whenever it is called, the same things happen at the same instants.
 */
export function settle(books: Books, market: Market, now: Timestamp): Step {
  const [step] = settleAccounts([books], market, now);
  assert(step !== undefined, "each account has a step of its own");
  return step;
}

/** The same for all accounts of a client at once, in the order of time, whichever account it happens to. */
export function settleAccounts(accounts: readonly Books[], market: Market, now: Timestamp): readonly Step[] {
  const steps = accounts.map(noStep);
  const [first] = accounts;
  if (first === undefined || now < first.settledThrough) return steps;
  const outlook = new Outlook(market, now);
  let { counters } = first;
  for (let next = soonest(steps, outlook); next !== undefined; next = soonest(steps, outlook)) {
    const { index, step, event } = next;
    const after = andThen(step, (current) =>
      apply({ ...current, counters, settledThrough: latest(current, event) }, event, market),
    );
    counters = after.books.counters;
    steps[index] = after;
  }
  return steps.map((step) => ({ ...step, books: { ...step.books, counters, settledThrough: now } }));
}

interface Coming {
  readonly index: number;
  readonly step: Step;
  readonly event: SettledEvent;
}

/** What happens first; of several at one instant, that of the first account. */
function soonest(steps: readonly Step[], outlook: Outlook): Coming | undefined {
  const coming = steps.flatMap((step, index): readonly Coming[] => {
    const event = outlook.first(step.books);
    return event === undefined ? [] : [{ index, step, event }];
  });
  return coming.toSorted((one, other) => one.event.at - other.event.at)[0];
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
    let first: SettledEvent | undefined = earlier(this.#split(books), this.#night(books));
    for (const order of books.orders.values()) {
      const event = this.#eventOf(order, books.settledThrough);
      if (event !== undefined && (first === undefined || event.at < first.at)) first = event;
    }
    return first;
  }

  #split(books: Books): SettledEvent | undefined {
    const split = nextSplit(books, this.#market.splits, this.#upTo);
    return split && { kind: "split", at: split.at, split };
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

const earlier = (one: SettledEvent | undefined, other: SettledEvent | undefined): SettledEvent | undefined =>
  one === undefined || (other !== undefined && other.at < one.at) ? other : one;

function apply(books: Books, event: SettledEvent, market: Market): Step {
  const { at } = event;
  switch (event.kind) {
    case "split":
      return applySplit(books, event.split);
    case "night":
      return cutToPositions(processEndOfDay(books, market, at), at);
    case "expiry":
      return endOrder(books, event.order, { status: "Expired", at });
    case "venue":
      return hearVenue(books, event.order, at);
    case "trigger":
      return trigger(books, event.order, at);
    case "trail":
      return noStep(withOrder(books, trailed(event.order, market, at)));
    case "fill":
      return fill(books, event.order, { market, at });
  }
}

/** Confirmed it works from now on; refused it is gone, and what hangs on it with it. */
function hearVenue(books: Books, order: WorkingOrder, at: Timestamp): Step {
  if (order.venue?.isAccepted !== true) return endOrder(books, order, { status: "Placed", at });
  const confirmed = without(order, ["venue"]);
  return record(withOrder(books, confirmed), {
    at,
    order: confirmed,
    status: "Placed",
    subStatus: "Confirmed",
  });
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
  const rate = conversionRate(market, { from: priceCurrencyOf(instrument), to: books.account.currency }, at);
  const price = order.side === "buy" ? ask : bid;
  const filled = fillOrder(books, order, { instrument, amount, price, rate, at });
  const positionId = filled.activities[0]?.execution?.positionId ?? "";
  return andThen(filled, (current) => afterFill(current, order, { market, at, amount, positionId }));
}
