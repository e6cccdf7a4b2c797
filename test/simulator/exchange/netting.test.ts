import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Decimal } from "../../../src/core/domain/decimal.ts";
import { decimal, sumDecimals } from "../../../src/core/domain/decimal.ts";
import { instrument } from "../../../src/core/domain/instrument.ts";
import { timestamp } from "../../../src/core/domain/time.ts";
import type { Lot } from "../../../src/simulator/exchange/books.ts";
import { netAmount, netFirstInFirstOut } from "../../../src/simulator/exchange/netting.ts";

const US500 = instrument("CfdOnIndex", 4913);
const OTHER = instrument("CfdOnIndex", 100001);

const lot = (positionId: string, amount: string, of = US500): Lot => ({
  positionId,
  account: 1,
  instrument: of,
  amount: decimal(amount),
  openPrice: decimal("100"),
  openedAt: timestamp(0),
  openRate: decimal("1"),
  openValue: decimal(amount).times("100"),
  commission: decimal("3"),
  isForceOpen: false,
  orderId: "1",
  correlationKey: "c",
});
const book = (...lots: readonly Lot[]): ReadonlyMap<string, Lot> =>
  new Map(lots.map((entry) => [entry.positionId, entry]));
const amounts = (lots: ReadonlyMap<string, Lot>): Record<string, string> =>
  Object.fromEntries([...lots.values()].map(({ positionId, amount }) => [positionId, amount.toString()]));

describe("netting first in, first out", () => {
  it.each([
    ["a purchase beside a long lot opens", "5", { a: "2", b: "3" }, "5"],
    ["a sale closes the oldest lot first", "-2", { b: "3" }, "0"],
    ["a sale takes part of a lot", "-4", { b: "1" }, "0"],
    ["a sale of more than there is opens a short position", "-6", {}, "-1"],
  ])("%s", (_, amount, left, opening) => {
    const netted = netFirstInFirstOut(book(lot("a", "2"), lot("b", "3")), US500, decimal(amount));
    expect(amounts(netted.lots)).toEqual(left);
    expect(netted.opening.toString()).toBe(opening);
  });

  it("closes short lots with a purchase", () => {
    const netted = netFirstInFirstOut(book(lot("a", "-2"), lot("b", "-3")), US500, decimal("4"));
    expect(amounts(netted.lots)).toEqual({ b: "-1" });
    expect(netted.closed.map(({ amount }) => amount.toString())).toEqual(["-2", "-2"]);
  });

  it("leaves other instruments alone", () => {
    const netted = netFirstInFirstOut(book(lot("a", "2", OTHER)), US500, decimal("-2"));
    expect(amounts(netted.lots)).toEqual({ a: "2" });
    expect(netted.opening.toString()).toBe("-2");
  });

  it("divides what a lot cost between what is closed and what is left, to the cent", () => {
    const seven = { ...lot("a", "7"), commission: decimal("1"), openValue: decimal("100.01") };
    const netted = netFirstInFirstOut(book(seven), US500, decimal("-2"));
    expect(netted.closed.map(({ commission }) => commission.toString())).toEqual(["0.29"]);
    expect(netted.closed.map(({ openValue }) => openValue.toString())).toEqual(["28.57"]);
    expect(netted.lots.get("a")?.commission.toString()).toBe("0.71");
    expect(netted.lots.get("a")?.openValue.toString()).toBe("71.44");
  });

  it("moves the net amount by what was traded, and never leaves both sides open", () => {
    const amount = fc.integer({ min: -9, max: 9 }).filter((units) => units !== 0);
    fc.assert(
      fc.property(fc.array(amount, { maxLength: 20 }), (trades) => {
        let lots = book();
        let expected: Decimal = decimal("0");
        for (const [index, trade] of trades.entries()) {
          const netted = netFirstInFirstOut(lots, US500, decimal(String(trade)));
          const opened = lot(String(index), netted.opening.toString());
          lots = netted.opening.eq(decimal("0"))
            ? netted.lots
            : new Map(netted.lots).set(String(index), opened);
          expected = expected.plus(decimal(String(trade)));
          const closed = sumDecimals(netted.closed.map((part) => part.amount));
          expect(netted.opening.minus(closed).toString()).toBe(String(trade));
          expect(netAmount(lots, US500).toString()).toBe(expected.toString());
          expect(new Set([...lots.values()].map((open) => open.amount.gt(decimal("0")))).size).toBeLessThan(
            2,
          );
        }
      }),
    );
  });
});
