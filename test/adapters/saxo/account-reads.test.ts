import { describe, expect, it } from "vitest";
import type { Received } from "./support/fake-saxo.ts";
import { fixture, fixtureRow } from "./support/fake-saxo.ts";
import { ACCOUNT, failureOf, saxoWorld } from "./support/saxo-world.ts";
import { timestamp } from "../../../src/core/domain/time.ts";

const parameters = (request: Received | undefined): Record<string, string> =>
  Object.fromEntries(request?.query ?? []);

describe("reading the account", () => {
  it("reads the balance in the account's currency", async () => {
    const { saxo, broker } = await saxoWorld();
    saxo.on("GET", "/port/v1/balances", { body: fixture("balance/reliable") });
    const balance = await broker.readBalance(ACCOUNT);
    expect({
      ...balance,
      cash: balance.cash.toFixed(),
      totalValue: balance.totalValue.toFixed(),
      marginUsed: balance.marginUsed?.toFixed(),
      unbooked: balance.unbooked?.toFixed(),
    }).toEqual({
      currency: "EUR",
      cash: "100250.75",
      totalValue: "101003.5",
      isReliable: true,
      marginUsed: "512.4",
      unbooked: "-120.25",
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

  it("leaves out a figure for people that is odd, and keeps what decides", async () => {
    const { saxo, broker } = await saxoWorld();
    saxo.on("GET", "/port/v1/balances", {
      body: { Currency: "EUR", CashBalance: 1, TotalValue: 1, MarginAvailableForTrading: "much" },
    });
    const { cash, marginAvailable } = await broker.readBalance(ACCOUNT);
    expect([cash.toFixed(), marginAvailable]).toEqual(["1", undefined]);
  });

  it("adds up what the broker values, unless a part is missing", async () => {
    const { saxo, broker } = await saxoWorld();
    const base = { Amount: 1, AssetType: "Stock", Uic: 211 };
    const first = { CurrentPrice: 10, MarketValueInBaseCurrency: 10, ProfitLossOnTradeInBaseCurrency: -1.5 };
    const second = { CurrentPrice: 10, ProfitLossOnTradeInBaseCurrency: 0.25 };
    saxo.on("GET", "/port/v1/netpositions", {
      body: { Data: [first, second].map((view) => ({ NetPositionBase: base, NetPositionView: view })) },
    });
    const [position] = await broker.readNetPositions(ACCOUNT);
    expect(JSON.parse(JSON.stringify(position?.valuation))).toEqual({ profitLoss: "-1.25" });
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
        ...(o.price === undefined ? {} : { price: o.price.toFixed() }),
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
        orderType: "Market",
        durationType: "DayOrder",
      },
      {
        orderId: "5000000002",
        instrumentId: "FxSpot:21",
        side: "sell",
        quantity: "10000",
        filledQuantity: "0",
        status: "LockedPlacementPending",
        orderType: "Limit",
        price: "1.2",
        durationType: "GoodTillCancel",
      },
    ]);
    expect(parameters(saxo.received[0])).toEqual({
      ClientKey: "Cl-Example|Key0123456789==",
      Status: "All",
      FieldGroups: "DisplayAndFormat",
    });
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

  it("leaves out what cannot be read of somebody else's order, and says so once", async () => {
    const { saxo, broker, events } = await saxoWorld();
    const ours = fixtureRow("open-orders/several");
    const theirs = { ...ours, OrderId: "77", ExternalReference: "somebody", BuySell: "Exchange" };
    const byHand = { ...theirs, OrderId: "78", ExternalReference: undefined };
    saxo.on("GET", "/port/v1/orders", { body: { Data: [theirs, ours, byHand], __count: 3 } });
    expect(await broker.readOpenOrders(ACCOUNT)).toHaveLength(1);
    expect(await broker.readOpenOrders(ACCOUNT)).toHaveLength(1);
    expect(events.of("http_row_left_out").map((event) => event["order_id"])).toEqual(["77", "78"]);
  });

  it.each<readonly [string, Readonly<Record<string, unknown>>]>([
    ["is ours", { BuySell: "Exchange" }],
    ["is a line of an order of ours, without its reference", { ExternalReference: undefined, BuySell: "?" }],
    ["names no order", { OrderId: undefined, ExternalReference: "somebody", BuySell: "Exchange" }],
  ])("gives nothing of the log when a line cannot be read that %s", async (_, odd) => {
    const { saxo, broker } = await saxoWorld();
    const line = fixtureRow("order-activities/market-order-filled");
    const body = { Data: [line, { ...line, ...odd, LogId: "900000009" }] };
    saxo.on("GET", "/cs/v1/audit/orderactivities", { body });
    expect(await failureOf(broker.readOrderActivities(ACCOUNT, timestamp(0)))).toMatchObject({
      code: "BROKER_CONTRACT_BROKEN",
    });
  });

  it("takes an empty list for no orders", async () => {
    const { saxo, broker } = await saxoWorld();
    saxo.on("GET", "/port/v1/orders", { body: { Data: [] } });
    expect(await broker.readOpenOrders(ACCOUNT)).toEqual([]);
  });

  it.each([
    ["an empty array without an envelope", { body: [] }],
    ["an object without rows", { body: {} }],
    ["fewer rows than it counts", { body: { Data: [], __count: 3 } }],
  ])("takes %s for no information", async (_, answer) => {
    const { saxo, broker } = await saxoWorld();
    saxo.on("GET", "/port/v1/orders", answer);
    expect(await failureOf(broker.readOpenOrders(ACCOUNT))).toMatchObject({ code: "BROKER_CONTRACT_BROKEN" });
  });

  it("takes an empty array for nothing closed, as it was seen", async () => {
    const { saxo, broker } = await saxoWorld();
    saxo.on("GET", "/port/v1/closedpositions", { body: [] });
    expect(await broker.readClosedPositions(ACCOUNT)).toEqual([]);
  });

  it("compares the count with the rows of all pages, and with the last page's own", async () => {
    const { saxo, broker } = await saxoWorld();
    const first = fixtureRow("net-positions/several");
    const next = "https://elsewhere.invalid:443/port/v1/netpositions?$skip=1";
    const page = { Data: [first], __count: 3, __next: next };
    saxo.on("GET", "/port/v1/netpositions", { body: page }, { body: { Data: [first], __count: 2 } });
    expect(await broker.readNetPositions(ACCOUNT)).toHaveLength(1);
  });

  it("says where openings net with nothing", async () => {
    const { saxo, broker } = await saxoWorld();
    const base = { Amount: 1, AssetType: "Stock", Uic: 211 };
    const rows = [base, { ...base, HasForceOpenPositions: true }, { ...base, Uic: 307 }];
    saxo.on("GET", "/port/v1/netpositions", {
      body: { Data: rows.map((row) => ({ NetPositionBase: row })) },
    });
    expect((await broker.readNetPositions(ACCOUNT)).map(({ hasForceOpen }) => hasForceOpen)).toEqual([
      true,
      undefined,
    ]);
  });
});

describe("an answer without X-Correlation", () => {
  const ANONYMOUS = { headers: { "x-correlation": "" } };

  it("proves nothing once the broker has shown that it sends one", async () => {
    const { saxo, broker } = await saxoWorld();
    saxo.on("GET", "/port/v1/orders", { body: { Data: [] } }, { body: { Data: [] }, ...ANONYMOUS });
    expect(await broker.readOpenOrders(ACCOUNT)).toEqual([]);
    expect(await failureOf(broker.readOpenOrders(ACCOUNT))).toMatchObject({ code: "BROKER_CONTRACT_BROKEN" });
    const nothing = { status: 404, body: { ErrorCode: "NotFoundError" }, ...ANONYMOUS };
    saxo.on("GET", "/cs/v1/audit/orderactivities", nothing);
    expect(await failureOf(broker.readOrderActivities(ACCOUNT, timestamp(0)))).toMatchObject({
      code: "BROKER_CONTRACT_BROKEN",
    });
  });

  it("is believed of a server that never sends one", async () => {
    const { saxo, broker } = await saxoWorld();
    saxo.on("GET", "/port/v1/orders", { body: { Data: [] }, ...ANONYMOUS });
    expect(await broker.readOpenOrders(ACCOUNT)).toEqual([]);
    expect(await broker.readOpenOrders(ACCOUNT)).toEqual([]);
  });
});
