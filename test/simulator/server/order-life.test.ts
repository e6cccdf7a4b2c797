import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { timestamp } from "../../../src/core/domain/time.ts";
import type { SaxoUnderTest } from "../saxo-under-test.ts";
import { column, instant, numberAt, pick, rows, startSaxo, textAt } from "../saxo-under-test.ts";

const STOCK = { Uic: 211, AssetType: "Stock" };
const FX = { Uic: 21, AssetType: "FxSpot", Amount: 1000 };
const REST = { OrderType: "Limit", OrderDuration: { DurationType: "GoodTillCancel" } };

describe("the life of an order", () => {
  let saxo: SaxoUnderTest;
  beforeEach(async () => {
    saxo = await startSaxo();
  });
  afterEach(() => saxo.close());

  const statuses = async (orderId: string): Promise<string[]> => {
    const log = await saxo.activities(`OrderId=${orderId}`);
    return rows(log).map((row) => `${String(pick(row, "Status"))}/${String(pick(row, "SubStatus"))}`);
  };
  const quote = async (instrument: {
    Uic: number;
    AssetType: string;
  }): Promise<{ bid: number; ask: number }> => {
    const reply = await saxo.get(
      `/trade/v1/infoprices?Uic=${instrument.Uic}&AssetType=${instrument.AssetType}`,
    );
    return { bid: numberAt(reply, "Quote", "Bid"), ask: numberAt(reply, "Quote", "Ask") };
  };

  it("fills a market order at once, at the ask for a buy and at the bid for a sale", async () => {
    const bought = await saxo.order({ ExternalReference: "bot-1" });
    const { ask } = await quote({ Uic: 4913, AssetType: "CfdOnIndex" });
    expect(bought).toMatchObject({
      status: 200,
      json: { OrderId: "5000000001", ExternalReference: "bot-1" },
    });

    const sold = await saxo.order({ BuySell: "Sell" });
    const { bid } = await quote({ Uic: 4913, AssetType: "CfdOnIndex" });
    expect(sold.json).toEqual({ OrderId: "5000000002" });
    expect(saxo.simulator.snapshot().fills.map(({ price }) => price.toString())).toEqual([
      String(ask),
      String(bid),
    ]);
    expect(saxo.simulator.snapshot().positions).toEqual([]);
  });

  it("tells the order log the whole story of a fill", async () => {
    const placed = await saxo.order({ ExternalReference: "bot-1", BuySell: "Sell", Amount: 3 });
    const log = await saxo.activities();
    const [fill] = saxo.simulator.snapshot().fills;
    expect(await statuses(textAt(placed, "OrderId"))).toEqual([
      "Placed/Requested",
      "Placed/Confirmed",
      "FinalFill/Confirmed",
    ]);
    expect(rows(log).at(-1)).toMatchObject({
      ActivityTime: "2026-03-04T15:15:01.000000Z",
      Amount: 3,
      AveragePrice: Number(fill?.price.toString()),
      BuySell: "Sell",
      ExecutionPrice: Number(fill?.price.toString()),
      ExternalReference: "bot-1",
      FillAmount: 3,
      FilledAmount: 3,
      LogId: "900000003",
      OrderId: "5000000001",
      OrderType: "Market",
      PositionId: "5100000001",
      Status: "FinalFill",
      SubStatus: "Confirmed",
      Uic: 4913,
    });
  });

  it("shows an open position by its reference before the order log does", async () => {
    await saxo.order({ ExternalReference: "bot-1" });
    const positions = await saxo.get("/port/v1/positions/me");
    const log = await saxo.get("/cs/v1/audit/orderactivities");
    expect(column(positions, "PositionBase", "ExternalReference")).toEqual(["bot-1"]);
    expect(column(positions, "PositionBase", "SourceOrderId")).toEqual(["5000000001"]);
    expect(rows(log)).toEqual([]);
  });

  it("nets opposite trades at once and turns the position with what is left", async () => {
    await saxo.order({ Amount: 3 });
    await saxo.order({ BuySell: "Sell", Amount: 5 });
    const net = await saxo.get("/port/v1/netpositions/me");
    const balance = await saxo.get("/port/v1/balances/me");
    expect(column(net, "NetPositionBase", "Amount")).toEqual([-2]);
    expect(column(net, "NetPositionBase", "OpeningDirection")).toEqual(["Sell"]);
    expect(column(net, "NetPositionView", "CurrentPriceType")).toEqual(["Ask"]);
    expect(balance.json).toMatchObject({
      NetPositionsCount: 1,
      OpenPositionsCount: 1,
      ClosedPositionsCount: 1,
    });
  });

  it("rests a limit order below the market and shows it as working", async () => {
    const { ask } = await quote({ Uic: 21, AssetType: "FxSpot" });
    const placed = await saxo.order({ ...FX, ...REST, OrderPrice: 0.9, ExternalReference: "bot-2" });
    const orderId = textAt(placed, "OrderId");
    const working = await saxo.get("/port/v1/orders/me?Status=Working");
    expect(rows(working)).toHaveLength(1);
    expect(pick(working.json, "Data", 0)).toMatchObject({
      Amount: 1000,
      BuySell: "Buy",
      Duration: { DurationType: "GoodTillCancel" },
      ExternalReference: "bot-2",
      OpenOrderType: "Limit",
      OrderId: orderId,
      Price: 0.9,
      Status: "Working",
    });
    expect(ask).toBeGreaterThan(0.9);
    expect(await statuses(orderId)).toEqual(["Placed/Requested", "Placed/Confirmed"]);
  });

  it("fills a limit order at once when it is through the market, at the better price", async () => {
    const { ask } = await quote({ Uic: 4913, AssetType: "CfdOnIndex" });
    await saxo.order({ ...REST, OrderPrice: Math.round(ask + 500) });
    const [fill] = saxo.simulator.snapshot().fills;
    const later = await quote({ Uic: 4913, AssetType: "CfdOnIndex" });
    expect(Number(fill?.price.toString())).toBe(later.ask);
  });

  it("fills a resting order at the first second at which its price was there", async () => {
    const { bid } = await quote({ Uic: 4913, AssetType: "CfdOnIndex" });
    const limit = Math.round(bid) - 3;
    await saxo.order({ ...REST, OrderPrice: limit });
    const { market } = saxo.simulator;
    const instrument = market.find("CfdOnIndex", 4913);
    if (instrument === undefined) throw new Error("US500 is missing");
    const placedAt = saxo.clock.now();
    saxo.clock.advance(3_600_000);
    const [fill] = saxo.simulator.snapshot().fills;
    if (fill === undefined) throw new Error("the order did not fill within the hour");

    expect(Number(fill.price.toString())).toBeLessThanOrEqual(limit);
    expect(market.quote(instrument, fill.at).ask).toEqual(fill.price);
    const earlier = Array.from({ length: (fill.at - placedAt) / 1000 - 1 }, (_, second) =>
      Number(market.quote(instrument, timestamp(placedAt + (second + 1) * 1000)).ask.toString()),
    );
    expect(Math.min(Infinity, ...earlier)).toBeGreaterThan(limit);
  });

  it("cancels a working order, once", async () => {
    const orderId = textAt(await saxo.order({ ...FX, ...REST, OrderPrice: 0.9 }), "OrderId");
    saxo.clock.advance(1000);
    const path = `/trade/v2/orders/${orderId}?AccountKey=${encodeURIComponent(saxo.simulator.identity.accountKey)}`;
    const cancelled = await saxo.send("DELETE", path);
    saxo.clock.advance(1000);
    const again = await saxo.send("DELETE", path);
    expect(cancelled.json).toEqual({ Orders: [{ OrderId: orderId }] });
    expect(again).toMatchObject({
      status: 200,
      json: { Orders: [{ OrderId: orderId, ErrorInfo: { ErrorCode: "OrderNotFound" } }] },
    });
    expect(rows(await saxo.get("/port/v1/orders/me"))).toEqual([]);
    expect(await statuses(orderId)).toEqual(["Placed/Requested", "Placed/Confirmed", "Cancelled/Confirmed"]);
  });

  it("answers for one order with a list, which is empty when the order no longer works", async () => {
    const orderId = textAt(await saxo.order({ ...FX, ...REST, OrderPrice: 0.9 }), "OrderId");
    const filledId = textAt(await saxo.order(), "OrderId");
    const key = encodeURIComponent(saxo.simulator.identity.clientKey);
    expect(column(await saxo.get(`/port/v1/orders/${key}/${orderId}`), "OrderId")).toEqual([orderId]);
    expect(rows(await saxo.get(`/port/v1/orders/${key}/${filledId}`))).toEqual([]);
  });

  it("expires a day order with its session, at the close", async () => {
    const placed = await saxo.order({ ...STOCK, OrderType: "Limit", OrderPrice: 1 });
    saxo.clock.advance(12 * 3_600_000);
    const log = await saxo.activities(`OrderId=${textAt(placed, "OrderId")}`);
    expect(rows(log).at(-1)).toMatchObject({
      ActivityTime: "2026-03-04T21:00:00.000000Z",
      FilledAmount: 0,
      Status: "Expired",
      SubStatus: "Confirmed",
    });
    expect(rows(await saxo.get("/port/v1/orders/me"))).toEqual([]);
  });

  it.each(["2026-03-06", "2026-03-06T00:00", "2026-03-06T00:00:00.000"])(
    "expires an order good till %s when that day is over at the exchange",
    async (ExpirationDateTime) => {
      const OrderDuration = { DurationType: "GoodTillDate", ExpirationDateTime };
      await saxo.order({ ...STOCK, OrderType: "Limit", OrderPrice: 1, OrderDuration });
      saxo.clock.advance(4 * 86_400_000);
      expect(saxo.simulator.snapshot().activities.at(-1)).toMatchObject({
        status: "Expired",
        at: instant("2026-03-07T05:00:00Z"),
      });
    },
  );

  it("holds a market order for a closed exchange until the opening and fills it there", async () => {
    await saxo.close();
    saxo = await startSaxo({ startIso: "2026-03-07T12:00:00Z" }); // a Saturday
    await saxo.order({ ...STOCK, Amount: 2 });
    expect(column(await saxo.get("/port/v1/orders/me"), "Status")).toEqual(["Working"]);
    expect(pick((await saxo.get("/port/v1/orders/me")).json, "Data", 0, "Price")).toBeUndefined();
    saxo.clock.advance(3 * 86_400_000);
    const [fill] = saxo.simulator.snapshot().fills;
    expect(fill).toMatchObject({ at: instant("2026-03-09T13:30:00Z"), orderId: "5000000001" });
  });

  it("refuses a market order for a closed exchange where that is how it behaves", async () => {
    await saxo.close();
    saxo = await startSaxo({
      startIso: "2026-03-07T12:00:00Z",
      closedMarket: { currencies: "refuse", exchanges: "refuse" },
    });
    const refused = await saxo.order({ ...STOCK, Amount: 2 });
    expect(refused).toMatchObject({ status: 400, json: { ErrorInfo: { ErrorCode: "MarketClosed" } } });
    const rested = await saxo.order({ ...STOCK, Amount: 2, ...REST, OrderPrice: 1 });
    expect(rested.status).toBe(200);
  });
});
