import { describe, expect, it } from "vitest";
import { decimal } from "../../../src/core/domain/decimal.ts";
import { DEFAULT_TRADING_RULES } from "../../../src/simulator/exchange/trading-rules.ts";
import type { Wanted } from "./exchange-under-test.ts";
import { draft, ExchangeUnderTest, idOf } from "./exchange-under-test.ts";
import { INDEX } from "./scripted-market.ts";

const ENTRY: Wanted = { type: "Limit", price: "99", reference: "entry" };
const TARGET: Wanted = { side: "sell", type: "Limit", price: "105" };
const STOP: Wanted = { side: "sell", type: "Stop", price: "95" };

describe("an entry with two children", () => {
  it("keeps the children waiting until it fills, and then makes them a pair", () => {
    const exchange = new ExchangeUnderTest(["100", "98"]);
    expect(exchange.bracket(ENTRY, TARGET, STOP)).toEqual(["1", "2", "3"]);
    expect(exchange.orders).toEqual([
      "1 Limit buy Working IfDoneMaster",
      "2 Limit sell NotWorking IfDoneSlaveOco",
      "3 Stop sell NotWorking IfDoneSlaveOco",
    ]);
    const before = exchange.log.length;
    exchange.until(1);
    expect(exchange.orders).toEqual(["2 Limit sell Working Oco", "3 Stop sell Working Oco"]);
    expect(exchange.lines(before)).toEqual([
      "1 FinalFill/Confirmed 1",
      "2 Working/Confirmed 1",
      "3 Working/Confirmed 1",
    ]);
    expect([...exchange.books.orders.values()].map((order) => order.externalReference)).toEqual([
      "entry",
      "entry",
    ]);
  });

  it.each([
    ["the target", ["100", "98", "105.01"], "2", "3"],
    ["the stop", ["100", "98", "95"], "3", "2"],
  ])("fills %s and ends the other", (_, mids, filled, ended) => {
    const exchange = new ExchangeUnderTest(mids);
    exchange.bracket(ENTRY, TARGET, STOP);
    exchange.until(2);
    expect(exchange.lines().slice(-2)).toEqual([
      `${filled} FinalFill/Confirmed 2`,
      `${ended} Cancelled/Confirmed 2`,
    ]);
    expect([exchange.orders, exchange.lots]).toEqual([[], []]);
  });

  it("lets a child fill in the very second that woke it", () => {
    const exchange = new ExchangeUnderTest(["100"]);
    exchange.bracket({ type: "Market" }, { ...TARGET, price: "100.02" }, STOP);
    expect(exchange.orders).toHaveLength(2);
    const gap = new ExchangeUnderTest(["100", "94"]);
    gap.bracket(ENTRY, TARGET, STOP);
    gap.until(1);
    expect(gap.lines().slice(-2)).toEqual(["3 FinalFill/Confirmed 1", "2 Cancelled/Confirmed 1"]);
  });

  it("takes its children with it when it is cancelled", () => {
    const exchange = new ExchangeUnderTest(["100"]);
    exchange.bracket(ENTRY, TARGET, STOP);
    const before = exchange.log.length;
    exchange.cancel(idOf("1"));
    expect(exchange.lines(before)).toEqual([
      "1 Cancelled/Confirmed 0",
      "2 Cancelled/Confirmed 0",
      "3 Cancelled/Confirmed 0",
    ]);
    expect(exchange.orders).toEqual([]);
  });

  it("goes on with one child when the other is cancelled, and alone without any", () => {
    const exchange = new ExchangeUnderTest(["100"]);
    exchange.bracket(ENTRY, TARGET, STOP);
    exchange.cancel(idOf("2"));
    expect(exchange.orders).toEqual([
      "1 Limit buy Working IfDoneMaster",
      "3 Stop sell NotWorking IfDoneSlave",
    ]);
    exchange.cancel(idOf("3"));
    expect(exchange.orders).toEqual(["1 Limit buy Working StandAlone"]);
  });

  it("leaves a single child on its own once it has filled", () => {
    const exchange = new ExchangeUnderTest(["100", "98"]);
    exchange.bracket(ENTRY, STOP);
    exchange.until(1);
    expect(exchange.orders).toEqual(["2 Stop sell Working StandAlone"]);
  });

  it("is the same however often somebody looks", () => {
    const mids = ["100", "98", "101", "103", "94"];
    const [seldom, often] = [new ExchangeUnderTest(mids), new ExchangeUnderTest(mids)];
    for (const exchange of [seldom, often]) exchange.bracket(ENTRY, TARGET, STOP);
    seldom.until(5);
    for (const second of [1, 1, 2, 3, 4, 5]) often.until(second);
    expect(often.log).toEqual(seldom.log);
    expect(often.books).toEqual(seldom.books);
  });
});

describe("refusing related orders", () => {
  it.each([
    [
      "names the child, and drags the others down",
      [ENTRY, { ...TARGET, price: "98" }, STOP],
      ["OrderNotPlaced", "WrongSideOfRelatedOrder", "OrderNotPlaced"],
    ],
    [
      "names the stop on the wrong side",
      [ENTRY, TARGET, { ...STOP, price: "99.50" }],
      ["OrderNotPlaced", "OrderNotPlaced", "WrongSideOfRelatedOrder"],
    ],
    [
      "repeats for the entry that a child is too far away",
      [ENTRY, { ...TARGET, price: "148.51" }, STOP],
      ["TooFarFromEntryOrder", "TooFarFromEntryOrder", "OrderNotPlaced"],
    ],
    [
      "names the entry",
      [{ ...ENTRY, amount: "1.5" }, TARGET, STOP],
      ["IllegalAmount", "OrderNotPlaced", "OrderNotPlaced"],
    ],
    [
      "takes no child that goes the same way",
      [ENTRY, { ...STOP, side: "buy" }],
      ["OrderNotPlaced", "IllegalRequest"],
    ],
    ["takes no child that is larger", [ENTRY, { ...STOP, amount: "2" }], ["OrderNotPlaced", "IllegalAmount"]],
  ] as const)("%s", (_, [entry, ...children], codes) => {
    const exchange = new ExchangeUnderTest(["100"]);
    expect(exchange.bracket(entry, ...children)).toEqual(codes);
    expect(exchange.orders).toEqual([]);
    expect(exchange.log.map(({ status, subStatus }) => `${status}/${subStatus}`)).toEqual(
      codes.map(() => "Placed/Rejected"),
    );
  });

  it("measures the distance of children by instrument", () => {
    const rules = { ...DEFAULT_TRADING_RULES, childDistanceMaxOf: new Map([[INDEX.id, decimal("0.05")]]) };
    const exchange = new ExchangeUnderTest(["100"]);
    const bracket = { kind: "entry", entry: draft(ENTRY), children: [draft(TARGET)] } as const;
    expect(exchange.place(bracket, { rules })).toEqual(["TooFarFromEntryOrder", "TooFarFromEntryOrder"]);
    expect(exchange.place(bracket)).toEqual(["3", "4"]);
  });
});

describe("a pair", () => {
  it("ends the other order with a fill, and leaves it alone with a cancellation", () => {
    const filled = new ExchangeUnderTest(["100", "105.01"]);
    filled.order({});
    filled.pair(TARGET, STOP);
    filled.until(1);
    expect([filled.orders, filled.lots]).toEqual([[], []]);

    const cancelled = new ExchangeUnderTest(["100"]);
    cancelled.pair(TARGET, STOP);
    cancelled.cancel(idOf("1"));
    expect(cancelled.orders).toEqual(["2 Stop sell Working StandAlone"]);
  });

  it("cuts the other order by what one of both has filled", () => {
    const exchange = new ExchangeUnderTest(["100", "105.01"]);
    const parts = ["0.4", "0.6"].map(decimal);
    exchange.order({ amount: "10" });
    exchange.place(
      { kind: "pair", legs: [draft({ ...TARGET, amount: "10" }), draft({ ...STOP, amount: "10" })] },
      { scenario: { kind: "partial_fills", parts, everySeconds: 60 } },
    );
    exchange.until(1);
    expect([...exchange.books.orders.values()].map(({ amount }) => amount.toString())).toEqual(["10", "6"]);
    exchange.until(61);
    expect([exchange.orders, exchange.lots]).toEqual([[], []]);
  });

  it("ends the other order even if that is for more", () => {
    const exchange = new ExchangeUnderTest(["100", "105.01"]);
    exchange.pair(TARGET, { ...STOP, amount: "5" });
    exchange.until(1);
    expect(exchange.orders).toEqual([]);
  });

  it.each([
    ["the same price", { ...STOP, type: "Limit", price: "105" }, "TooCloseToOcoRelatedOrderPrice"],
    ["a limit below the stop", { ...STOP, type: "Stop", price: "99" }, "WrongSideOfRelatedOrder"],
  ])("is refused for %s", (_, other, code) => {
    const target = code === "WrongSideOfRelatedOrder" ? { ...TARGET, price: "98" } : TARGET;
    expect(new ExchangeUnderTest(["100"]).pair(target, other)).toEqual(["OrderNotPlaced", code]);
  });
});

describe("children for an order that works", () => {
  const attach = (exchange: ExchangeUnderTest, orderId: string, ...children: readonly Wanted[]) =>
    exchange.place({ kind: "attach", orderId: idOf(orderId), children: children.map(draft) });

  it("wait for it, one after the other", () => {
    const exchange = new ExchangeUnderTest(["100"]);
    exchange.order(ENTRY);
    expect(attach(exchange, "1", TARGET)).toEqual(["2"]);
    expect(attach(exchange, "1", STOP)).toEqual(["3"]);
    expect(exchange.orders).toEqual([
      "1 Limit buy Working IfDoneMaster",
      "2 Limit sell NotWorking IfDoneSlaveOco",
      "3 Stop sell NotWorking IfDoneSlaveOco",
    ]);
    expect(attach(exchange, "1", STOP)).toEqual(["IllegalRequest"]);
    expect(attach(exchange, "2", STOP)).toEqual(["IllegalRequest"]);
    expect(attach(exchange, "9", STOP)).toEqual(["OrderNotFound"]);
  });
});
