import { describe, expect, it } from "vitest";
import { instrument } from "../../../src/core/domain/instrument.ts";
import { isoFromTimestamp } from "../../../src/core/domain/time.ts";
import type { Answer, Received } from "./support/fake-saxo.ts";
import { fixture, fixtureRow } from "./support/fake-saxo.ts";
import { ACCOUNT, EURUSD, failureOf, saxoWorld, STOCK } from "./support/saxo-world.ts";

const DETAILS = "/ref/v1/instruments/details";

const uicsOf = (request: Received | undefined): number[] =>
  (request?.query.get("Uics") ?? "").split(",").map(Number);

/** Decimals as text. */
const asJson = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

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
    const [plain, lots, others] = [...details.values()].map(asJson);
    expect(plain).toEqual({
      instrument: STOCK,
      symbol: "EX211:xnas",
      description: "Example Corp",
      currency: "USD",
      tradability: "tradable",
      isShortDisabled: false,
      supportedOrderTypes: ["Market", "Limit", "StopIfTraded"],
      amountDecimals: 0,
      minimumTradeSize: "1",
      orderLimits: {},
      pricing: { currency: "USD", decimals: 2, orderDecimals: 2, format: "Normal", ticks: { tick: "0.01" } },
      exchange: { id: "NASDAQ", name: "NASDAQ" },
    });
    expect(lots).toMatchObject({
      currency: "GBP",
      minimumTradeSize: "1",
      lot: { size: "100", minimum: "100", isForBuysOnly: false },
    });
    expect(others).toMatchObject({ tradability: "not_on_account" });
    expect(Object.fromEntries(saxo.received[0]?.query ?? [])).toEqual({
      Uics: "211,899,307,308,309",
      AssetTypes: "Stock",
      AccountKey: "Ac-Example|Key0123456789==",
      FieldGroups: "OrderSetting,SupportedOrderTypeSettings",
    });
  });

  it("describes one without words of its own by its symbol", async () => {
    const { saxo, broker } = await saxoWorld();
    const row = { ...fixtureRow("instrument-details/stocks"), Description: null };
    saxo.on("GET", DETAILS, { body: { Data: [row] } });
    const details = await broker.readInstrumentDetails(ACCOUNT, [STOCK]);
    expect(details.get(STOCK.id)).toMatchObject({ symbol: "EX211:xnas", description: "EX211:xnas" });
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
    expect(saxo.received.length).toBe(8); // seven to find it, one by its own address
  });

  it("asks for an instrument by its own address where no list is served", async () => {
    const { saxo, broker } = await saxoWorld();
    saxo.on("GET", DETAILS, { status: 404, text: "" });
    saxo.on("GET", `${DETAILS}/211/Stock`, { body: fixtureRow("instrument-details/stocks") });
    const details = await broker.readInstrumentDetails(ACCOUNT, [STOCK]);
    expect([...details.keys()]).toEqual(["Stock:211"]);
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

  const session = (start: string, end: string, State = "AutomatedTrading"): object => ({
    StartTime: `2026-03-04T${start}:00Z`,
    EndTime: `2026-03-04T${end}:00Z`,
    State,
  });
  const PATH = "/ref/v1/instruments/tradingschedule/211/Stock";

  it("keeps half days, auctions and states of any name as the broker states them", async () => {
    const { saxo, broker } = await saxoWorld();
    const Sessions = [
      session("13:30", "18:00", "Closed"),
      session("08:00", "09:00", "OpeningAuction"),
      session("09:00", "13:00"),
      session("13:00", "13:00", "Break"),
      session("13:00", "13:30", "InventedAuction"),
    ];
    saxo.on("GET", PATH, { body: { Sessions } });
    expect((await broker.readTradingSessions(STOCK)).map(({ state }) => state)).toEqual([
      "OpeningAuction",
      "AutomatedTrading",
      "InventedAuction",
      "Closed",
    ]);
  });

  it.each([
    ["two sessions at once", [session("09:00", "13:00"), session("12:59", "18:00", "Closed")]],
    ["a session that ends before it begins", [session("13:00", "09:00")]],
    ["an instant that is none", [session("09:00", "25:00")]],
    ["a state without a name", [session("09:00", "13:00", "")]],
  ])("does not guess at a schedule with %s", async (_, Sessions) => {
    const { saxo, broker } = await saxoWorld();
    saxo.on("GET", PATH, { body: { Sessions } });
    expect(await failureOf(broker.readTradingSessions(STOCK))).toMatchObject({
      code: "BROKER_CONTRACT_BROKEN",
    });
  });
});
