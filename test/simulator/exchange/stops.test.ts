import { describe, expect, it } from "vitest";
import type { Wanted } from "./exchange-under-test.ts";
import { ExchangeUnderTest } from "./exchange-under-test.ts";
import { NOON, SHARE } from "./scripted-market.ts";

const fillsOf = (mids: readonly string[], wanted: Wanted): readonly string[] => {
  const exchange = new ExchangeUnderTest(mids);
  exchange.order(wanted);
  exchange.until(mids.length);
  return exchange.log
    .filter(({ execution }) => execution !== undefined)
    .map(({ at, execution }) => `${(at - NOON) / 1000}: ${execution?.price.toString() ?? ""}`);
};

describe("stops", () => {
  it.each<[string, readonly string[], Wanted, readonly string[]]>([
    [
      "a stop to buy waits for the ask",
      ["100", "100.98", "100.99", "103"],
      { type: "Stop", price: "101" },
      ["2: 101"],
    ],
    [
      "a stop to sell waits for the bid, and takes what the market gives",
      ["100", "99.02", "97"],
      { type: "Stop", side: "sell", price: "99" },
      ["2: 96.99"],
    ],
    [
      "on an exchange it is the trade that counts",
      ["100", "100.99", "101"],
      { type: "StopIfTraded", price: "101", of: SHARE },
      ["2: 101.01"],
    ],
    [
      "a stop limit order that is triggered in reach of its limit fills at once",
      ["100", "101"],
      { type: "StopLimit", price: "101", limit: "102" },
      ["1: 101.01"],
    ],
    [
      "a stop limit order that is jumped over waits for its limit",
      ["100", "105", "103", "101.99"],
      { type: "StopLimit", price: "101", limit: "102" },
      ["3: 102"],
    ],
    [
      "a trailing stop follows in whole steps and never goes back",
      ["100", "101.40", "100.50", "99.40"],
      { type: "TrailingStop", side: "sell", price: "98.50", trail: ["1", "0.50"] },
      ["3: 99.39"],
    ],
    [
      "a trailing stop of a purchase follows downwards",
      ["100", "97.50", "98.98", "98.99"],
      { type: "TrailingStop", price: "102", trail: ["1", "0.50"] },
      ["3: 99"],
    ],
  ])("%s", (_, mids, wanted, fills) => {
    expect(fillsOf(mids, wanted)).toEqual(fills);
  });

  it("says in the log when a stop limit order begins to work as a limit", () => {
    const exchange = new ExchangeUnderTest(["100", "105"]);
    exchange.order({ type: "StopLimit", price: "101", limit: "102" });
    exchange.until(1);
    expect(exchange.lines(2)).toEqual(["1 Working/Confirmed 1"]);
    expect(exchange.orders).toEqual(["1 StopLimit buy Working StandAlone"]);
  });

  it("moves the price of a trailing stop without a line in the log", () => {
    const exchange = new ExchangeUnderTest(["100", "102"]);
    exchange.order({ type: "TrailingStop", side: "sell", price: "98.50", trail: ["1", "0.50"] });
    exchange.until(1);
    expect([...exchange.books.orders.values()].map(({ price }) => price?.toString())).toEqual(["100.5"]);
    expect(exchange.lines(2)).toEqual([]);
  });

  it.each([
    ["a stop that was passed", { type: "Stop", price: "99" }, "OnWrongSideOfMarket"],
    ["a stop at the market", { type: "Stop", side: "sell", price: "99.99" }, "OnWrongSideOfMarket"],
    ["a stop on trades among quotes", { type: "StopIfTraded", price: "101" }, "OrderTypeNotSupported"],
    ["a stop on quotes among trades", { type: "Stop", price: "101", of: SHARE }, "OrderTypeNotSupported"],
    [
      "a distance between two ticks",
      { type: "TrailingStop", price: "101", trail: ["0.005", "1"] },
      "PriceNotInTickSizeIncrements",
    ],
    [
      "a limit between two ticks",
      { type: "StopLimit", price: "101", limit: "101.005" },
      "PriceNotInTickSizeIncrements",
    ],
  ] as const)("refuses %s", (_, wanted, code) => {
    expect(new ExchangeUnderTest(["100"]).order(wanted)).toBe(code);
  });
});
