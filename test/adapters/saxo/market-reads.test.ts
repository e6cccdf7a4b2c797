import { describe, expect, it } from "vitest";
import { instrument } from "../../../src/core/domain/instrument.ts";
import type { QuoteReading } from "../../../src/core/domain/market-data.ts";
import { isoFromTimestamp, timestamp, timestampFromIso } from "../../../src/core/domain/time.ts";
import type { Answer, Received } from "./support/fake-saxo.ts";
import { fixture, fixtureRow } from "./support/fake-saxo.ts";
import { ACCOUNT, EURUSD, failureOf, saxoWorld, STOCK } from "./support/saxo-world.ts";

const DETAILS = "/ref/v1/instruments/details";
const PRICES = "/trade/v1/infoprices/list";
const CHARTS = "/chart/v3/charts";

const uicsOf = (request: Received | undefined): number[] =>
  (request?.query.get("Uics") ?? "").split(",").map(Number);

/** Refuses every list that names one of the culprits, as Saxo does for an unknown instrument. */
function refusing(culprits: readonly number[], row: (uic: number) => unknown) {
  return (request: Received): Answer => {
    const uics = uicsOf(request);
    return uics.some((uic) => culprits.includes(uic))
      ? { status: 400, body: { ErrorCode: "InvalidUic", Message: "Uic is not valid" } }
      : { body: { Data: uics.map(row) } };
  };
}

describe("reading instrument details", () => {
  it("maps size rules, and leaves out rows it cannot read or did not ask for", async () => {
    const { saxo, broker } = await saxoWorld();
    saxo.on("GET", DETAILS, { body: fixture("instrument-details/stocks") });
    const asked = [211, 899, 307, 308, 309].map((uic) => instrument("Stock", uic));
    const details = await broker.readInstrumentDetails(ACCOUNT, asked);
    expect([...details.keys()]).toEqual(["Stock:211", "Stock:899", "Stock:307"]);
    const plain = [...details.values()].map((d) => ({
      ...d,
      minimumTradeSize: d.minimumTradeSize.toFixed(),
      lotSize: d.lotSize?.toFixed(),
    }));
    expect(plain[0]).toEqual({
      instrument: STOCK,
      symbol: "EX211:xnas",
      description: "Example Corp",
      currency: "USD",
      isTradable: true,
      supportedOrderTypes: ["Market", "Limit", "StopIfTraded"],
      amountDecimals: 0,
      minimumTradeSize: "1",
      lotSize: undefined,
    });
    expect(plain[1]).toMatchObject({ currency: "GBP", minimumTradeSize: "100", lotSize: "100" });
    expect(plain[2]).toMatchObject({ isTradable: false });
    expect(Object.fromEntries(saxo.received[0]?.query ?? [])).toEqual({
      Uics: "211,899,307,308,309",
      AssetTypes: "Stock",
      AccountKey: "Ac-Example|Key0123456789==",
    });
  });

  it("asks once for each asset type", async () => {
    const { saxo, broker } = await saxoWorld();
    saxo.on("GET", DETAILS, { body: { Data: [] } });
    await broker.readInstrumentDetails(ACCOUNT, [STOCK, EURUSD, instrument("Stock", 307), STOCK]);
    expect(saxo.received.map(({ query }) => [query.get("AssetTypes"), query.get("Uics")])).toEqual([
      ["Stock", "211,307"],
      ["FxSpot", "21"],
    ]);
  });

  it("cuts a long list into several calls", async () => {
    const { saxo, broker } = await saxoWorld();
    saxo.on("GET", DETAILS, { body: { Data: [] } });
    const many = Array.from({ length: 250 }, (_, index) => instrument("Stock", index + 1));
    await broker.readInstrumentDetails(ACCOUNT, many);
    expect(saxo.received.map((request) => uicsOf(request).length).sort((a, b) => b - a)).toEqual([
      100, 100, 50,
    ]);
  });

  it("finds the one instrument for which the whole list is refused", async () => {
    const { saxo, broker } = await saxoWorld();
    const template = fixtureRow("instrument-details/stocks");
    saxo.on(
      "GET",
      DETAILS,
      refusing([5], (uic) => ({ ...template, Uic: uic })),
    );
    const asked = Array.from({ length: 8 }, (_, index) => instrument("Stock", index + 1));
    const details = await broker.readInstrumentDetails(ACCOUNT, asked);
    expect([...details.keys()].sort()).toEqual([1, 2, 3, 4, 6, 7, 8].map((uic) => `Stock:${String(uic)}`));
    expect(saxo.received.length).toBe(7);
  });

  it("stops halving a list that is refused throughout", async () => {
    const { saxo, broker } = await saxoWorld();
    saxo.on("GET", DETAILS, { status: 404, body: { ErrorCode: "IllegalInstrumentId" } });
    const asked = Array.from({ length: 100 }, (_, index) => instrument("Stock", index + 1));
    expect((await broker.readInstrumentDetails(ACCOUNT, asked)).size).toBe(0);
    expect(saxo.received.length).toBe(29);
  });

  it("fails when the call is forbidden", async () => {
    const { saxo, broker } = await saxoWorld();
    saxo.on("GET", DETAILS, { status: 403, text: "<html>", contentType: "text/html" });
    expect(await failureOf(broker.readInstrumentDetails(ACCOUNT, [STOCK]))).toMatchObject({
      code: "BROKER_REFUSED",
      exit: "broker_contract_broken",
    });
  });
});

describe("reading trading sessions", () => {
  it("gives them in time order", async () => {
    const { saxo, broker } = await saxoWorld();
    saxo.on("GET", "/ref/v1/instruments/tradingschedule/211/Stock", {
      body: fixture("trading-schedule/stock"),
    });
    const sessions = await broker.readTradingSessions(STOCK);
    expect(sessions.map((s) => [isoFromTimestamp(s.startAt), isoFromTimestamp(s.endAt), s.state])).toEqual([
      ["2026-03-04T14:30:00.000Z", "2026-03-04T21:00:00.000Z", "AutomatedTrading"],
      ["2026-03-04T21:00:00.000Z", "2026-03-05T14:30:00.000Z", "Closed"],
      ["2026-03-05T14:30:00.000Z", "2026-03-05T21:00:00.000Z", "AutomatedTrading"],
    ]);
  });
});

const codeOf = (reading: QuoteReading | undefined): string =>
  reading?.kind === "no_quote" ? reading.code : (reading?.kind ?? "absent");

describe("reading quotes", () => {
  it("judges each row by itself", async () => {
    const { saxo, broker } = await saxoWorld();
    saxo.on("GET", PRICES, { body: fixture("info-prices/fx") });
    const asked = [21, 16, 42, 14, 22, 23, 99].map((uic) => instrument("FxSpot", uic));
    const quotes = await broker.readQuotes(ACCOUNT, asked);
    expect([...quotes].map(([id, reading]) => [id, codeOf(reading)])).toEqual([
      ["FxSpot:21", "quote"],
      ["FxSpot:16", "no_access"],
      ["FxSpot:42", "InstrumentSuspended"],
      ["FxSpot:14", "QUOTE_INCOMPLETE"],
      ["FxSpot:22", "QUOTE_INCONSISTENT"],
      ["FxSpot:23", "QUOTE_INCOMPLETE"],
      ["FxSpot:99", "QUOTE_MISSING"],
    ]);
    const reading = quotes.get(EURUSD.id);
    expect(
      reading?.kind === "quote"
        ? { ...reading.quote, bid: reading.quote.bid.toFixed(), ask: reading.quote.ask.toFixed() }
        : reading,
    ).toEqual({
      bid: "1.16202",
      ask: "1.16214",
      updatedAt: timestampFromIso("2026-03-04T09:14:58.481Z"),
      delayedByMinutes: 0,
      priceTypeBid: "Tradable",
      priceTypeAsk: "Tradable",
      marketState: "Open",
    });
    expect(Object.fromEntries(saxo.received[0]?.query ?? [])).toEqual({
      AssetType: "FxSpot",
      Uics: "21,16,42,14,22,23,99",
      AccountKey: "Ac-Example|Key0123456789==",
      FieldGroups: "Quote,InstrumentPriceDetails",
    });
  });

  it.each([
    ["QuoteHasTimedOut", "QuoteHasTimedOut"],
    ["WarningAmountTooSmall", "quote"],
    ["None", "quote"],
  ])("reads a quote with the code %s as %s", async (code, expected) => {
    const { saxo, broker } = await saxoWorld();
    const text = JSON.stringify(fixture("info-prices/fx")).replace(
      '"ErrorCode":"None"',
      `"ErrorCode":"${code}"`,
    );
    saxo.on("GET", PRICES, { text });
    expect(codeOf((await broker.readQuotes(ACCOUNT, [EURUSD])).get(EURUSD.id))).toBe(expected);
  });

  it.each([
    ["Open", false, "Closed"],
    ["PreMarket", false, "PreMarket"],
    [undefined, true, "Open"],
    [undefined, false, "Closed"],
    ["Closed", true, "Closed"],
    [undefined, undefined, undefined],
  ])("takes state %s with an open flag of %s as %s", async (named, isOpen, expected) => {
    const { saxo, broker } = await saxoWorld();
    const quote = { Bid: 1, Ask: 2, DelayedByMinutes: 0, PriceTypeBid: "Tradable", PriceTypeAsk: "Tradable" };
    const row = { Uic: 21, AssetType: "FxSpot", LastUpdated: "2026-03-04T09:14:58Z" };
    saxo.on("GET", PRICES, {
      body: {
        Data: [
          {
            ...row,
            Quote: { ...quote, MarketState: named },
            InstrumentPriceDetails: { IsMarketOpen: isOpen },
          },
        ],
      },
    });
    const reading = (await broker.readQuotes(ACCOUNT, [EURUSD])).get(EURUSD.id);
    expect(reading?.kind === "quote" ? reading.quote.marketState : reading).toBe(expected);
  });

  it("reads the instruments of a failed call as having no quote, and the others all the same", async () => {
    const { saxo, broker } = await saxoWorld();
    saxo.on("GET", PRICES, ({ query }) =>
      query.get("AssetType") === "Stock" ? { status: 503 } : { body: fixture("info-prices/fx") },
    );
    const quotes = await broker.readQuotes(ACCOUNT, [STOCK, EURUSD]);
    expect([...quotes].map(([id, reading]) => [id, codeOf(reading)])).toEqual([
      ["Stock:211", "BROKER_UNREACHABLE"],
      ["FxSpot:21", "quote"],
    ]);
  });

  it("fails when no call reached the broker", async () => {
    const { saxo, broker } = await saxoWorld();
    saxo.on("GET", PRICES, { status: 503 });
    expect(await failureOf(broker.readQuotes(ACCOUNT, [STOCK, EURUSD]))).toMatchObject({
      code: "BROKER_UNREACHABLE",
      exit: "broker_unreachable",
    });
  });

  it("needs a login when one call is refused with 401", async () => {
    const { saxo, broker } = await saxoWorld();
    saxo.on("GET", PRICES, { status: 401 }, { body: fixture("info-prices/fx") });
    expect(await failureOf(broker.readQuotes(ACCOUNT, [STOCK, EURUSD]))).toMatchObject({
      code: "LOGIN_NEEDED",
    });
  });

  it("names the refusal of the one instrument that the broker does not know", async () => {
    const { saxo, broker } = await saxoWorld();
    const template = fixtureRow("info-prices/fx");
    saxo.on(
      "GET",
      PRICES,
      refusing([3], (uic) => ({ ...template, Uic: uic })),
    );
    const asked = [1, 2, 3].map((uic) => instrument("FxSpot", uic));
    const quotes = await broker.readQuotes(ACCOUNT, asked);
    expect(asked.map(({ id }) => codeOf(quotes.get(id)))).toEqual(["quote", "quote", "BROKER_REFUSED"]);
  });
});

const HOUR = 3_600_000;
const FIRST = timestampFromIso("2026-01-01T00:00:00Z") ?? timestamp(0);

/** A chart of hourly bars without a gap, as far as the given number goes. */
function hourlyChart(total: number) {
  const sample = (index: number): unknown => ({
    Time: isoFromTimestamp(timestamp(FIRST + index * HOUR)),
    Open: index + 1,
    High: index + 2,
    Low: index + 0.5,
    Close: index + 1,
  });
  return ({ query }: Received): Answer => {
    const count = Number(query.get("Count"));
    const edge = ((timestampFromIso(query.get("Time") ?? "") ?? FIRST) - FIRST) / HOUR;
    const end = query.get("Mode") === "UpTo" ? edge + 1 : total;
    const start = query.get("Mode") === "From" ? Math.max(0, Math.ceil(edge)) : Math.max(0, end - count);
    const length = Math.max(0, Math.min(count, end - start));
    return { body: { Data: Array.from({ length }, (_, index) => sample(start + index)), DataVersion: 1 } };
  };
}

describe("reading bars", () => {
  it("takes the middle of bid and ask for currencies", async () => {
    const { saxo, broker } = await saxoWorld();
    saxo.on("GET", CHARTS, { body: fixture("chart/fx-hourly") });
    const bars = await broker.readBars(EURUSD, { kind: "latest", barMinutes: 60, count: 2 });
    const rounded = bars.map((b) => [b.open, b.high, b.low, b.close].map((price) => price.toFixed(5)));
    expect(rounded).toEqual([
      ["1.16010", "1.16510", "1.15510", "1.16210"],
      ["1.16210", "1.16410", "1.16010", "1.16110"],
    ]);
    expect(bars.map((b) => isoFromTimestamp(b.startAt))).toEqual([
      "2026-03-04T07:00:00.000Z",
      "2026-03-04T08:00:00.000Z",
    ]);
    expect(saxo.received[0]?.rawQuery).toBe("AssetType=FxSpot&Uic=21&Horizon=60&Count=2");
  });

  it("takes traded prices for stocks", async () => {
    const { saxo, broker } = await saxoWorld();
    saxo.on("GET", CHARTS, { body: fixture("chart/stock-daily") });
    const from = timestampFromIso("2026-03-02T00:00:00Z") ?? timestamp(0);
    const bars = await broker.readBars(STOCK, { kind: "from", barMinutes: 1440, from });
    expect(bars.map(({ open, high, low, close }) => ({ open, high, low, close }))).toEqual([
      { open: 100, high: 102, low: 99.5, close: 101.5 },
      { open: 101.5, high: 104, low: 101, close: 103.25 },
    ]);
    expect(saxo.received[0]?.rawQuery).toBe(
      "AssetType=Stock&Uic=211&Horizon=1440&Count=1200&Mode=From&Time=2026-03-02T00%3A00%3A00.000Z",
    );
  });

  const good = { Time: "2026-03-02T00:00:00Z", Open: 2, High: 3, Low: 1, Close: 2 };
  it.each([
    ["without a close", { ...good, Close: undefined }],
    ["with a close of zero", { ...good, Close: 0, Low: 0 }],
    ["with a null", { ...good, Open: null }],
    ["with text for a price", { ...good, Open: "2" }],
    ["whose high is below its close", { ...good, High: 1.5 }],
    ["whose low is above its open", { ...good, Low: 2.5 }],
    ["without a time", { ...good, Time: undefined }],
    ["with half of a bid and ask", { Time: good.Time, OpenBid: 1, HighBid: 1, LowBid: 1, CloseBid: 1 }],
    ["that is no object", 7],
  ])("takes a sample %s for no bar", async (_, bad) => {
    const { saxo, broker } = await saxoWorld();
    const later = { ...good, Time: "2026-03-03T00:00:00Z" };
    saxo.on("GET", CHARTS, { body: { Data: [bad, later] } }, { body: { Data: [bad] } });
    const query = { kind: "latest", barMinutes: 1440, count: 5 } as const;
    expect((await broker.readBars(STOCK, query)).map((bar) => isoFromTimestamp(bar.startAt))).toEqual([
      "2026-03-03T00:00:00.000Z",
    ]);
    expect(await failureOf(broker.readBars(STOCK, query))).toMatchObject({ code: "BROKER_CONTRACT_BROKEN" });
  });

  it("sorts bars and keeps the last word on each", async () => {
    const { saxo, broker } = await saxoWorld();
    const at = (day: string, Close: number): unknown => ({
      ...good,
      Time: `2026-03-${day}T00:00:00Z`,
      Close,
    });
    saxo.on("GET", CHARTS, { body: { Data: [at("03", 2), at("02", 1.5), at("03", 2.5)] } });
    const bars = await broker.readBars(STOCK, { kind: "latest", barMinutes: 1440, count: 5 });
    expect(bars.map((bar) => bar.close)).toEqual([1.5, 2.5]);
  });

  it("takes an empty chart for no bars", async () => {
    const { saxo, broker } = await saxoWorld();
    saxo.on("GET", CHARTS, { body: { Data: [] } });
    expect(await broker.readBars(STOCK, { kind: "latest", barMinutes: 60, count: 5 })).toEqual([]);
  });

  it.each([
    [1200, 1],
    [2500, 3],
  ])("pages back for the latest %i bars in %i calls", async (count, calls) => {
    const { saxo, broker } = await saxoWorld();
    saxo.on("GET", CHARTS, hourlyChart(4000));
    const bars = await broker.readBars(STOCK, { kind: "latest", barMinutes: 60, count });
    expect(bars.map((bar) => (bar.startAt - FIRST) / HOUR)).toEqual(
      Array.from({ length: count }, (_, index) => 4000 - count + index),
    );
    expect(saxo.received.length).toBe(calls);
  });

  it("gives fewer bars when there are no more", async () => {
    const { saxo, broker } = await saxoWorld();
    saxo.on("GET", CHARTS, hourlyChart(1500));
    expect((await broker.readBars(STOCK, { kind: "latest", barMinutes: 60, count: 3000 })).length).toBe(1500);
    expect(saxo.received.length).toBe(2);
  });

  it("pages forward to the newest bar", async () => {
    const { saxo, broker } = await saxoWorld();
    saxo.on("GET", CHARTS, hourlyChart(3000));
    const from = timestamp(FIRST + 100 * HOUR);
    const bars = await broker.readBars(STOCK, { kind: "from", barMinutes: 60, from });
    expect(bars.map((bar) => (bar.startAt - FIRST) / HOUR)).toEqual(
      Array.from({ length: 2900 }, (_, index) => 100 + index),
    );
    expect(saxo.received.length).toBe(3);
  });
});
