import { assert } from "../../../src/core/domain/assert.ts";
import { decimal } from "../../../src/core/domain/decimal.ts";
import type { Timestamp } from "../../../src/core/domain/time.ts";
import type { Activity } from "../../../src/simulator/exchange/activity.ts";
import type { Books, Opening } from "../../../src/simulator/exchange/books.ts";
import { openBooks } from "../../../src/simulator/exchange/books.ts";
import { cancelOrder } from "../../../src/simulator/exchange/cancel-order.ts";
import type { OrderChange } from "../../../src/simulator/exchange/change-order.ts";
import { changeOrder } from "../../../src/simulator/exchange/change-order.ts";
import type { OrderDraft } from "../../../src/simulator/exchange/order-draft.ts";
import type { LegResult, OrderRequest } from "../../../src/simulator/exchange/order-request.ts";
import { placeOrders } from "../../../src/simulator/exchange/place-order.ts";
import { settle } from "../../../src/simulator/exchange/settle.ts";
import type { Step } from "../../../src/simulator/exchange/step.ts";
import type { TradingContext } from "../../../src/simulator/exchange/trading-context.ts";
import type { Market } from "../../../src/simulator/market/types.ts";
import { usually } from "./place-one.ts";
import { INDEX, later, NOON, scriptedMarket } from "./scripted-market.ts";

/** A draft of one contract, with the numbers as text. */
export interface Wanted {
  readonly side?: "buy" | "sell";
  readonly amount?: string;
  readonly type?: string;
  readonly price?: string;
  readonly limit?: string;
  readonly trail?: readonly [distance: string, step: string];
  readonly duration?: string | undefined;
  readonly reference?: string;
  readonly of?: typeof INDEX;
}

export function draft({ side = "buy", amount = "1", type = "Market", ...wanted }: Wanted = {}): OrderDraft {
  const [distance, step] = wanted.trail ?? [];
  return {
    instrument: wanted.of ?? INDEX,
    side,
    amount: decimal(amount),
    type,
    duration: wanted.duration ?? (type === "Market" ? "DayOrder" : "GoodTillCancel"),
    ...(wanted.price !== undefined && { price: decimal(wanted.price) }),
    ...(wanted.limit !== undefined && { stopLimitPrice: decimal(wanted.limit) }),
    ...(distance !== undefined &&
      step !== undefined && { trailing: { distance: decimal(distance), step: decimal(step) } }),
    ...(wanted.reference !== undefined && { externalReference: wanted.reference }),
  };
}

/** An account on a scripted market, and everything that happened to it. */
export class ExchangeUnderTest {
  readonly market: Market;
  readonly log: Activity[] = [];
  books: Books;
  at: Timestamp = NOON;

  constructor(mids: readonly string[], opening: Opening = {}) {
    this.market = scriptedMarket(...mids);
    this.books = openBooks(NOON, opening);
  }

  /** Places, and gives the ids or the codes: the entry first. */
  place(request: OrderRequest, context: Partial<TradingContext> = {}): readonly string[] {
    const { result, step } = placeOrders(this.books, request, this.#context(context));
    this.#take(step);
    return [...(result.root === undefined ? [] : [result.root]), ...result.legs].map(outcomeOf);
  }

  order(wanted: Wanted, context: Partial<TradingContext> = {}): string {
    const [outcome] = this.place({ kind: "entry", entry: draft(wanted), children: [] }, context);
    assert(outcome !== undefined, "one order has one outcome");
    return outcome;
  }

  bracket(entry: Wanted, ...children: readonly Wanted[]): readonly string[] {
    return this.place({ kind: "entry", entry: draft(entry), children: children.map(draft) });
  }

  pair(one: Wanted, other: Wanted): readonly string[] {
    return this.place({ kind: "pair", legs: [draft(one), draft(other)] });
  }

  /** Changes an order; the code when that is refused. */
  change(orderId: string, wanted: Wanted, context: Partial<TradingContext> = {}): string {
    const change: OrderChange = { ...draft(wanted), orderId };
    const result = changeOrder(this.books, change, this.#context(context));
    if (result.kind === "refused") return result.refusal.code;
    this.#take(result.step);
    return "changed";
  }

  cancel(orderId: string, context: Partial<TradingContext> = {}): void {
    const step = cancelOrder(this.books, orderId, this.#context(context));
    assert(step !== undefined, `order ${orderId} works`);
    this.#take(step);
  }

  /** Lets time pass until so many seconds after noon. */
  until(count: number): void {
    this.settleAt(later(count));
  }

  settleAt(at: Timestamp): void {
    this.at = at;
    this.#take(settle(this.books, this.market, at));
  }

  /** `1 Limit sell Working` and what else is there, oldest first. */
  get orders(): readonly string[] {
    return [...this.books.orders.values()].map(
      ({ orderId, type, side, status, relation }) =>
        `${shortId(orderId)} ${type} ${side} ${status} ${relation.kind}`,
    );
  }

  /** Signed amounts at their opening prices. */
  get lots(): readonly string[] {
    return [...this.books.lots.values()].map(
      ({ amount, openPrice }) => `${amount.toString()} at ${openPrice.toString()}`,
    );
  }

  /** The order log since a line, as `order Status/SubStatus seconds`. */
  lines(from = 0): readonly string[] {
    return this.log
      .slice(from)
      .map(
        ({ orderId, status, subStatus, at }) =>
          `${shortId(orderId)} ${status}/${subStatus} ${(at - NOON) / 1000}`,
      );
  }

  #context(context: Partial<TradingContext>): TradingContext {
    return usually({ market: this.market, at: this.at, ...context });
  }

  #take(step: Step): void {
    this.books = step.books;
    this.log.push(...step.activities);
  }
}

const shortId = (orderId: string): string => String(Number(orderId) - 5_000_000_000);

const outcomeOf = (leg: LegResult): string =>
  leg.kind === "accepted" ? shortId(leg.orderId) : leg.refusal.code;

/** The id behind the number that the tests use. */
export const idOf = (number: string): string => String(5_000_000_000 + Number(number));
