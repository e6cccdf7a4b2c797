import { describe, expect, it } from "vitest";
import type { Received } from "./support/fake-saxo.ts";
import { fixture } from "./support/fake-saxo.ts";
import { ACCOUNT, failureOf, saxoWorld } from "./support/saxo-world.ts";
import type { SaxoWorld } from "./support/saxo-world.ts";
import { timestamp, timestampFromIso } from "../../../src/core/domain/time.ts";

const at = (iso: string): number => timestampFromIso(iso) ?? NaN;
const parameters = (request: Received | undefined): Record<string, string> =>
  Object.fromEntries(request?.query ?? []);

async function withIdentity(
  accounts = "accounts/one",
  client = "client/real-time",
  options = {},
): Promise<SaxoWorld> {
  const world = await saxoWorld(options);
  world.saxo
    .on("GET", "/port/v1/clients/me", { body: fixture(client) })
    .on("GET", "/port/v1/accounts/me", { body: fixture(accounts) })
    .on("GET", "/root/v1/sessions/capabilities", { body: fixture("session-capabilities/orders-only") });
  return world;
}

describe("reading the identity", () => {
  it("takes the only active account", async () => {
    const { broker, events } = await withIdentity();
    expect(await broker.readIdentity()).toEqual(ACCOUNT);
    expect(events.of("auth_account_selected")).toEqual([
      {
        client_key: "Cl-Example|Key0123456789==",
        account_key: "Ac-Example|Key0123456789==",
        currency: "EUR",
        trade_level: "OrdersOnly",
        data_level: "Standard",
      },
    ]);
  });

  it("takes the configured one of several accounts", async () => {
    const { broker } = await withIdentity("accounts/two", "client/real-time", {
      accountKey: "Ac-Second|Key9876543210==",
    });
    expect(await broker.readIdentity()).toMatchObject({ accountId: "4400111USD", currency: "USD" });
  });

  it("refuses to choose among several accounts, and lists them masked", async () => {
    const { broker } = await withIdentity("accounts/two");
    const failure = await failureOf(broker.readIdentity());
    expect(failure).toMatchObject({ code: "ACCOUNT_AMBIGUOUS", exit: "configuration" });
    expect(failure.message).toBe(
      "choosing the account found 2 active ones, expected exactly one; active accounts: 440***UR (EUR), 440***SD (USD)",
    );
    expect(failure.hint).toContain("SAXO_ACCOUNT_KEY");
  });

  it.each([
    ["an inactive account", { accountKey: "Ac-Closed|Key==" }],
    ["an account of another client", { clientKey: "Cl-Other" }],
  ])("refuses %s", async (_, options) => {
    const { broker } = await withIdentity("accounts/one", "client/real-time", options);
    expect(await failureOf(broker.readIdentity())).toMatchObject({ code: "ACCOUNT_AMBIGUOUS" });
  });

  it("derives the netting profile from the mode when only that is given", async () => {
    const { broker } = await withIdentity("accounts/one", "client/mode-only");
    expect((await broker.readIdentity()).nettingProfile).toBe("FifoEndOfDay");
  });

  it.each([
    ["an unknown profile", { PositionNettingProfile: "LifoSometimes" }],
    ["an intraday mode without a method", { PositionNettingMode: "Intraday" }],
    ["nothing at all", {}],
  ])("refuses %s of netting", async (_, netting) => {
    const world = await withIdentity();
    world.saxo.on("GET", "/port/v1/clients/me", { body: { ClientKey: "Cl-Example", ...netting } });
    expect(await failureOf(world.broker.readIdentity())).toMatchObject({
      code: "NETTING_PROFILE_UNKNOWN",
      exit: "broker_contract_broken",
    });
  });

  it.each([
    ["FIFO", "FifoRealTime"],
    ["Average", "AverageRealTime"],
  ])("derives intraday netting by %s", async (method, profile) => {
    const world = await withIdentity();
    world.saxo.on("GET", "/port/v1/clients/me", {
      body: { ClientKey: "Cl-Example", PositionNettingMode: "Intraday", PositionNettingMethod: method },
    });
    expect((await world.broker.readIdentity()).nettingProfile).toBe(profile);
  });

  it("does without the session's capabilities", async () => {
    const world = await withIdentity();
    world.saxo.on("GET", "/root/v1/sessions/capabilities", {
      status: 403,
      text: "<html>",
      contentType: "text/html",
    });
    expect(await world.broker.readIdentity()).toEqual(ACCOUNT);
    expect(world.events.of("auth_account_selected")).toMatchObject([{ trade_level: undefined }]);
  });

  it("needs a login when the session is refused with 401", async () => {
    const world = await withIdentity();
    world.saxo.on("GET", "/root/v1/sessions/capabilities", { status: 401, text: "" });
    expect(await failureOf(world.broker.readIdentity())).toMatchObject({
      code: "LOGIN_NEEDED",
      exit: "login_needed",
    });
  });
});

describe("reading the account", () => {
  it("reads the balance in the account's currency", async () => {
    const { saxo, broker } = await saxoWorld();
    saxo.on("GET", "/port/v1/balances", { body: fixture("balance/reliable") });
    const balance = await broker.readBalance(ACCOUNT);
    expect({ ...balance, cash: balance.cash.toFixed(), totalValue: balance.totalValue.toFixed() }).toEqual({
      currency: "EUR",
      cash: "100250.75",
      totalValue: "101003.5",
      isReliable: true,
    });
    expect(parameters(saxo.received[0])).toEqual({
      ClientKey: "Cl-Example|Key0123456789==",
      AccountKey: "Ac-Example|Key0123456789==",
    });
  });

  it.each([
    ["OkWithConditions", true],
    ["UnknownPrice", false],
    [null, false],
  ])("takes figures of reliability %s as reliable: %s", async (reliability, isReliable) => {
    const { saxo, broker } = await saxoWorld();
    saxo.on("GET", "/port/v1/balances", {
      body: { Currency: "EUR", CashBalance: 1, TotalValue: 1, CalculationReliability: reliability },
    });
    expect((await broker.readBalance(ACCOUNT)).isReliable).toBe(isReliable);
  });

  it("adds up the rows of one instrument into its net position", async () => {
    const { saxo, broker } = await saxoWorld();
    saxo.on("GET", "/port/v1/netpositions", { body: fixture("net-positions/several") });
    const positions = await broker.readNetPositions(ACCOUNT);
    expect(
      positions.map((p) => [
        p.instrumentId,
        p.quantity.toFixed(),
        p.averageOpenPrice?.toFixed(),
        p.canBeClosed,
      ]),
    ).toEqual([
      ["Stock:211", "12", "187.25", true],
      ["FxSpot:21", "-10000", "1.16208", true],
      ["FxSpot:16", "0", undefined, false],
      ["FxForwards:22", "3000", undefined, false],
    ]);
    expect(parameters(saxo.received[0])).toMatchObject({ AccountKey: "Ac-Example|Key0123456789==" });
  });

  it("reads every open order, whatever its state", async () => {
    const { saxo, broker } = await saxoWorld();
    saxo.on("GET", "/port/v1/orders", { body: fixture("open-orders/several") });
    const orders = await broker.readOpenOrders(ACCOUNT);
    expect(
      orders.map((o) => ({
        ...o,
        quantity: o.quantity.toFixed(),
        filledQuantity: o.filledQuantity.toFixed(),
      })),
    ).toEqual([
      {
        orderId: "5000000001",
        externalReference: "ATB-ABCDEFGH234567",
        instrumentId: "Stock:211",
        side: "buy",
        quantity: "10",
        filledQuantity: "4",
        status: "Working",
      },
      {
        orderId: "5000000002",
        instrumentId: "FxSpot:21",
        side: "sell",
        quantity: "10000",
        filledQuantity: "0",
        status: "LockedPlacementPending",
      },
    ]);
    expect(parameters(saxo.received[0])).toEqual({ ClientKey: "Cl-Example|Key0123456789==", Status: "All" });
  });

  it.each([
    ["/port/v1/netpositions", "net-positions/several", "Amount"],
    ["/port/v1/orders", "open-orders/several", "OrderId"],
    ["/cs/v1/audit/orderactivities", "order-activities/market-order-filled", "ActivityTime"],
  ])("gives nothing of %s when one row cannot be read", async (path, name, field) => {
    const { saxo, broker } = await saxoWorld();
    const text = JSON.stringify(fixture(name)).replace(new RegExp(`"${field}":[^,}]+`), `"${field}":{}`);
    saxo.on("GET", path, { text });
    const reads = {
      "/port/v1/netpositions": () => broker.readNetPositions(ACCOUNT),
      "/port/v1/orders": () => broker.readOpenOrders(ACCOUNT),
      "/cs/v1/audit/orderactivities": () => broker.readOrderActivities(ACCOUNT, timestamp(0)),
    };
    const read = Object.entries(reads).find(([known]) => known === path)?.[1];
    const failure = await failureOf(read?.() ?? Promise.resolve());
    expect(failure).toMatchObject({ code: "BROKER_CONTRACT_BROKEN", exit: "broker_contract_broken" });
    expect(failure.message).toContain("row 1");
    expect(failure.message).toContain(field);
  });

  it.each([
    ["a bare array", []],
    ["an empty list", { Data: [] }],
  ])("takes %s as no orders", async (_, body) => {
    const { saxo, broker } = await saxoWorld();
    saxo.on("GET", "/port/v1/orders", { body });
    expect(await broker.readOpenOrders(ACCOUNT)).toEqual([]);
  });
});

describe("reading order activities", () => {
  it("gives them oldest first, with fills exact", async () => {
    const { saxo, broker } = await saxoWorld();
    saxo.on("GET", "/cs/v1/audit/orderactivities", { body: fixture("order-activities/market-order-filled") });
    const since = timestampFromIso("2026-03-04T09:14:55.500Z") ?? timestamp(0);
    const activities = await broker.readOrderActivities(ACCOUNT, since);
    expect(activities.map((a) => [a.logId, a.status, a.subStatus, a.at])).toEqual([
      ["999", "Placed", "Confirmed", at("2026-03-04T09:00:00Z")],
      ["10000000000000000001", "Placed", "Requested", at("2026-03-04T09:15:02.340Z")],
      ["10000000000000000002", "Placed", "Confirmed", at("2026-03-04T09:15:02.341Z")],
      ["10000000000000000003", "FinalFill", "Confirmed", at("2026-03-04T09:15:02.345Z")],
    ]);
    expect(activities.map((a) => a.externalReference)).toEqual([
      undefined,
      "ATB-ABCDEFGH234567",
      "ATB-ABCDEFGH234567",
      "ATB-ABCDEFGH234567",
    ]);
    const [, , placed, filled] = activities;
    expect(placed?.fill).toBeUndefined();
    expect([filled?.fill?.quantity.toFixed(), filled?.fill?.price.toFixed()]).toEqual(["10000", "1.16214"]);
    expect(filled?.filledQuantity?.toFixed()).toBe("10000");
    expect(parameters(saxo.received[0])).toEqual({
      AccountKey: "Ac-Example|Key0123456789==",
      ClientKey: "Cl-Example|Key0123456789==",
      FromDateTime: "2026-03-04T09:14:55.500Z",
      EntryType: "All",
    });
  });

  it("follows the pages but never the poll link", async () => {
    const { saxo, broker } = await saxoWorld();
    saxo.on(
      "GET",
      "/cs/v1/audit/orderactivities",
      { body: fixture("order-activities/page-one") },
      { body: fixture("order-activities/page-two") },
    );
    const activities = await broker.readOrderActivities(ACCOUNT, timestamp(0));
    expect(activities.map((a) => a.logId)).toEqual([
      "10000000000000000001",
      "10000000000000000002",
      "10000000000000000003",
    ]);
    expect(saxo.received.length).toBe(2);
    expect(saxo.received[1]?.rawQuery).toBe(
      "AccountKey=Ac-Example%7CKey0123456789%3D%3D&$top=1&$skiptoken=TO%2BKEN==",
    );
  });

  it.each([
    "https://gateway.example:443/sim/openapi/cs/v1/audit/orderactivities?$skiptoken=2",
    "/openapi/cs/v1/audit/orderactivities?$skiptoken=2",
    "//elsewhere.example/steal?$skiptoken=2",
  ])("goes on at its own host when the next page is linked as %s", async (link) => {
    const { saxo, broker } = await saxoWorld();
    saxo.on(
      "GET",
      "/cs/v1/audit/orderactivities",
      { body: { Data: [], __next: link } },
      { body: { Data: [] } },
    );
    expect(await broker.readOrderActivities(ACCOUNT, timestamp(0))).toEqual([]);
    expect(saxo.received.map((request) => request.rawQuery).at(1)).toBe("$skiptoken=2");
  });

  it.each(["", "no query", "https://["])("refuses the unreadable link %j", async (link) => {
    const { saxo, broker } = await saxoWorld();
    saxo.on("GET", "/port/v1/orders", { body: { Data: [], __next: link } });
    expect(await failureOf(broker.readOpenOrders(ACCOUNT))).toMatchObject({ code: "BROKER_CONTRACT_BROKEN" });
  });

  it("refuses pages that link in a circle", async () => {
    const { saxo, broker } = await saxoWorld();
    saxo.on("GET", "/port/v1/orders", { body: { Data: [], __next: "/x?$skip=1" } });
    expect(await failureOf(broker.readOpenOrders(ACCOUNT))).toMatchObject({ code: "BROKER_CONTRACT_BROKEN" });
    expect(saxo.received.length).toBe(2);
  });

  it("refuses pages without end", async () => {
    const { saxo, broker } = await saxoWorld();
    let page = 0;
    saxo.on("GET", "/port/v1/orders", () => ({
      body: { Data: [], __next: `/x?$skip=${String((page += 1))}` },
    }));
    expect(await failureOf(broker.readOpenOrders(ACCOUNT))).toMatchObject({ code: "BROKER_CONTRACT_BROKEN" });
    expect(saxo.received.length).toBe(100);
  });

  it("refuses a fill of our own that cannot be booked, and passes over a foreign one", async () => {
    const { saxo, broker } = await saxoWorld();
    const text = JSON.stringify(fixture("order-activities/market-order-filled")).replace(
      '"ExecutionPrice":1.16214,',
      "",
    );
    saxo.on("GET", "/cs/v1/audit/orderactivities", { text }, { text: text.replaceAll("ATB-", "MINE-") });
    expect(await failureOf(broker.readOrderActivities(ACCOUNT, timestamp(0)))).toMatchObject({
      code: "BROKER_CONTRACT_BROKEN",
    });
    const activities = await broker.readOrderActivities(ACCOUNT, timestamp(0));
    expect(activities.at(-1)).toMatchObject({ status: "FinalFill" });
    expect(activities.at(-1)?.fill).toBeUndefined();
  });
});
