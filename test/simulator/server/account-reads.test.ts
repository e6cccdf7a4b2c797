import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Reply, SaxoUnderTest } from "../saxo-under-test.ts";
import { column, numberAt, pick, rows, startSaxo } from "../saxo-under-test.ts";

let saxo: SaxoUnderTest;
beforeEach(async () => {
  saxo = await startSaxo({ enforceRateLimits: false });
});
afterEach(() => saxo.close());

const clientKey = (): string => encodeURIComponent(saxo.simulator.identity.clientKey);
const accountKey = (): string => encodeURIComponent(saxo.simulator.identity.accountKey);

describe("the account by its key", () => {
  it("is the row that the list shows", async () => {
    const list = await saxo.get("/port/v1/accounts/me?$inlinecount=AllPages");
    expect(pick(list.json, "__count")).toBe(1);
    expect((await saxo.get(`/port/v1/accounts/${accountKey()}`)).json).toEqual(rows(list)[0]);
    expect(rows(await saxo.get(`/port/v1/accounts?ClientKey=${clientKey()}`))).toEqual(rows(list));
  });

  it("is nobody else's", async () => {
    expect(await saxo.get("/port/v1/accounts/foreign==")).toMatchObject({ status: 401, text: "" });
  });

  const reset = (body: unknown): Promise<Reply> =>
    saxo.send("PUT", `/port/v1/accounts/${accountKey()}/reset`, { body });

  it("is given a new balance", async () => {
    expect(await reset({ NewBalance: 2500.5 })).toMatchObject({ status: 204, text: "" });
    expect(numberAt(await saxo.get("/port/v1/balances/me"), "CashBalance")).toBe(2500.5);
  });

  it.each([
    [true, [0, 0, 0]],
    [false, [1, 1, 1]],
  ])("loses orders and positions by a reset of the whole account: %s", async (resetsWholeAccount, left) => {
    await saxo.close();
    saxo = await startSaxo({ resetsWholeAccount });
    const limit = { Uic: 211, AssetType: "Stock", Amount: 1, OrderType: "Limit", OrderPrice: 0.01 };
    await saxo.order(limit);
    await saxo.order({ Amount: 2 });
    await saxo.order({ BuySell: "Sell" });
    expect(await reset({ NewBalance: 500 })).toMatchObject({ status: 204 });
    const lists = ["orders", "positions", "closedpositions"];
    const counts = await Promise.all(
      lists.map(async (list) => rows(await saxo.get(`/port/v1/${list}/me`)).length),
    );
    expect(counts).toEqual(left);
    expect(numberAt(await saxo.get("/port/v1/balances/me"), "CashBalance")).toBe(500);
    const last = rows(await saxo.activities("EntryType=Last")).map((row) => pick(row, "Status"));
    expect(last.includes("Cancelled")).toBe(resetsWholeAccount);
  });

  it.each([
    [{ NewBalance: "much" }, "NoValidInput"],
    [{}, "NoValidInput"],
    [{ NewBalance: 10_000_001 }, "ResetAccountBalanceExceedsMaximum"],
    [{ NewBalance: -1 }, "ResetAccountNegativeBalanceNotAllowed"],
  ])("is not reset by %j", async (body, code) => {
    expect(await reset(body)).toMatchObject({ status: 400, json: { ErrorCode: code } });
    expect(numberAt(await saxo.get("/port/v1/balances/me"), "CashBalance")).toBe(100_000);
  });
});

it.each([
  ["users", "userKey"],
  ["clients", "clientKey"],
] as const)("shows of %s nobody but oneself", async (list, key) => {
  const path = `/port/v1/${list}/${encodeURIComponent(saxo.simulator.identity[key])}`;
  expect((await saxo.get(path)).json).toEqual((await saxo.get(`/port/v1/${list}/me`)).json);
  expect(await saxo.get(`/port/v1/${list}/other==`)).toMatchObject({ status: 401, text: "" });
});

it.each([
  "/port/v1/positions/subscriptions",
  "/port/v1/balances/subscriptions",
  "/trade/v1/infoprices/subscriptions",
  "/ens/v1/activities/subscriptions",
])("streams nothing at %s", async (path) => {
  expect((await saxo.send("POST", path, { body: { ContextId: "c" } })).status).toBe(404);
});

describe("messages", () => {
  beforeEach(async () => {
    await saxo.order({ Amount: 2 });
    await saxo.order({ BuySell: "Sell" });
    saxo.clock.advance(3000);
  });

  it("confirm each execution until they are marked as seen", async () => {
    const all = await saxo.get("/trade/v1/messages");
    expect(column(all, "MessageType")).toEqual(["TradeConfirmation", "TradeConfirmation"]);
    expect(pick(rows(all)[0], "MessageBody")).toMatch(/^Bought 2 US500\.I at [\d.]+\. Order \d+\.$/);
    const [first, second] = column(all, "MessageId").map(String);
    const seen = await saxo.send("PUT", `/trade/v1/messages/seen/${first ?? ""}`);
    expect(seen).toMatchObject({ status: 204, text: "" });
    expect(column(await saxo.get("/trade/v1/messages"), "MessageId")).toEqual([second]);
    await saxo.send("PUT", `/trade/v1/messages/seen?MessageIds=${first ?? ""},${second ?? ""}`);
    expect(rows(await saxo.get("/trade/v1/messages"))).toEqual([]);
  });

  it.each(["seen/17", "seen?MessageIds=17", "seen"])("refuse %s", async (path) => {
    expect((await saxo.send("PUT", `/trade/v1/messages/${path}`)).status).toBe(400);
    expect(rows(await saxo.get("/trade/v1/messages"))).toHaveLength(2);
  });
});

it("gives messages as a bare array where that is asked for", async () => {
  await saxo.close();
  saxo = await startSaxo({ listsAsSeenBare: true });
  expect((await saxo.get("/trade/v1/messages")).json).toEqual([]);
});

describe("reports of the back office", () => {
  it.each([
    () => `/cs/v1/reports/closedPositions/${clientKey()}/2026-03-01/2026-03-04`,
    () => `/cs/v1/reports/trades/${clientKey()}?FromDate=2026-03-01&ToDate=2026-03-04`,
    () => `/cs/v1/reports/bookings/${clientKey()}`,
  ])("have nothing booked", async (path) => {
    await saxo.order();
    expect((await saxo.get(path())).json).toEqual({ Data: [] });
  });

  it("want dates, and no foreign key", async () => {
    const wrongDate = `/cs/v1/reports/closedPositions/${clientKey()}/2026-03-01/today`;
    expect((await saxo.get(wrongDate)).status).toBe(400);
    expect((await saxo.get("/cs/v1/reports/trades/foreign")).status).toBe(401);
  });
});

describe("history", () => {
  beforeEach(async () => {
    await saxo.order({ Amount: 3 });
    saxo.clock.advance(3000);
  });

  it("values account and client alike", async () => {
    const value = numberAt(await saxo.get("/port/v1/balances/me"), "TotalValue");
    const { accountKey: account, clientKey: client } = saxo.simulator.identity;
    expect((await saxo.get(`/hist/v3/accountvalues/${clientKey()}`)).json).toEqual({
      Data: [
        { AccountValue: value, AccountValueMonth: 0, AccountValueYear: 0, Key: account, KeyType: "Account" },
        { AccountValue: value, AccountValueMonth: 0, AccountValueYear: 0, Key: client, KeyType: "Client" },
      ],
    });
  });

  it("counts trades in the older and in the newer form", async () => {
    const older = await saxo.get(`/hist/v3/perf/${clientKey()}?StandardPeriod=Year`);
    const newer = await saxo.get(`/hist/v4/performance/summary?ClientKey=${clientKey()}`);
    const counted = { NumberOfLongTrades: 1, TopTradedInstruments: ["US500.I"], TradesTotalCount: 1 };
    expect(older.json).toMatchObject({ AccountSummary: counted, Thru: "2026-03-04" });
    expect(newer.json).toMatchObject({ TradeSummary: counted });
    expect(pick(older.json, "Allocation", "TradesPerInstrument", "ClosedTradesAllocations")).toEqual([
      {
        AssetType: "CfdOnIndex",
        InstrumentDescription: "S&P 500 daily history 2000-2020, replayed",
        InstrumentSymbol: "US500.I",
        InstrumentUic: 4913,
        ReturnAttribution: 0,
        TradeCount: 1,
        TradePercent: 1,
      },
    ]);
  });

  it("gives the groups asked for, and series of their own", async () => {
    const some = await saxo.get(`/hist/v3/perf/${clientKey()}?FieldGroups=BalancePerformance`);
    expect(pick(some.json, "AccountSummary")).toBeUndefined();
    expect(pick(some.json, "BalancePerformance", "AccountValueTimeSeries", 0, "Date")).toBe("2026-03-04");
    const series = await saxo.get(`/hist/v4/performance/timeseries?ClientKey=${clientKey()}`);
    expect(pick(series.json, "Balance", "CashTransfer")).toEqual([{ Date: "2026-03-04", Value: 0 }]);
  });

  it.each([
    [() => `/hist/v3/perf/${clientKey()}?StandardPeriod=Decade`, 400],
    [() => `/hist/v3/perf/${clientKey()}?FromDate=1.3.2026`, 400],
    [() => "/hist/v4/performance/summary", 400],
    [() => "/hist/v4/performance/timeseries?ClientKey=foreign", 401],
    [() => "/hist/v3/accountvalues/foreign", 401],
  ])("refuses %s with %i", async (path, status) => {
    expect((await saxo.get(path())).status).toBe(status);
  });
});
