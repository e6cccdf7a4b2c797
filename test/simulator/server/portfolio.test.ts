import { afterEach, describe, expect, it } from "vitest";
import type { SimulatorOptions } from "../../../src/simulator/simulator-options.ts";
import type { Reply, SaxoUnderTest } from "../saxo-under-test.ts";
import { column, numberAt, pick, rows, startSaxo, textAt } from "../saxo-under-test.ts";

let saxo: SaxoUnderTest;
afterEach(() => saxo.close());

const END_OF_DAY: Partial<SimulatorOptions> = {
  account: { nettingProfile: "FifoEndOfDay", isMarginTradingAllowed: true },
};
const PAIR = { Uic: 21, AssetType: "FxSpot", Amount: 10_000 };
const RESTS = { OrderDuration: { DurationType: "GoodTillCancel" } };
const clientKey = (): string => encodeURIComponent(saxo.simulator.identity.clientKey);

/** An entry far below the market with a target and a stop. */
async function placeEntryWithChildren(): Promise<readonly string[]> {
  const child = { ...saxo.orderBody(PAIR), ...RESTS, BuySell: "Sell" };
  const reply = await saxo.order({
    ...PAIR,
    ...RESTS,
    OrderType: "Limit",
    OrderPrice: 1.01,
    ExternalReference: "entry",
    Orders: [
      { ...child, OrderType: "Limit", OrderPrice: 1.2 },
      { ...child, OrderType: "Stop", OrderPrice: 0.9 },
    ],
  });
  return [
    textAt(reply, "OrderId"),
    textAt(reply, "Orders", 0, "OrderId"),
    textAt(reply, "Orders", 1, "OrderId"),
  ];
}

describe("open orders", () => {
  it("show children that wait for their entry inside it alone, and all of them when asked", async () => {
    saxo = await startSaxo();
    const [entry, target, stop] = await placeEntryWithChildren();
    const working = await saxo.get("/port/v1/orders/me");
    expect(column(working, "OrderId")).toEqual([entry]);
    expect(rows(working)[0]).toMatchObject({
      OpenOrderType: "Limit",
      OrderRelation: "IfDoneMaster",
      Price: 1.01,
      RelatedOpenOrders: [
        { Amount: 10_000, OpenOrderType: "Limit", OrderId: target, OrderPrice: 1.2, Status: "NotWorking" },
        { Amount: 10_000, OpenOrderType: "Stop", OrderId: stop, OrderPrice: 0.9, Status: "NotWorking" },
      ],
      Status: "Working",
    });
    const all = await saxo.get("/port/v1/orders/me?status=ALL");
    expect(column(all, "OrderId")).toEqual([entry, target, stop]);
    expect(column(all, "OrderRelation")).toEqual(["IfDoneMaster", "IfDoneSlaveOco", "IfDoneSlaveOco"]);
  });

  it("are found one by one at two addresses", async () => {
    saxo = await startSaxo();
    const [entry, target] = await placeEntryWithChildren();
    const byKey = await saxo.get(`/port/v1/orders/${clientKey()}/${target ?? ""}`);
    expect(column(byKey, "OrderId")).toEqual([target]);
    const details = await saxo.get(`/port/v1/orders/${entry ?? ""}/details?ClientKey=${clientKey()}`);
    expect(pick(details.json, "OrderId")).toBe(entry);
    expect((await saxo.get(`/port/v1/orders/1/details?ClientKey=${clientKey()}`)).status).toBe(404);
    expect((await saxo.get(`/port/v1/orders/1/details`)).status).toBe(400);
    expect(rows(await saxo.get(`/port/v1/orders/${clientKey()}/1`))).toEqual([]);
  });

  it("are asked for as working or all", async () => {
    saxo = await startSaxo();
    expect((await saxo.get("/port/v1/orders/me?Status=Filled")).status).toBe(400);
  });

  it("show no price without access to prices", async () => {
    saxo = await startSaxo();
    await placeEntryWithChildren();
    saxo.simulator.quotes.set("FxSpot:21", { priceType: "NoAccess" });
    expect(rows(await saxo.get("/port/v1/orders/me"))[0]).toMatchObject({
      CalculationReliability: "NoMarketAccess",
      CurrentPrice: 0,
      CurrentPriceType: "None",
    });
  });
});

describe("positions matched overnight", () => {
  it("stand against each other until then, with nothing closed", async () => {
    saxo = await startSaxo(END_OF_DAY);
    await saxo.order(PAIR);
    await saxo.order({ ...PAIR, BuySell: "Sell" });
    expect(column(await saxo.get("/port/v1/positions/me"), "PositionBase", "Amount")).toEqual([
      10_000, -10_000,
    ]);
    expect(rows(await saxo.get("/port/v1/netpositions/me"))[0]).toMatchObject({
      NetPositionBase: { Amount: 0, AmountLong: 10_000, AmountShort: -10_000, CanBeClosed: false },
      NetPositionView: { AverageOpenPrice: 0, Exposure: 0, PositionCount: 2, Status: "Square" },
    });
    expect(rows(await saxo.get("/port/v1/closedpositions/me"))).toEqual([]);
  });

  it("show the orders that would close them, and close by their id", async () => {
    saxo = await startSaxo(END_OF_DAY);
    await saxo.order(PAIR);
    const PositionId = textAt(await saxo.get("/port/v1/positions/me"), "Data", 0, "PositionId");
    const noRoot = Object.fromEntries(Object.keys(saxo.orderBody()).map((name) => [name, undefined]));
    const leg = saxo.orderBody({ ...PAIR, BuySell: "Sell" });
    const onPosition = (order: Record<string, unknown>): Promise<Reply> =>
      saxo.order({ ...noRoot, PositionId, Orders: [order] });
    await onPosition({ ...leg, ...RESTS, OrderType: "Stop", OrderPrice: 0.9 });
    const position = await saxo.get(`/port/v1/positions/${PositionId}?ClientKey=${clientKey()}`);
    expect(pick(position.json, "PositionBase", "RelatedOpenOrders")).toMatchObject([
      { OpenOrderType: "Stop", OrderPrice: 0.9, Status: "Working" },
    ]);
    const net = await saxo.get(`/port/v1/netpositions/EURUSD__FxSpot?ClientKey=${clientKey()}`);
    expect(numberAt(net, "NetPositionBase", "NumberOfRelatedOrders")).toBe(1);
    expect((await onPosition(leg)).status).toBe(200);
    expect(column(await saxo.get("/port/v1/closedpositions/me"), "ClosedPosition", "ClosingMethod")).toEqual([
      "Explicit",
    ]);
  });
});

describe("the field group ExchangeInfo", () => {
  it.each(["orders", "positions", "netpositions", "closedpositions"])("adds Exchange to %s", async (list) => {
    saxo = await startSaxo();
    const stock = { Uic: 211, AssetType: "Stock", Amount: 10 };
    await saxo.order(stock);
    await saxo.order({ ...stock, Amount: 4, BuySell: "Sell" });
    await saxo.order({ ...stock, OrderType: "Limit", OrderPrice: 0.01 });
    const [row] = rows(await saxo.get(`/port/v1/${list}/me?FieldGroups=ExchangeInfo`));
    expect(pick(row, "Exchange")).toEqual({
      Description: "NASDAQ",
      ExchangeId: "NASDAQ",
      IsOpen: true,
      TimeZoneId: "3",
    });
    expect(row).not.toHaveProperty("ExchangeInfo");
  });
});

describe("positions matched at once", () => {
  it("tell the costs, rates and value dates of both ends when asked", async () => {
    saxo = await startSaxo();
    const stock = { Uic: 211, AssetType: "Stock", Amount: 10 };
    await saxo.order(stock);
    await saxo.order({ ...stock, BuySell: "Sell" });
    const [row] = rows(await saxo.get("/port/v1/closedpositions/me?FieldGroups=ClosedPositionDetails"));
    const commission = { Commission: expect.any(Number) as number };
    expect(pick(row, "ClosedPositionDetails")).toEqual({
      CostClosing: commission,
      CostClosingInBaseCurrency: commission,
      CostOpening: commission,
      CostOpeningInBaseCurrency: commission,
      CurrencyConversionRateInstrumentToBaseClosing: 1,
      CurrencyConversionRateInstrumentToBaseOpening: 1,
      ValueDateClose: expect.stringMatching(/^\d{4}-\d{2}-\d{2}T00:00:00\.000000Z$/) as string,
      ValueDateOpen: expect.stringMatching(/^\d{4}-\d{2}-\d{2}T00:00:00\.000000Z$/) as string,
    });
    expect(Number(pick(row, "ClosedPositionDetails", "CostOpening", "Commission"))).toBeLessThan(0);
  });

  it("leave a row for what was closed, with references and costs of both ends", async () => {
    saxo = await startSaxo();
    await saxo.order({ Uic: 211, AssetType: "Stock", Amount: 10, ExternalReference: "in" });
    await saxo.order({ Uic: 211, AssetType: "Stock", Amount: 4, BuySell: "Sell", ExternalReference: "out" });
    const reply = await saxo.get("/port/v1/closedpositions/me?FieldGroups=ClosedPosition,DisplayAndFormat");
    const [row] = rows(reply);
    const openPrice = Number(pick(row, "ClosedPosition", "OpenPrice"));
    const closingPrice = Number(pick(row, "ClosedPosition", "ClosingPrice"));
    expect(pick(reply.json, "__count")).toBe(1);
    expect(row).toMatchObject({
      ClosedPosition: {
        Amount: 4,
        BuyOrSell: "Buy",
        ClosingExternalReferenceId: "out",
        ClosingMarketValue: Number((4 * closingPrice).toFixed(2)),
        ClosingMethod: "Fifo",
        CostClosing: -1,
        OpeningExternalReferenceId: "in",
      },
      DisplayAndFormat: { Symbol: "AAPL:xnas" },
      NetPositionId: "AAPL:xnas__Stock",
    });
    expect(pick(row, "ClosedPosition", "ClosedProfitLoss")).toBeCloseTo(4 * (closingPrice - openPrice), 6);
    const id = textAt(reply, "Data", 0, "ClosedPositionUniqueId");
    expect(id).toBe(
      `${textAt(reply, "Data", 0, "ClosedPosition", "OpeningPositionId")}-${textAt(reply, "Data", 0, "ClosedPosition", "ClosingPositionId")}`,
    );
    const single = await saxo.get(`/port/v1/closedpositions/${id}?ClientKey=${clientKey()}`);
    expect(pick(single.json, "ClosedPosition")).toEqual(pick(row, "ClosedPosition"));
  });

  it("are nothing under an unknown id", async () => {
    saxo = await startSaxo();
    for (const path of ["positions/1", "netpositions/EURUSD__FxSpot", "closedpositions/1-2"]) {
      expect((await saxo.get(`/port/v1/${path}?ClientKey=${clientKey()}`)).status).toBe(404);
      expect((await saxo.get(`/port/v1/${path}`)).status).toBe(400);
      expect((await saxo.get(`/port/v1/${path}?ClientKey=foreign`)).status).toBe(401);
    }
  });

  it("may be an empty bare array, as seen on LIVE", async () => {
    saxo = await startSaxo({ listsAsSeenBare: true });
    expect((await saxo.get("/port/v1/closedpositions/me")).json).toEqual([]);
  });

  it("show no price and no result without access to prices", async () => {
    saxo = await startSaxo();
    await saxo.order(PAIR);
    saxo.simulator.quotes.set("FxSpot:21", { priceType: "NoAccess" });
    const unpriced = { CalculationReliability: "NoMarketAccess", CurrentPrice: 0, ProfitLossOnTrade: 0 };
    expect(rows(await saxo.get("/port/v1/positions/me"))[0]).toMatchObject({ PositionView: unpriced });
    expect(rows(await saxo.get("/port/v1/netpositions/me"))[0]).toMatchObject({ NetPositionView: unpriced });
    expect(textAt(await saxo.get("/port/v1/balances/me"), "CalculationReliability")).toBe("NoMarketAccess");
  });
});

describe("exposure", () => {
  it("is one currency for another where a pair is held, all in bare arrays", async () => {
    saxo = await startSaxo();
    await saxo.order(PAIR);
    const position = await saxo.get("/port/v1/positions/me");
    const paid = Number((10_000 * numberAt(position, "Data", 0, "PositionBase", "OpenPrice")).toFixed(2));
    const { json: currencies } = await saxo.get("/port/v1/exposure/currency/me");
    expect(currencies).toEqual([
      { Amount: 100_000 - paid, Currency: "USD" },
      { Amount: 10_000, Currency: "EUR" },
    ]);
    const quote = await saxo.get("/trade/v1/infoprices?Uic=21&AssetType=FxSpot");
    const inDollars = Number((10_000 * numberAt(quote, "Quote", "Mid")).toFixed(2));
    expect((await saxo.get("/port/v1/exposure/fxspot/me")).json).toEqual([
      { Amount: 10_000, AmountInCalculationEntityCurrency: inDollars, Currency: "EUR" },
      { Amount: -paid, AmountInCalculationEntityCurrency: -paid, Currency: "USD" },
    ]);
    expect((await saxo.get("/port/v1/exposure/instruments/me")).json).toMatchObject([
      { Amount: 10_000, AssetType: "FxSpot", NetPositionId: "EURUSD__FxSpot" },
    ]);
  });

  it.each(["currency", "instruments", "fxspot"])(
    "of %s is also asked for by the client's key",
    async (kind) => {
      saxo = await startSaxo();
      await saxo.order(PAIR);
      const mine = await saxo.get(`/port/v1/exposure/${kind}/me`);
      expect((await saxo.get(`/port/v1/exposure/${kind}?ClientKey=${clientKey()}`)).json).toEqual(mine.json);
      expect((await saxo.get(`/port/v1/exposure/${kind}`)).status).toBe(400);
      expect((await saxo.get(`/port/v1/exposure/${kind}?ClientKey=other`)).status).toBe(401);
    },
  );

  it("binds margin by groups of products", async () => {
    saxo = await startSaxo();
    await saxo.order(PAIR);
    await saxo.order();
    const overview = await saxo.get(`/port/v1/balances/marginoverview?ClientKey=${clientKey()}`);
    const balances = await saxo.get("/port/v1/balances/me?FieldGroups=MarginOverview");
    const types = [0, 1].map((group) => textAt(overview, "Groups", group, "GroupType"));
    const sum = [0, 1].reduce(
      (total, group) => total + numberAt(overview, "Groups", group, "TotalMargin"),
      0,
    );
    expect(types).toEqual(["FX", "CFDs"]);
    expect(numberAt(balances, "MarginUsedByCurrentPositions")).toBeCloseTo(-sum, 6);
    expect(pick(balances.json, "MarginOverview")).toEqual(overview.json);
  });
});

describe("activities of the client", () => {
  it("are told for orders and for positions, in pages", async () => {
    saxo = await startSaxo();
    await saxo.order({ ...PAIR, ExternalReference: "mine" });
    saxo.clock.advance(3000);
    const path = "/ens/v1/activities?Activities=Orders,Positions";
    const all = await saxo.get(path);
    expect(rows(all).map((row) => [pick(row, "ActivityType"), pick(row, "Status")])).toEqual([
      ["Orders", "Placed"],
      ["Orders", "Placed"],
      ["Orders", "FinalFill"],
      ["Positions", undefined],
    ]);
    expect(new Set(column(all, "ExternalReference"))).toEqual(new Set(["mine"]));
    const first = await saxo.get(`${path}&$top=2`);
    const second = await saxo.get(textAt(first, "__next"));
    expect([...rows(first), ...rows(second)]).toEqual(rows(all));
    const since = await saxo.get(`${path}&SequenceId=${textAt(first, "Data", 1, "SequenceId")}`);
    expect(column(since, "ActivityType")).toEqual(["Orders", "Positions"]);
  });

  it.each([
    "",
    "?Activities=Dreams",
    "?Activities=Orders&FromDateTime=yesterday",
    "?Activities=Orders&SequenceId=x",
    "?Activities=Orders&SourceOrderId=x",
    "?Activities=Orders&$top=0",
  ])("are not told for %j", async (query) => {
    saxo = await startSaxo();
    expect((await saxo.get(`/ens/v1/activities${query}`)).status).toBe(400);
  });

  it("are kept for two weeks", async () => {
    saxo = await startSaxo();
    await saxo.order();
    saxo.clock.advance(15 * 86_400_000);
    const { json } = await saxo.get("/ens/v1/activities?Activities=Orders&FromDateTime=2026-01-01T00:00:00Z");
    expect(json).toEqual({ __count: 0, Data: [] });
  });
});

describe("a cash account", () => {
  it("is offered nothing on margin", async () => {
    saxo = await startSaxo({ account: { nettingProfile: "FifoRealTime", isMarginTradingAllowed: false } });
    const details = await saxo.get("/ref/v1/instruments/details/21/FxSpot");
    expect(details.json).toMatchObject({ IsTradable: false, TradableOn: [], TradingStatus: "NonTradable" });
    const hidden = await saxo.get("/ref/v1/instruments?Uics=21,211");
    expect(column(hidden, "AssetType")).toEqual(["Stock"]);
    const shown = await saxo.get("/ref/v1/instruments?Uics=21,211&IncludeNonTradable=true");
    expect(column(shown, "AssetType")).toEqual(["Stock", "CfdOnStock", "FxSpot"]);
  });
});
