import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { assert } from "../../../src/core/domain/assert.ts";
import type { SaxoUnderTest } from "../saxo-under-test.ts";
import { fieldsOf, column, instant, numberAt, pick, rows, startSaxo, textAt } from "../saxo-under-test.ts";

const US500 = "Uic=4913&AssetType=CfdOnIndex";

describe("prices", () => {
  let saxo: SaxoUnderTest;
  beforeEach(async () => {
    saxo = await startSaxo();
  });
  afterEach(() => saxo.close());

  it("shows the market's quote, tradable while it is open", async () => {
    const { market } = saxo.simulator;
    const instrument = market.find("CfdOnIndex", 4913);
    assert(instrument !== undefined, "US500 exists");
    const { bid, ask, mid } = market.quote(instrument, saxo.clock.now());
    expect((await saxo.get(`/trade/v1/infoprices?${US500}`)).json).toEqual({
      AssetType: "CfdOnIndex",
      LastUpdated: "2026-03-04T15:15:00.000000Z",
      Quote: {
        Amount: 1,
        Ask: Number(ask.toString()),
        Bid: Number(bid.toString()),
        DelayedByMinutes: 0,
        ErrorCode: "None",
        MarketState: "Open",
        Mid: Number(mid.toString()),
        PriceTypeAsk: "Tradable",
        PriceTypeBid: "Tradable",
      },
      Uic: 4913,
    });
  });

  it("shows the last quote as old while the exchange is closed", async () => {
    await saxo.close();
    saxo = await startSaxo({ startIso: "2026-03-07T12:00:00Z" });
    const groups = "FieldGroups=Quote,InstrumentPriceDetails";
    const reply = await saxo.get(`/trade/v1/infoprices?Uic=211&AssetType=Stock&${groups}`);
    expect(reply.json).toMatchObject({
      InstrumentPriceDetails: { IsMarketOpen: false, ShortTradeDisabled: true },
      Quote: { MarketState: "Closed", PriceTypeAsk: "OldIndicative", PriceTypeBid: "OldIndicative" },
    });
    expect(textAt(reply, "LastUpdated") <= "2026-03-06T21:00:00.000000Z").toBe(true);
  });

  it("lists several instruments of one asset type, an unknown one as an error of its row", async () => {
    const reply = await saxo.get("/trade/v1/infoprices/list?Uics=100001,99,4913&AssetType=CfdOnIndex");
    expect(column(reply, "Uic")).toEqual([100001, 99, 4913]);
    expect(column(reply, "ErrorCode")).toEqual([undefined, "IllegalInstrumentId", undefined]);
    expect(column(reply, "Quote", "PriceTypeBid")).toEqual(["Tradable", undefined, "Tradable"]);
  });

  it.each([
    ["infoprices/list?Uics=21,21&AssetType=FxSpot", 400, "UicsInListNotUnique"],
    ["infoprices/list?Uics=x&AssetType=FxSpot", 400, "InvalidRequest"],
    ["infoprices/list?Uics=21", 400, "InvalidModelState"],
    ["infoprices?Uic=99&AssetType=FxSpot", 404, "IllegalInstrumentId"],
    ["infoprices?AssetType=FxSpot", 400, "InvalidUic"],
  ])("answers %s with %i %s", async (path, status, code) => {
    const reply = await saxo.get(`/trade/v1/${path}`);
    expect({ status: reply.status, code: pick(reply.json, "ErrorCode") }).toEqual({ status, code });
  });

  it("shows no price without access, and trades all the same", async () => {
    saxo.simulator.quotes.set("CfdOnIndex:4913", { priceType: "NoAccess" });
    expect((await saxo.get(`/trade/v1/infoprices?${US500}`)).json).toEqual({
      AssetType: "CfdOnIndex",
      LastUpdated: "0001-01-01T00:00:00Z",
      Quote: {
        Amount: 0,
        DelayedByMinutes: 0,
        ErrorCode: "None",
        PriceTypeAsk: "NoAccess",
        PriceTypeBid: "NoAccess",
      },
      Uic: 4913,
    });
    expect((await saxo.get(`/chart/v3/charts?${US500}&Horizon=5`)).status).toBe(403);
    expect((await saxo.order()).status).toBe(200);
  });

  it("shows the price of a while ago as delayed", async () => {
    const then = numberAt(await saxo.get(`/trade/v1/infoprices?${US500}`), "Quote", "Bid");
    saxo.clock.advance(15 * 60_000);
    saxo.simulator.quotes.set("CfdOnIndex:4913", { delayedByMinutes: 15 });
    const { json } = await saxo.get(`/trade/v1/infoprices?${US500}`);
    expect(json).toMatchObject({ Quote: { Bid: then, DelayedByMinutes: 15, PriceTypeBid: "Indicative" } });
    saxo.simulator.quotes.clear("CfdOnIndex:4913");
    const { json: present } = await saxo.get(`/trade/v1/infoprices?${US500}`);
    expect(present).toMatchObject({ Quote: { DelayedByMinutes: 0, PriceTypeBid: "Tradable" } });
  });

  it.each(["Indicative", "OldIndicative"] as const)(
    "shows a quote as %s, stale or in another state when told",
    async (priceType) => {
      const updatedAt = instant("2026-03-04T15:00:00Z");
      saxo.simulator.quotes.set("CfdOnIndex:4913", { priceType, updatedAt, marketState: "OpeningAuction" });
      expect((await saxo.get(`/trade/v1/infoprices?${US500}`)).json).toMatchObject({
        LastUpdated: "2026-03-04T15:00:00.000000Z",
        Quote: { MarketState: "OpeningAuction", PriceTypeAsk: priceType, PriceTypeBid: priceType },
      });
    },
  );
});

describe("charts", () => {
  let saxo: SaxoUnderTest;
  beforeEach(async () => {
    saxo = await startSaxo();
  });
  afterEach(() => saxo.close());

  it("gives bars of bid and ask whose mids are the market's, oldest first, the last one forming", async () => {
    saxo.clock.advance(60_000);
    const { market } = saxo.simulator;
    const instrument = market.find("CfdOnIndex", 4913);
    assert(instrument !== undefined, "US500 exists");
    const bars = market.bars(instrument, { barMinutes: 5, count: 25 }, saxo.clock.now());
    const reply = await saxo.get(`/chart/v3/charts?${US500}&Horizon=5&Count=25`);
    expect(column(reply, "Time").at(-1)).toBe("2026-03-04T15:15:00.000000Z");
    const mids = rows(reply).map((row) =>
      Number(((Number(pick(row, "CloseBid")) + Number(pick(row, "CloseAsk"))) / 2).toFixed(2)),
    );
    expect(mids).toEqual(bars.map(({ close }) => close));
    expect(numberAt(reply, "Data", 0, "CloseAsk") - numberAt(reply, "Data", 0, "CloseBid")).toBeCloseTo(
      0.4,
      6,
    );
  });

  it("gives traded prices with volume for shares", async () => {
    const reply = await saxo.get("/chart/v3/charts?Uic=211&AssetType=Stock&Horizon=60&Count=2");
    expect(rows(reply)).toHaveLength(2);
    expect([...fieldsOf(rows(reply)[0]).keys()]).toEqual([
      "Close",
      "High",
      "Interest",
      "Low",
      "Open",
      "Volume",
      "Time",
    ]);
  });

  it("gives a contract on a share both kinds of prices", async () => {
    const reply = await saxo.get("/chart/v3/charts?Uic=211&AssetType=CfdOnStock&Horizon=60&Count=1");
    const [bar] = rows(reply);
    expect(Number(pick(bar, "CloseAsk")) - Number(pick(bar, "CloseBid"))).toBeCloseTo(0.02, 6);
    expect(pick(bar, "Close")).toBeGreaterThan(Number(pick(bar, "CloseBid")));
    expect(pick(bar, "Volume")).toBeGreaterThan(0);
  });

  it("ends where the prices end that the user is entitled to", async () => {
    saxo.clock.advance(20 * 60_000);
    saxo.simulator.quotes.set("CfdOnIndex:4913", { delayedByMinutes: 15 });
    const reply = await saxo.get(`/chart/v3/charts?${US500}&Horizon=1&Count=2&FieldGroups=Data,ChartInfo`);
    expect(column(reply, "Time")).toEqual(["2026-03-04T15:19:00.000000Z", "2026-03-04T15:20:00.000000Z"]);
    expect(numberAt(reply, "ChartInfo", "DelayedByMinutes")).toBe(15);
  });

  it("pages back and forth with ends included", async () => {
    const times = column(await saxo.get(`/chart/v3/charts?${US500}&Horizon=60&Count=5`), "Time");
    const middle = `Time=${String(times[2])}`;
    const back = await saxo.get(`/chart/v3/charts?${US500}&Horizon=60&Count=2&Mode=UpTo&${middle}`);
    const forth = await saxo.get(`/chart/v3/charts?${US500}&Horizon=60&Count=2&mode=from&${middle}`);
    expect(column(back, "Time")).toEqual(times.slice(1, 3));
    expect(column(forth, "Time")).toEqual(times.slice(2, 4));
  });

  it("adds what it is asked for and leaves out what it is not", async () => {
    const info = await saxo.get(
      `/chart/v3/charts?${US500}&Horizon=1440&FieldGroups=ChartInfo,DisplayAndFormat`,
    );
    expect(pick(info.json, "Data")).toBeUndefined();
    expect(info.json).toMatchObject({
      ChartInfo: { DelayedByMinutes: 0, Horizon: 1440 },
      DisplayAndFormat: { Currency: "USD", Symbol: "US500.I" },
    });
    expect(pick(info.json, "DisplayAndFormat")).not.toHaveProperty("OrderDecimals");
  });

  it.each([
    "Horizon=7",
    "Horizon=5&Count=1201",
    "Horizon=5&Count=0",
    "Horizon=5&Time=2026-03-04",
    "Horizon=5&Time=now&Mode=From",
  ])("refuses %s", async (query) => {
    const reply = await saxo.get(`/chart/v3/charts?${US500}&${query}`);
    expect([reply.status, pick(reply.json, "ErrorCode")]).toEqual([400, "InvalidModelState"]);
  });
});

describe("instruments", () => {
  let saxo: SaxoUnderTest;
  beforeEach(async () => {
    saxo = await startSaxo();
  });
  afterEach(() => saxo.close());

  it("says what orders an instrument takes", async () => {
    const groups = "FieldGroups=SupportedOrderTypeSettings";
    const reply = await saxo.get(`/ref/v1/instruments/details/21/FxSpot?${groups}`);
    expect(reply.json).toMatchObject({
      IsTradable: true,
      MinimumTradeSize: 1000,
      SupportedOrderTypes: ["Market", "Limit", "Stop", "TrailingStop", "StopLimit"],
      SupportedOrderTypeSettings: [
        { OrderType: "Market", DurationTypes: ["DayOrder"] },
        ...["Limit", "Stop", "TrailingStop", "StopLimit"].map((OrderType) => ({
          OrderType,
          DurationTypes: ["DayOrder", "GoodTillCancel", "GoodTillDate"],
        })),
      ],
      Symbol: "EURUSD",
      TradableOn: [saxo.simulator.identity.id],
    });
  });

  it("lists several, and every asset type of a number when none is named", async () => {
    const reply = await saxo.get("/ref/v1/instruments/details?Uics=4913,21,99");
    expect(column(reply, "Symbol")).toEqual(["US500.I", "EURUSD"]);
    const stocks = await saxo.get("/ref/v1/instruments/details?Uics=21,211&AssetTypes=Stock");
    expect(column(stocks, "Symbol")).toEqual(["AAPL:xnas"]);
  });

  it("answers unknown ones with a code", async () => {
    const wrongType = await saxo.get("/ref/v1/instruments/details/21/Tulip");
    const unknown = await saxo.get("/ref/v1/instruments/tradingschedule/99/Stock");
    expect(wrongType).toMatchObject({ status: 400, json: { ErrorCode: "InvalidAssetType" } });
    expect(unknown).toMatchObject({ status: 404, json: { ErrorCode: "IllegalInstrumentId" } });
  });

  it("gives sessions without gaps, the first one running now", async () => {
    const reply = await saxo.get("/ref/v1/instruments/tradingschedule/211/Stock");
    const sessions = pick(reply.json, "Sessions");
    assert(Array.isArray(sessions), "a schedule has sessions");
    const starts = sessions.map((session: unknown) => pick(session, "StartTime"));
    const ends = sessions.map((session: unknown) => pick(session, "EndTime"));
    expect(starts.slice(1)).toEqual(ends.slice(0, -1));
    expect(sessions[0]).toEqual({
      EndTime: "2026-03-04T21:00:00.000000Z",
      StartTime: "2026-03-04T14:30:00.000000Z",
      State: "AutomatedTrading",
    });
    expect(reply.json).toMatchObject({ TimeZoneAbbreviation: "EST", TimeZoneOffset: "-05:00:00" });
  });
});
