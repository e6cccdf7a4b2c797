import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Reply, SaxoUnderTest } from "../saxo-under-test.ts";
import { column, pick, startSaxo, textAt } from "../saxo-under-test.ts";

let saxo: SaxoUnderTest;
beforeEach(async () => {
  saxo = await startSaxo({ enforceRateLimits: false });
});
afterEach(() => saxo.close());

const RESTS = { OrderDuration: { DurationType: "GoodTillCancel" } };
const PAIR = { Uic: 21, AssetType: "FxSpot", Amount: 10_000 };
const LIMIT = { ...PAIR, ...RESTS, OrderType: "Limit", OrderPrice: 1.01 };
const child = (changes: Readonly<Record<string, unknown>>): Record<string, unknown> => ({
  ...saxo.orderBody({ ...LIMIT, BuySell: "Sell", OrderPrice: 1.3 }),
  ...changes,
});

describe("a body", () => {
  it.each<[string, Readonly<Record<string, unknown>>, string]>([
    ["an unknown asset type", { AssetType: "Bogus" }, "AssetType"],
    ["an unknown direction of opening and closing", { ToOpenClose: "Sideways" }, "ToOpenClose"],
    ["an unknown kind of amount", { AmountType: "Lots" }, "AmountType"],
    ["a blank kind of amount", { AmountType: "" }, "AmountType"],
  ])("with %s is refused field by field", async (_, changes, field) => {
    const reply = await saxo.order({ ...LIMIT, ...changes });
    expect(reply).toMatchObject({ status: 400, json: { ErrorCode: "InvalidModelState" } });
    expect(Object.keys(Object(pick(reply.json, "ModelState")) as object)).toEqual([field]);
  });

  it.each([
    ["text", "Costs"],
    ["a list with an unknown word", ["Costs", "Everything"]],
    ["a list with a number", [1]],
  ])("of a precheck names its field groups as a list, not as %s", async (_, FieldGroups) => {
    const reply = await saxo.precheck({ ...LIMIT, FieldGroups });
    expect(reply.status).toBe(400);
    expect(Object.keys(Object(pick(reply.json, "ModelState")) as object)).toEqual(["FieldGroups"]);
  });

  it("takes amounts in quantities in any case, and no amounts of cash", async () => {
    expect((await saxo.order({ ...LIMIT, AmountType: "quantity", ToOpenClose: "toopen" })).status).toBe(200);
    const cash = await saxo.order({ ...LIMIT, AmountType: "CashAmount" });
    expect(cash).toMatchObject({ status: 400, json: { ErrorInfo: { ErrorCode: "IllegalRequest" } } });
  });

  it("that is no object is said to be none, and nothing else", async () => {
    const reply = await saxo.send("POST", "/trade/v2/orders", { body: [1] });
    expect(pick(reply.json, "ModelState")).toEqual({ Body: ["Body must be a JSON object"] });
  });

  it.each<[string, Readonly<Record<string, unknown>>]>([
    ["at the market", { OrderType: "Market", OrderPrice: undefined }],
    ["with orders of its own", { Orders: [] }],
  ])("with a related order %s is refused whole", async (_, changes) => {
    const reply = await saxo.order({ ...LIMIT, Orders: [child(changes)] });
    expect(reply).toMatchObject({ status: 400, json: { ErrorCode: "InvalidModelState" } });
    expect(Object.keys(Object(pick(reply.json, "ModelState")) as object)).toEqual(["Orders"]);
    expect(column(await saxo.get("/port/v1/orders/me?Status=All"), "OrderId")).toEqual([]);
  });
});

describe("a change", () => {
  const change = (changes: Readonly<Record<string, unknown>>): Promise<Reply> =>
    saxo.send("PATCH", "/trade/v2/orders", {
      body: saxo.orderBody({ ...LIMIT, OrderId: "5000000001", ...changes }),
      headers: { "X-Request-ID": JSON.stringify(changes) },
    });
  beforeEach(async () => {
    expect(textAt(await saxo.order(LIMIT), "OrderId")).toBe("5000000001");
  });

  it("to another asset type than the order's is refused", async () => {
    const refused = { status: 400, json: { ErrorInfo: { ErrorCode: "IllegalAssetType" } } };
    expect(await change({ AssetType: "Stock" })).toMatchObject(refused);
    const unreadable = { status: 400, json: { ErrorCode: "InvalidModelState" } };
    expect(await change({ AssetType: "Bogus" })).toMatchObject(unreadable);
  });

  it("may name another instrument or side, which nobody reads", async () => {
    expect((await change({ Uic: 31, BuySell: "Sell", AssetType: "fxspot" })).status).toBe(200);
    const orders = await saxo.get("/port/v1/orders/me");
    expect([column(orders, "Uic"), column(orders, "BuySell")]).toEqual([[21], ["Buy"]]);
  });

  it("takes a price that binary arithmetic alone keeps off its tick", async () => {
    expect((await change({ OrderPrice: 1.0106500000000001 })).status).toBe(400);
    expect((await change({ OrderPrice: 1.0106000000000002 })).status).toBe(200);
    expect(column(await saxo.get("/port/v1/orders/me"), "Price")).toEqual([1.0106]);
  });
});

describe("a price", () => {
  it.each([
    [1.1106000000000003, "Ok"],
    [1.110600001, "Error"],
  ])("of %d is taken for what was meant: %s", async (OrderPrice, result) => {
    const reply = await saxo.precheck({ ...LIMIT, OrderPrice });
    expect(pick(reply.json, "PreCheckResult")).toBe(result);
  });
});

describe("a query", () => {
  it.each([
    ["$skip=-1", "$skip"],
    ["$top=0", "$top"],
    ["$inlinecount=Some", "$inlinecount"],
  ])("with %s is refused under that name", async (query, field) => {
    const reply = await saxo.get(`/port/v1/accounts/me?${query}`);
    expect(reply.status).toBe(400);
    expect(Object.keys(Object(pick(reply.json, "ModelState")) as object)).toEqual([field]);
  });

  it("for an order without its id is told so", async () => {
    const key = encodeURIComponent(saxo.simulator.identity.clientKey);
    for (const path of [`/port/v1/orders/${key}/`, `/port/v1/orders/${key}`]) {
      const reply = await saxo.get(path);
      expect(reply).toMatchObject({ status: 400, json: { ErrorCode: "OrderIdNotSpecified" } });
    }
  });

  it("for strategies of algorithmic orders finds none", async () => {
    expect((await saxo.get("/ref/v1/algostrategies")).json).toEqual({ Data: [] });
  });
});

describe("a market order at the weekend", () => {
  const SATURDAY = "2026-03-07T12:00:00Z";

  it("is refused in currencies, and waits for the opening of an exchange", async () => {
    await saxo.close();
    saxo = await startSaxo({ startIso: SATURDAY });
    const refused = { status: 400, json: { ErrorInfo: { ErrorCode: "MarketClosed" } } };
    expect(await saxo.order(PAIR)).toMatchObject(refused);
    expect((await saxo.order(LIMIT)).status).toBe(200);
    expect((await saxo.order({ Uic: 211, AssetType: "Stock" })).status).toBe(200);
  });

  it("waits in currencies as well where that is how it behaves", async () => {
    await saxo.close();
    const closedMarket = { currencies: "queue", exchanges: "refuse" } as const;
    saxo = await startSaxo({ startIso: SATURDAY, closedMarket });
    expect((await saxo.order(PAIR)).status).toBe(200);
    expect((await saxo.order({ Uic: 211, AssetType: "Stock" })).status).toBe(400);
  });
});
