import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Decimal } from "../../../src/core/domain/decimal.ts";
import { decimal } from "../../../src/core/domain/decimal.ts";
import type { Account, AccountTerms, ClosedPosition } from "../../../src/simulator/exchange/books.ts";
import { NETTING_PROFILES, STARTING_CASH } from "../../../src/simulator/exchange/books.ts";
import type { WorkingOrder } from "../../../src/simulator/exchange/order-terms.ts";
import { relatedOrderIds } from "../../../src/simulator/exchange/order-terms.ts";
import type { Wanted } from "./exchange-under-test.ts";
import { draft, ExchangeUnderTest } from "./exchange-under-test.ts";
import { INDEX, later, SHARE } from "./scripted-market.ts";

const SECONDS = 400;

/** Prices that wander by up to a dollar a second. */
const script: fc.Arbitrary<readonly string[]> = fc
  .array(fc.integer({ min: -100, max: 100 }), { minLength: SECONDS, maxLength: SECONDS })
  .map((moves) => {
    let cents = 10_000;
    return moves.map((move) => {
      cents = Math.max(5_000, cents + move);
      return (cents / 100).toFixed(2);
    });
  });

interface Happening {
  readonly what: "order" | "bracket" | "pair" | "attach" | "close" | "change" | "cancel" | "wait";
  readonly afterSeconds: number;
  readonly isShare: boolean;
  readonly isBuy: boolean;
  readonly amount: number;
  /** Distances in cents from the market: of the order, of a target, of a stop. */
  readonly distances: readonly [number, number, number];
  readonly type: "Market" | "Limit" | "Stop" | "StopLimit" | "TrailingStop";
  readonly isSplit: boolean;
  /** Which of the orders, or positions, that are there. */
  readonly which: number;
}

const happening: fc.Arbitrary<Happening> = fc.record({
  what: fc.constantFrom("order", "bracket", "pair", "attach", "close", "change", "cancel", "wait"),
  afterSeconds: fc.integer({ min: 0, max: 20 }),
  isShare: fc.boolean(),
  isBuy: fc.boolean(),
  amount: fc.integer({ min: 1, max: 9 }),
  distances: fc.tuple(
    fc.nat({ max: 300 }),
    fc.integer({ min: 1, max: 600 }),
    fc.integer({ min: 1, max: 600 }),
  ),
  type: fc.constantFrom("Market", "Limit", "Stop", "StopLimit", "TrailingStop"),
  isSplit: fc.boolean(),
  which: fc.nat({ max: 20 }),
});

const account: fc.Arbitrary<AccountTerms> = fc.record({
  nettingProfile: fc.constantFrom(...NETTING_PROFILES),
  isMarginTradingAllowed: fc.boolean(),
});

const SPLIT = {
  scenario: { kind: "partial_fills", parts: ["0.3", "0.3", "0.4"].map(decimal), everySeconds: 7 },
} as const;

/** Does what is wanted, as well as it can be done; what is refused is part of history as well. */
function perform(exchange: ExchangeUnderTest, event: Happening): void {
  const { what, which, isSplit } = event;
  const orders = [...exchange.books.orders.values()];
  const order = orders[which % Math.max(1, orders.length)];
  const lots = [...exchange.books.lots.values()];
  const lot = lots[which % Math.max(1, lots.length)];
  const context = isSplit ? SPLIT : {};
  const [entry, target, stop] = wantedOf(exchange, event);
  if (what === "order") exchange.order(entry, context);
  if (what === "bracket") exchange.bracket(entry, target, stop);
  if (what === "pair") exchange.pair(target, stop);
  if (what === "attach" && order !== undefined) {
    exchange.place({ kind: "attach", orderId: order.orderId, children: [draft(stop)] });
  }
  if (what === "close" && lot !== undefined) {
    exchange.place({ kind: "close", positionId: lot.positionId, legs: [draft(stop)] });
  }
  if (what === "change" && order !== undefined) exchange.change(order.orderId, entry);
  if (what === "cancel" && order !== undefined) exchange.cancel(order.orderId);
}

function wantedOf(exchange: ExchangeUnderTest, event: Happening): readonly [Wanted, Wanted, Wanted] {
  const of = event.isShare ? SHARE : INDEX;
  const { mid } = exchange.market.quote(of, exchange.at);
  const type = event.isShare && event.type.endsWith("Stop") ? (`${event.type}IfTraded` as const) : event.type;
  const up = event.isBuy ? "1" : "-1";
  const away = (cents: number, factor: string): string =>
    mid
      .plus(
        decimal((cents / 100).toFixed(2))
          .times(factor)
          .times(up),
      )
      .toFixed(2);
  const [near, above, below] = event.distances;
  const common = { of, amount: String(event.amount), duration: event.isSplit ? "DayOrder" : undefined };
  const price = away(near, type === "Limit" ? "-1" : "1");
  return [
    {
      ...common,
      side: event.isBuy ? "buy" : "sell",
      type,
      ...(type !== "Market" && { price }),
      ...(type === "StopLimit" && { limit: price }),
      ...(type.startsWith("Trailing") && { trail: ["1", "0.10"] }),
    },
    { ...common, side: event.isBuy ? "sell" : "buy", type: "Limit", price: away(above, "1") },
    {
      ...common,
      side: event.isBuy ? "sell" : "buy",
      type: event.isShare ? "StopIfTraded" : "Stop",
      price: away(below, "-1"),
    },
  ];
}

interface Story {
  readonly mids: readonly string[];
  readonly account: Partial<Account>;
  readonly happenings: readonly Happening[];
}

const story: fc.Arbitrary<Story> = fc.record({
  mids: script,
  account,
  happenings: fc.array(happening, { minLength: 1, maxLength: 25 }),
});

/** @param look is called after each happening @param looksOften whether time passes second by second */
function live(
  { mids, account: terms, happenings }: Story,
  looksOften: boolean,
  look?: (exchange: ExchangeUnderTest) => void,
): ExchangeUnderTest {
  const exchange = new ExchangeUnderTest(mids, { account: terms });
  let second = 0;
  for (const event of happenings) {
    const next = second + event.afterSeconds;
    while (looksOften && second < next) exchange.until((second += 1));
    exchange.until((second = next));
    perform(exchange, event);
    look?.(exchange);
  }
  exchange.settleAt(later(SECONDS + 30_000)); // until the evening
  look?.(exchange);
  exchange.settleAt(later(SECONDS + 86_400)); // and through the night
  look?.(exchange);
  return exchange;
}

/** Everything that was ever closed, for the books forget it overnight; and the books. */
function livedIn(currency: Account["currency"], told: Story): readonly [ExchangeUnderTest, ClosedPosition[]] {
  const closed = new Map<string, ClosedPosition>();
  const exchange = live({ ...told, account: { ...told.account, currency } }, false, ({ books }) => {
    for (const [id, one] of books.closedPositions) closed.set(id, one);
  });
  return [exchange, [...closed.values()]];
}

/** The cash that what was closed, and what is open, would leave. */
function cashOf({ books }: ExchangeUnderTest, closed: readonly ClosedPosition[]): Decimal {
  let cash = STARTING_CASH;
  for (const { result, openingCost, closingCost } of closed) {
    cash = cash.plus(result).minus(openingCost).minus(closingCost);
  }
  for (const { instrument, openValue, commission } of books.lots.values()) {
    cash = cash.minus(commission);
    if (instrument.id === SHARE.id) cash = cash.minus(openValue);
  }
  return cash;
}

const FINAL = ["FinalFill", "Cancelled", "Expired"];

/** What the account is worth at the mids of the moment. */
function worth({ books, market, at }: ExchangeUnderTest): Decimal {
  let value = books.cash;
  for (const { instrument, amount, openPrice } of books.lots.values()) {
    const { mid } = market.quote(instrument.id === INDEX.id ? INDEX : SHARE, at);
    value = value.plus(amount.times(instrument.id === INDEX.id ? mid.minus(openPrice) : mid));
  }
  return value;
}

/** What it must be worth: every fill moved it by its distance from that mid, and by its commission. */
function expectedWorth({ log, market, at }: ExchangeUnderTest): Decimal {
  let value = STARTING_CASH;
  for (const { terms, execution } of log) {
    if (execution === undefined) continue;
    const { mid } = market.quote(terms.instrument.id === INDEX.id ? INDEX : SHARE, at);
    const gain = mid.minus(execution.price).times(execution.amount);
    value = value.plus(terms.side === "buy" ? gain : gain.neg()).minus(execution.commission);
  }
  return value;
}

/** Whether every order that one names is there and names it back. */
function isTied(order: WorkingOrder, orders: ReadonlyMap<string, WorkingOrder>): boolean {
  const isWaiting = order.relation.kind.startsWith("IfDoneSlave");
  return (
    isWaiting === (order.status === "NotWorking") &&
    relatedOrderIds(order.relation).every((id) => {
      const other = orders.get(id);
      return other !== undefined && relatedOrderIds(other.relation).includes(order.orderId);
    })
  );
}

describe("whatever happens to an account", () => {
  it("neither makes nor loses money", () => {
    fc.assert(
      fc.property(story, (told) => {
        const exchange = live(told, false);
        const gap = worth(exchange).minus(expectedWorth(exchange)).abs();
        // an average price has more digits than a cent: each closing may round by one
        const closings = exchange.log.filter(({ execution }) => execution !== undefined).length;
        const roundings = told.account.nettingProfile === "AverageRealTime" ? closings : 0;
        expect(gap.lte(decimal("0.01").times(String(roundings)))).toBe(true);
      }),
    );
  });

  it.each(["USD", "EUR"] as const)("shows where each cent of its %s went", (currency) => {
    fc.assert(
      fc.property(story, (told) => {
        const [exchange, closed] = livedIn(currency, told);
        expect(exchange.books.cash.toString()).toBe(cashOf(exchange, closed).toString());
      }),
    );
  });

  it("ends every order at most once, and ties every relation both ways", () => {
    fc.assert(
      fc.property(story, (told) => {
        const exchange = live(told, false, ({ books }) => {
          for (const order of books.orders.values()) {
            expect(isTied(order, books.orders)).toBe(true);
            expect(order.filledAmount.lt(order.amount)).toBe(true);
          }
        });
        const ended = new Set<string>();
        for (const { orderId, status, subStatus } of exchange.log) {
          expect(ended.has(orderId)).toBe(false);
          if (FINAL.includes(status) || (status === "Placed" && subStatus === "Rejected")) ended.add(orderId);
        }
        for (const orderId of exchange.books.orders.keys()) expect(ended.has(orderId)).toBe(false);
      }),
    );
  });

  it("is the same when told again, and however often somebody looks", () => {
    fc.assert(
      fc.property(story, (told) => {
        const [once, often] = [live(told, false), live(told, true)];
        expect(live(told, false).books).toEqual(once.books);
        expect(often.log).toEqual(once.log);
        expect(often.books).toEqual(once.books);
      }),
      { numRuns: 40 },
    );
  });

  it("sees a good part of what can happen", () => {
    const seen = new Set<string>();
    fc.assert(
      fc.property(story, (told) => {
        for (const { status, subStatus } of live(told, false).log) seen.add(`${status}/${subStatus}`);
      }),
      { seed: 7 },
    );
    expect([...seen].toSorted()).toEqual([
      "Cancelled/Confirmed",
      "Changed/Confirmed",
      "Expired/Confirmed",
      "Fill/Confirmed",
      "FinalFill/Confirmed",
      "Placed/Confirmed",
      "Placed/Rejected",
      "Placed/Requested",
      "Working/Confirmed",
    ]);
  });
});
