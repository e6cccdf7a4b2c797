import { describe, expect, it } from "vitest";
import { decimal } from "../../../src/core/domain/decimal.ts";
import { instant } from "../saxo-under-test.ts";
import type { AccountTerms, NettingProfile } from "../../../src/simulator/exchange/books.ts";
import { DEFAULT_TRADING_RULES } from "../../../src/simulator/exchange/trading-rules.ts";
import type { Wanted } from "./exchange-under-test.ts";
import { draft, ExchangeUnderTest, idOf } from "./exchange-under-test.ts";
import { INDEX, SHARE } from "./scripted-market.ts";

const netting = (nettingProfile: NettingProfile): { readonly account: AccountTerms } => ({
  account: { nettingProfile, isMarginTradingAllowed: true },
});
const NIGHT = instant("2026-03-04T22:30:00Z");
const NEXT_NIGHT = instant("2026-03-05T22:30:00Z");

/** Buys 3, then 1 more for 2 dearer, and sells 2. */
function traded(nettingProfile: NettingProfile): ExchangeUnderTest {
  const exchange = new ExchangeUnderTest(["100", "102", "104"], netting(nettingProfile));
  exchange.order({ amount: "3", reference: "first" });
  exchange.until(1);
  exchange.order({ amount: "1", reference: "second" });
  exchange.until(2);
  exchange.order({ side: "sell", amount: "2", reference: "out" });
  return exchange;
}

const closed = (exchange: ExchangeUnderTest): readonly unknown[] =>
  [...exchange.books.closedPositions.values()].map((one) => [
    one.amount.toString(),
    one.openPrice.toString(),
    one.closingPrice.toString(),
    one.method,
    one.openingReference,
    one.closingReference,
  ]);

describe("netting", () => {
  it("closes the oldest lot at once, lot by lot", () => {
    const exchange = traded("FifoRealTime");
    expect(exchange.lots).toEqual(["1 at 100.01", "1 at 102.01"]);
    expect(closed(exchange)).toEqual([["2", "100.01", "103.99", "Fifo", "first", "out"]]);
    expect(exchange.books.cash.toString()).toBe("100007.96");
  });

  it("closes at one average price", () => {
    const exchange = traded("AverageRealTime");
    expect(exchange.lots).toEqual(["2 at 100.51"]);
    expect(closed(exchange)).toEqual([["2", "100.51", "103.99", "Fifo", "first", "out"]]);
    expect(exchange.books.cash.toString()).toBe("100006.96");
  });

  it("keeps both sides open until the night, then matches them, and forgets that the night after", () => {
    const exchange = traded("FifoEndOfDay");
    expect([exchange.lots, closed(exchange)]).toEqual([["3 at 100.01", "1 at 102.01", "-2 at 103.99"], []]);
    expect(exchange.books.cash.toString()).toBe("100000");
    exchange.settleAt(NIGHT);
    expect(exchange.lots).toEqual(["1 at 100.01", "1 at 102.01"]);
    expect(closed(exchange)).toEqual([["2", "100.01", "103.99", "Fifo", "first", "out"]]);
    expect(exchange.books.cash.toString()).toBe("100007.96");
    exchange.settleAt(NEXT_NIGHT);
    expect(closed(exchange)).toEqual([]);
  });

  it("forgets in the night what was closed by day", () => {
    const exchange = traded("FifoRealTime");
    exchange.settleAt(NIGHT);
    expect(exchange.books.closedPositions.size).toBe(0);
  });

  it("leaves a position that was forced open alone", () => {
    const exchange = new ExchangeUnderTest(["100"], netting("FifoEndOfDay"));
    exchange.place({ kind: "entry", entry: { ...draft({}), isForceOpen: true }, children: [] });
    exchange.order({ side: "sell" });
    exchange.settleAt(NIGHT);
    expect(exchange.lots).toEqual(["1 at 100.01", "-1 at 99.99"]);
  });
});

describe("closing a position by its id", () => {
  const POSITION = "5100000001";
  const close = (exchange: ExchangeUnderTest, ...legs: readonly Wanted[]): readonly string[] =>
    exchange.place({ kind: "close", positionId: POSITION, legs: legs.map(draft) });
  const opened = (profile: NettingProfile, mids: readonly string[] = ["100"]): ExchangeUnderTest => {
    const exchange = new ExchangeUnderTest(mids, netting(profile));
    exchange.order({ amount: "3" });
    return exchange;
  };

  it("closes it at once where positions net overnight", () => {
    const exchange = opened("FifoEndOfDay");
    expect(close(exchange, { side: "sell", amount: "2" })).toEqual(["2"]);
    expect(exchange.lots).toEqual(["1 at 100.01"]);
    expect(closed(exchange)).toEqual([["2", "100.01", "99.99", "Explicit", undefined, undefined]]);
    expect(exchange.books.cash.toString()).toBe("99999.96");
  });

  it("lets a target and a stop wait for it, and ends what has nothing left to close", () => {
    const exchange = opened("FifoEndOfDay", ["100", "105.3"]);
    close(exchange, { side: "sell", amount: "3", type: "Limit", price: "105" });
    close(exchange, { side: "sell", amount: "3", type: "Stop", price: "95" });
    expect(exchange.orders).toEqual(["2 Limit sell Working Oco", "3 Stop sell Working Oco"]);
    exchange.until(1);
    expect([exchange.orders, exchange.lots]).toEqual([[], []]);
  });

  it("cuts an order to what is left of the position", () => {
    const exchange = opened("FifoEndOfDay");
    close(exchange, { side: "sell", amount: "3", type: "Stop", price: "95" });
    close(exchange, { side: "sell", amount: "1" });
    expect(exchange.books.orders.get(idOf("2"))?.amount.toString()).toBe("2");
    close(exchange, { side: "sell", amount: "2" });
    expect([exchange.orders, exchange.lots]).toEqual([[], []]);
  });

  it("cuts and ends what waits to close a position that the night has matched with another", () => {
    const exchange = opened("FifoEndOfDay");
    close(exchange, { side: "sell", amount: "3", type: "Limit", price: "1005" });
    close(exchange, { side: "sell", amount: "3", type: "Stop", price: "5" });
    exchange.order({ side: "sell", amount: "2" });
    exchange.settleAt(NIGHT);
    const left = [...exchange.books.orders.values()].map(({ amount }) => amount.toString());
    expect([exchange.lots, left]).toEqual([["1 at 100.01"], ["1", "1"]]);
    exchange.order({ side: "sell", amount: "1" });
    exchange.settleAt(NEXT_NIGHT);
    expect([exchange.lots, exchange.orders]).toEqual([[], []]);
  });

  it.each<[string, NettingProfile, Wanted, string]>([
    [
      "an account that nets at once",
      "FifoRealTime",
      { side: "sell" },
      "RelatedOrClosingOrderNotAllowedForIntradayNettingClients",
    ],
    [
      "an account that averages",
      "AverageRealTime",
      { side: "sell" },
      "RelatedOrClosingOrderNotAllowedForIntradayNettingClients",
    ],
    ["the wrong side", "FifoEndOfDay", { side: "buy" }, "OrderRelatedPositionMissMatch"],
    ["more than there is", "FifoEndOfDay", { side: "sell", amount: "4" }, "OrderRelatedPositionMissMatch"],
    ["another instrument", "FifoEndOfDay", { side: "sell", of: SHARE }, "OrderRelatedPositionMissMatch"],
  ])("is refused for %s", (_, profile, wanted, code) => {
    expect(close(opened(profile), wanted)).toEqual([code]);
  });

  it("tells a position that is closed from one that never was", () => {
    const exchange = opened("FifoEndOfDay");
    close(exchange, { side: "sell", amount: "3" });
    expect(close(exchange, { side: "sell" })).toEqual(["OrderRelatedPositionIsClosed"]);
    expect(close(new ExchangeUnderTest(["100"], netting("FifoEndOfDay")), { side: "sell" })).toEqual([
      "RelatedPositionNotFound",
    ]);
  });

  it("is what the children of an entry do once it has filled", () => {
    const exchange = new ExchangeUnderTest(["100", "94"], netting("FifoEndOfDay"));
    exchange.bracket({}, { side: "sell", type: "Stop", price: "95" });
    exchange.until(1);
    expect(exchange.lots).toEqual([]);
    expect(closed(exchange)).toMatchObject([["1", "100.01", "93.99", "Explicit", undefined, undefined]]);
  });
});

describe("what an account may do", () => {
  const CASH_ACCOUNT = {
    account: { nettingProfile: "FifoRealTime", isMarginTradingAllowed: false },
  } as const;

  it("trades only what is paid in full on a cash account, and sells only what it owns", () => {
    const exchange = new ExchangeUnderTest(["100"], CASH_ACCOUNT);
    const sale = { side: "sell", of: SHARE } as const;
    expect(exchange.order({})).toBe("InstrumentNotAllowed");
    expect(exchange.order({ ...sale, amount: "1" })).toBe("NotOwned");
    expect(exchange.order({ of: SHARE, amount: "10" })).toBe("3");
    expect(exchange.order({ ...sale, amount: "8", type: "Limit", price: "200" })).toBe("4");
    expect(exchange.order({ ...sale, amount: "3" })).toBe("SellOrdersAlreadyExistForOwnedContracts");
    expect(exchange.order({ ...sale, amount: "11" })).toBe("NotOwned");
    expect(exchange.order({ of: SHARE, amount: "999" })).toBe("InsufficientCash");
  });

  it("counts a pair of sales once", () => {
    const exchange = new ExchangeUnderTest(["100"]);
    exchange.order({ of: SHARE, amount: "10" });
    const leg = { side: "sell", of: SHARE, amount: "10" } as const;
    const legs = [
      { ...leg, type: "Limit", price: "120" },
      { ...leg, type: "StopIfTraded", price: "90" },
    ] as const;
    expect(exchange.pair(...legs)).toEqual(["2", "3"]);
    expect(exchange.change(idOf("3"), { ...legs[1], price: "91" })).toBe("changed");
    expect(exchange.order({ ...leg, amount: "1" })).toBe("SellOrdersAlreadyExistForOwnedContracts");
  });

  const rules = {
    ...DEFAULT_TRADING_RULES,
    passiveDistanceMax: decimal("0.2"),
    aggressiveDistanceMax: decimal("0.1"),
    shortTradeDisabled: new Set([INDEX.id]),
    sellsOnlySettled: true,
  };

  it.each<[string, Wanted, string]>([
    ["a sale of what cannot be sold short", { side: "sell" }, "ShortTradeDisabled"],
    ["a limit that is too far away", { type: "Limit", price: "80" }, "TooFarFromMarket"],
    ["a limit that is too far through", { type: "Limit", price: "111" }, "PriceExceedsAggressiveTolerance"],
  ])("can be bound further: it refuses %s", (_, wanted, code) => {
    expect(new ExchangeUnderTest(["100"]).order(wanted, { rules })).toBe(code);
    expect(new ExchangeUnderTest(["100"]).order(wanted)).toBe("1");
  });

  it("can be kept from selling what is not settled", () => {
    const exchange = new ExchangeUnderTest(["100"]);
    exchange.order({ of: SHARE, amount: "10" });
    const sale = { side: "sell", of: SHARE, amount: "10" } as const;
    expect(exchange.order(sale, { rules })).toBe("SellExceedsSettledExposure");
    exchange.settleAt(instant("2026-03-06T12:00:00Z"));
    expect(exchange.order(sale, { rules })).toBe("3");
  });

  it("refuses an order that is worth too little", () => {
    const exchange = new ExchangeUnderTest(["100"]);
    const small = { ...SHARE, minimumOrderValue: decimal("50") };
    expect(exchange.order({ of: small, type: "Limit", price: "49" })).toBe("OrderValueToSmall");
    expect(exchange.order({ of: small, type: "Limit", price: "50" })).toBe("2");
  });
});
