import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { assert } from "../../../src/core/domain/assert.ts";
import type { Decimal } from "../../../src/core/domain/decimal.ts";
import { decimal, sumDecimals, ZERO } from "../../../src/core/domain/decimal.ts";
import type { Timestamp } from "../../../src/core/domain/time.ts";
import { addDuration, seconds } from "../../../src/core/domain/time.ts";
import { balanceOf } from "../../../src/simulator/exchange/balance.ts";
import type { Activity } from "../../../src/simulator/exchange/activity.ts";
import type { Books } from "../../../src/simulator/exchange/books.ts";
import type { OrderTerms } from "../../../src/simulator/exchange/order-terms.ts";
import { openBooks, STARTING_CASH } from "../../../src/simulator/exchange/books.ts";
import { cancelOrder } from "../../../src/simulator/exchange/cancel-order.ts";
import type { OrderDraft } from "../../../src/simulator/exchange/order-draft.ts";
import { placeOne } from "./place-one.ts";
import { settle } from "../../../src/simulator/exchange/settle.ts";
import type { Step } from "../../../src/simulator/exchange/step.ts";
import { createMarket } from "../../../src/simulator/market/market.ts";
import type { SimulatedInstrument } from "../../../src/simulator/market/types.ts";
import { instant } from "../saxo-under-test.ts";

const START = instant("2026-03-04T15:15:00Z");
const market = createMarket({ seed: 7, anchor: Math.floor(START / 300_000) });

function known(assetType: string, uic: number): SimulatedInstrument {
  const instrument = market.find(assetType, uic);
  assert(instrument !== undefined, `${assetType}:${uic} exists`);
  return instrument;
}

const INSTRUMENTS = [known("CfdOnIndex", 4913), known("Stock", 211), known("FxSpot", 21)];

/** Something that happens to the account, some time after the last thing. */
interface Happening {
  readonly afterSeconds: number;
  readonly what: "buy" | "sell" | "look" | "cancel";
  readonly instrument: number;
  readonly units: number;
  /** Distance of the limit from the market in thousandths; none for a market order. */
  readonly limit: number | undefined;
}

const happening: fc.Arbitrary<Happening> = fc.record({
  afterSeconds: fc.integer({ min: 0, max: 7200 }),
  what: fc.constantFrom("buy", "buy", "sell", "look", "cancel"),
  instrument: fc.nat({ max: INSTRUMENTS.length - 1 }),
  units: fc.integer({ min: 1, max: 20 }),
  limit: fc.option(fc.integer({ min: -20, max: 20 }), { nil: undefined }),
});

function draftOf({ what, instrument: index, units, limit }: Happening, at: Timestamp): OrderDraft {
  const instrument = INSTRUMENTS[index];
  assert(instrument !== undefined, "the index is in range");
  const mid = market.quote(instrument, at).mid;
  const near = mid.times(decimal(String(1000 + (limit ?? 0)))).div("1000");
  return {
    instrument,
    side: what === "buy" ? "buy" : "sell",
    amount: instrument.minimumTradeSize.times(String(units)),
    type: limit === undefined ? "Market" : "Limit",
    duration: limit === undefined ? "DayOrder" : "GoodTillCancel",
    ...(limit !== undefined && { price: near.round(instrument.assetType === "FxSpot" ? 4 : 2, 0) }),
  };
}

function perform(books: Books, event: Happening, at: Timestamp): Step {
  if (event.what === "look") return settle(books, market, at);
  const [oldest] = books.orders.keys();
  const cancelled =
    event.what === "cancel" && oldest !== undefined ? cancelOrder(books, oldest, { market, at }) : undefined;
  if (event.what === "cancel") return cancelled ?? settle(books, market, at);
  return placeOne(books, draftOf(event, at), { market, at }).step;
}

interface History {
  readonly books: Books;
  readonly activities: readonly Activity[];
  readonly placed: readonly OrderTerms[];
  readonly at: Timestamp;
}

/** @param look settles the books once more in the middle of every pause */
function live(events: readonly Happening[], look: boolean): History {
  let history: History = { books: openBooks(START), activities: [], placed: [], at: START };
  const take = (step: Step, at: Timestamp): void => {
    const activities = [...history.activities, ...step.activities];
    history = { books: step.books, activities, placed: [...history.placed, ...step.placed], at };
  };
  for (const event of events) {
    const at = addDuration(history.at, seconds(event.afterSeconds));
    if (look) {
      const halfway = addDuration(history.at, seconds(Math.floor(event.afterSeconds / 2)));
      take(settle(history.books, market, halfway), halfway);
    }
    take(settle(history.books, market, at), at);
    take(perform(history.books, event, at), at);
  }
  return history;
}

function commissionOf({ commission: { minimum, rate } }: SimulatedInstrument, value: Decimal): Decimal {
  const byRate = value.abs().times(rate);
  return (byRate.gt(minimum) ? byRate : minimum).round(2, 1);
}

const cashChanges = ({ activities }: History): Decimal[] =>
  activities.map(({ execution }) => execution?.cashChange ?? ZERO);

describe("the books", () => {
  it("hold as cash what they began with and what executions moved, in whole cents", () => {
    fc.assert(
      fc.property(fc.array(happening, { maxLength: 25 }), (events) => {
        const history = live(events, false);
        expect(history.books.cash.toString()).toBe(
          STARTING_CASH.plus(sumDecimals(cashChanges(history))).toString(),
        );
        expect(history.books.cash.times("100").mod("1").toString()).toBe("0");
      }),
      { numRuns: 60 },
    );
  });

  it("gain and lose exactly what prices moved since each execution, and commissions", () => {
    fc.assert(
      fc.property(fc.array(happening, { maxLength: 25 }), (events) => {
        const { books, activities, placed, at } = live(events, false);
        const orders = new Map(placed.map((order) => [order.orderId, order]));
        const results = activities.map(({ orderId, execution }) => {
          const order = orders.get(orderId);
          const instrument = INSTRUMENTS.find(({ id }) => id === order?.instrument.id);
          if (execution === undefined || order === undefined || instrument === undefined) return ZERO;
          const { bid, ask } = market.quote(instrument, at);
          const lots = [...books.lots.values()].filter((lot) => lot.instrument.id === instrument.id);
          const isShort = sumDecimals(lots.map(({ amount }) => amount)).lt(ZERO);
          const amount = order.side === "buy" ? order.amount : order.amount.neg();
          const commission = commissionOf(instrument, amount.times(execution.price));
          return (isShort ? ask : bid).minus(execution.price).times(amount).minus(commission);
        });
        const { totalValue, costToClose } = balanceOf(books, market, at);
        const expected = STARTING_CASH.plus(sumDecimals(results));
        expect(totalValue.minus(costToClose).toString()).toBe(expected.toString());
      }),
      { numRuns: 60 },
    );
  });

  it("are worth their cash and what closing every position would bring", () => {
    fc.assert(
      fc.property(fc.array(happening, { maxLength: 25 }), (events) => {
        const { books, at } = live(events, false);
        const worth = INSTRUMENTS.map((instrument) => {
          const lots = [...books.lots.values()].filter((lot) => lot.instrument.id === instrument.id);
          const amount = sumDecimals(lots.map((lot) => lot.amount));
          if (amount.eq(ZERO)) return ZERO;
          const { bid, ask } = market.quote(instrument, at);
          const price = amount.gt(ZERO) ? bid : ask;
          const paid = sumDecimals(lots.map((lot) => lot.amount.times(lot.openPrice)));
          const value = amount.times(price).minus(instrument.isMargin ? paid : ZERO);
          return value.round(2, 1).minus(commissionOf(instrument, amount.times(price)));
        });
        const { totalValue, cash, unrealized } = balanceOf(books, market, at);
        expect(totalValue.toString()).toBe(books.cash.plus(sumDecimals(worth)).toString());
        expect(cash.plus(unrealized).toString()).toBe(totalValue.toString());
      }),
      { numRuns: 60 },
    );
  });

  it("hold the sum of all executions as positions, and no shares sold short", () => {
    fc.assert(
      fc.property(fc.array(happening, { maxLength: 25 }), (events) => {
        const { books, activities, placed } = live(events, false);
        const filled = new Set(
          activities.filter(({ status }) => status === "FinalFill").map(({ orderId }) => orderId),
        );
        for (const { id } of INSTRUMENTS) {
          const executed = placed.filter((order) => filled.has(order.orderId) && order.instrument.id === id);
          const signed = executed.map(({ side, amount }) => (side === "buy" ? amount : amount.neg()));
          const lots = [...books.lots.values()].filter(({ instrument }) => instrument.id === id);
          expect(sumDecimals(lots.map(({ amount }) => amount)).toString()).toBe(
            sumDecimals(signed).toString(),
          );
        }
        const shares = [...books.lots.values()].filter(({ instrument }) => instrument.assetType === "Stock");
        expect(shares.every(({ amount }) => amount.gt(ZERO))).toBe(true);
      }),
      { numRuns: 60 },
    );
  });

  it("tell the same story however often somebody looks", () => {
    fc.assert(
      fc.property(fc.array(happening, { maxLength: 20 }), (events) => {
        const seldom = live(events, false);
        const often = live(events, true);
        expect(JSON.stringify(often.activities)).toBe(JSON.stringify(seldom.activities));
        expect(often.books.cash.toString()).toBe(seldom.books.cash.toString());
      }),
      { numRuns: 60 },
    );
  });

  it("give each order one end at most, and log it in the order of time", () => {
    fc.assert(
      fc.property(fc.array(happening, { maxLength: 25 }), (events) => {
        const { activities, books } = live(events, false);
        const ends = activities.filter(
          ({ status, subStatus }) => status !== "Placed" || subStatus === "Rejected",
        );
        expect(new Set(ends.map(({ orderId }) => orderId)).size).toBe(ends.length);
        expect(ends.some(({ orderId }) => books.orders.has(orderId))).toBe(false);
        expect(activities.map(({ at }) => at)).toEqual(
          activities.map(({ at }) => at).toSorted((a, b) => a - b),
        );
        expect(activities.map(({ logId }) => Number(logId))).toEqual(
          activities.map((_, index) => 900_000_001 + index),
        );
      }),
      { numRuns: 60 },
    );
  });
});
