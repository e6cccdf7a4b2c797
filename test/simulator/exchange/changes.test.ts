import { describe, expect, it } from "vitest";
import { decimal } from "../../../src/core/domain/decimal.ts";
import type { Wanted } from "./exchange-under-test.ts";
import { draft, ExchangeUnderTest, idOf } from "./exchange-under-test.ts";
import { SHARE } from "./scripted-market.ts";

const LIMIT: Wanted = { type: "Limit", price: "99", amount: "10" };
const TARGET: Wanted = { side: "sell", type: "Limit", price: "105", amount: "10" };
const STOP: Wanted = { side: "sell", type: "Stop", price: "95", amount: "10" };
const IN_PARTS = {
  scenario: { kind: "partial_fills", parts: ["0.4", "0.6"].map(decimal), everySeconds: 60 },
} as const;

describe("changing an order", () => {
  it("keeps its id, says so in the log, and executes at once what is now in reach", () => {
    const exchange = new ExchangeUnderTest(["100"]);
    exchange.order(LIMIT);
    expect(exchange.change(idOf("1"), { ...LIMIT, price: "98", amount: "5" })).toBe("changed");
    expect(exchange.change(idOf("1"), { ...LIMIT, price: "101", amount: "5" })).toBe("changed");
    expect(exchange.lines(2)).toEqual([
      "1 Changed/Confirmed 0",
      "1 Changed/Confirmed 0",
      "1 FinalFill/Confirmed 0",
    ]);
    expect(exchange.log.map(({ terms }) => terms.price?.toString())).toEqual([
      "99",
      "99",
      "98",
      "101",
      "101",
    ]);
    expect(exchange.lots).toEqual(["5 at 100.01"]);
  });

  it("may be refused later: the order lives on as it was", () => {
    const exchange = new ExchangeUnderTest(["100"]);
    exchange.order(LIMIT);
    const scenario = { kind: "late_change_rejection" } as const;
    expect(exchange.change(idOf("1"), { ...LIMIT, price: "98" }, { scenario })).toBe("changed");
    expect(exchange.lines(2)).toEqual(["1 Changed/Rejected 0"]);
    expect(exchange.books.orders.get(idOf("1"))?.price?.toString()).toBe("99");
  });

  it("resizes both orders of a pair", () => {
    const exchange = new ExchangeUnderTest(["100"]);
    exchange.pair(TARGET, STOP);
    exchange.change(idOf("2"), { ...STOP, amount: "4" });
    expect([...exchange.books.orders.values()].map(({ amount }) => amount.toString())).toEqual(["4", "4"]);
  });

  it("resizes the other order of a pair to what is left, where one has been filled in part", () => {
    const exchange = new ExchangeUnderTest(["100", "105.01"]);
    exchange.order({ amount: "10" });
    exchange.place({ kind: "pair", legs: [draft(TARGET), draft(STOP)] }, IN_PARTS);
    exchange.until(1);
    const amounts = (): readonly string[] =>
      [...exchange.books.orders.values()].map(
        ({ amount, filledAmount }) => `${filledAmount.toString()} of ${amount.toString()}`,
      );
    expect(amounts()).toEqual(["4 of 10", "0 of 6"]);
    exchange.change(idOf("2"), { ...TARGET, amount: "9" });
    expect(amounts()).toEqual(["4 of 9", "0 of 5"]);
    exchange.change(idOf("3"), { ...STOP, amount: "3" });
    expect(amounts()).toEqual(["4 of 7", "0 of 3"]);
    exchange.until(61);
    expect([exchange.orders, exchange.lots]).toEqual([[], ["3 at 100.01"]]);
  });

  it.each<[string, string, Wanted, string]>([
    ["an order that is not there", "9", LIMIT, "OrderNotFound"],
    [
      "a limit into a stop, where it is the target of a pair",
      "1",
      { ...STOP, price: "94" },
      "IllegalOrderTypeChange",
    ],
    ["a limit into a market order", "1", { side: "sell", amount: "10" }, "IllegalOrderTypeChange"],
    ["a target below its stop", "1", { ...TARGET, price: "94" }, "LimitOrderHigherStopOnSell"],
    ["a stop above its target", "2", { ...STOP, price: "106" }, "StopOrderLowerLimitOnSell"],
    ["a stop through the market", "2", { ...STOP, price: "101" }, "OnWrongSideOfMarket"],
    ["a price between two ticks", "1", { ...TARGET, price: "105.005" }, "PriceNotInTickSizeIncrements"],
  ])("refuses to change %s", (_, number, wanted, code) => {
    const exchange = new ExchangeUnderTest(["100"]);
    exchange.pair(TARGET, STOP);
    expect(exchange.change(idOf(number), wanted)).toBe(code);
    expect(exchange.lines(4)).toEqual([]);
  });

  it("refuses less than was filled", () => {
    const exchange = new ExchangeUnderTest(["98"]);
    exchange.order(LIMIT, IN_PARTS);
    expect(exchange.change(idOf("1"), { ...LIMIT, amount: "4" })).toBe("AmountCannotBeLessThanFilledAmount");
    expect(exchange.change(idOf("1"), { ...LIMIT, amount: "5" })).toBe("changed");
    exchange.until(60);
    expect(exchange.books.lots.size).toBe(2);
    expect(exchange.orders).toEqual([]);
  });
});

describe("filling in parts", () => {
  it("counts up what was filled, and at what average", () => {
    const exchange = new ExchangeUnderTest(["98.80", ...Array<string>(60).fill("98.30")]);
    exchange.order(LIMIT, IN_PARTS);
    exchange.until(60);
    const lines = exchange.log
      .slice(2)
      .map((line) => [
        line.status,
        line.execution?.amount.toString(),
        line.filledAmount.toString(),
        line.averagePrice?.toString(),
      ]);
    expect(lines).toEqual([
      ["Fill", "4", "4", "98.81"],
      ["FinalFill", "6", "10", "98.51"],
    ]);
  });

  it("charges the commission of one order, its minimum once", () => {
    const exchange = new ExchangeUnderTest(["98"]);
    exchange.order({ ...LIMIT, of: SHARE }, IN_PARTS);
    exchange.until(60);
    const commissions = exchange.log.flatMap(({ execution }) => execution?.commission.toString() ?? []);
    expect(commissions).toEqual(["1", "0"]);
  });

  it("leaves the rest unfilled for good when the parts are not the whole", () => {
    const exchange = new ExchangeUnderTest(["100"]);
    const scenario = { kind: "partial_fills", parts: [decimal("0.3")], everySeconds: 1 } as const;
    exchange.order({ amount: "10" }, { scenario });
    exchange.until(86_400);
    expect(exchange.lines(2)).toEqual(["1 Fill/Confirmed 0", "1 Expired/Confirmed 43200"]);
    expect(exchange.log.at(-1)?.filledAmount.toString()).toBe("3");
  });

  it("keeps a limit order to its limit for every part", () => {
    const exchange = new ExchangeUnderTest(["98", ...Array<string>(60).fill("105"), "98"]);
    exchange.order(LIMIT, IN_PARTS);
    exchange.until(62);
    expect(exchange.lines(2)).toEqual(["1 Fill/Confirmed 0", "1 FinalFill/Confirmed 61"]);
  });

  it("can be cancelled half way", () => {
    const exchange = new ExchangeUnderTest(["98"]);
    exchange.order(LIMIT, IN_PARTS);
    exchange.cancel(idOf("1"));
    expect(exchange.log.at(-1)).toMatchObject({ status: "Cancelled", filledAmount: decimal("4") });
    expect(exchange.orders).toEqual([]);
  });
});

describe("cancelling", () => {
  it("can lose the race against a fill", () => {
    const exchange = new ExchangeUnderTest(["100"]);
    exchange.order(LIMIT);
    exchange.cancel(idOf("1"), { scenario: { kind: "fill_wins_over_cancel" } });
    expect(exchange.lines(2)).toEqual(["1 FinalFill/Confirmed 0"]);
  });
});
