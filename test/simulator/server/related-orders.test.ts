import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Reply, SaxoUnderTest } from "../saxo-under-test.ts";
import { column, numberAt, pick, rows, startSaxo, textAt } from "../saxo-under-test.ts";

const EURUSD = { Uic: 21, AssetType: "FxSpot", Amount: 10_000 };
const STOCK = { Uic: 211, AssetType: "Stock", Amount: 10 };
const GTC = { OrderDuration: { DurationType: "GoodTillCancel" } };

describe("orders that hang together", () => {
  let saxo: SaxoUnderTest;
  let ask: number;
  beforeEach(async () => {
    saxo = await startSaxo();
    const quote = await saxo.get("/trade/v1/infoprices?Uic=21&AssetType=FxSpot");
    ask = numberAt(quote, "Quote", "Ask");
  });
  afterEach(() => saxo.close());

  /** A price so many hundredths away from the market, as FX limits are written. */
  const at = (percent: number): number => Number((ask * (1 + percent / 100)).toFixed(4));
  const fx = (changes: Record<string, unknown>) => saxo.orderBody({ ...EURUSD, ...GTC, ...changes });
  const entry = () => ({
    ...EURUSD,
    ...GTC,
    OrderType: "Limit",
    OrderPrice: at(-2),
    ExternalReference: "bot-1",
  });
  const target = () => fx({ BuySell: "Sell", OrderType: "Limit", OrderPrice: at(5) });
  const stop = () =>
    fx({ BuySell: "Sell", OrderType: "Stop", OrderPrice: at(-4), ExternalReference: "bot-1-stop" });
  const post = (body: Record<string, unknown>): Promise<Reply> => {
    saxo.clock.advance(1000);
    return saxo.send("POST", "/trade/v2/orders", { body });
  };
  const patch = (body: Record<string, unknown>): Promise<Reply> => {
    saxo.clock.advance(1000);
    return saxo.send("PATCH", "/trade/v2/orders", { body });
  };
  const remove = (target: string): Promise<Reply> => {
    saxo.clock.advance(1000);
    return saxo.send("DELETE", `/trade/v2/orders${target}AccountKey=${saxo.simulator.identity.accountKey}`);
  };
  const working = () => saxo.get("/port/v1/orders/me?Status=All");

  it("answers an entry with the ids of its children in their order", async () => {
    const reply = await saxo.order({ ...entry(), Orders: [target(), stop()] });
    expect(reply).toMatchObject({ status: 200 });
    expect(reply.json).toEqual({
      ExternalReference: "bot-1",
      OrderId: "5000000001",
      Orders: [{ OrderId: "5000000002" }, { ExternalReference: "bot-1-stop", OrderId: "5000000003" }],
    });
    expect(column(await working(), "OrderRelation")).toEqual([
      "IfDoneMaster",
      "IfDoneSlaveOco",
      "IfDoneSlaveOco",
    ]);
    expect(column(await saxo.get("/port/v1/orders/me"), "OrderId")).toEqual(["5000000001"]);
  });

  it("blames the child that is wrong, and drags the others down", async () => {
    const reply = await saxo.order({ ...entry(), Orders: [{ ...target(), OrderPrice: at(-3) }, stop()] });
    const because = "Order not placed as other order in request was rejected.";
    expect(reply.status).toBe(400);
    expect(reply.json).toEqual({
      ErrorInfo: { ErrorCode: "OrderNotPlaced", Message: because },
      ExternalReference: "bot-1",
      Orders: [
        { ErrorInfo: { ErrorCode: "WrongSideOfRelatedOrder", Message: expect.any(String) as string } },
        { ErrorInfo: { ErrorCode: "OrderNotPlaced", Message: because }, ExternalReference: "bot-1-stop" },
      ],
    });
    expect(rows(await working())).toEqual([]);
  });

  it("repeats at the root that a child is too far away, which no precheck says", async () => {
    const body = { ...entry(), Orders: [{ ...target(), OrderPrice: at(60) }, stop()] };
    const precheck = await saxo.precheck(body);
    expect(column({ ...precheck, json: { Data: pick(precheck.json, "Orders") } }, "PreCheckResult")).toEqual([
      "Ok",
      "Ok",
    ]);
    const { json } = await saxo.order(body);
    const codes = [
      pick(json, "ErrorInfo"),
      pick(json, "Orders", 0, "ErrorInfo"),
      pick(json, "Orders", 1, "ErrorInfo"),
    ];
    expect(codes.map((info) => pick(info, "ErrorCode"))).toEqual([
      "TooFarFromEntryOrder",
      "TooFarFromEntryOrder",
      "OrderNotPlaced",
    ]);
  });

  it("wants to know of every child whether a person gave it", async () => {
    const { ManualOrder, ...unsaid } = stop();
    const { status, json } = await saxo.order({ ...entry(), Orders: [unsaid] });
    expect([ManualOrder, status, pick(json, "Orders", 0, "ErrorInfo", "ErrorCode")]).toEqual([
      false,
      400,
      "InvalidRequest",
    ]);
  });

  it("takes a pair without an entry, and leaves one alone when the other is cancelled", async () => {
    const reply = await post({ Orders: [target(), stop()] });
    expect(reply.json).toEqual({
      Orders: [{ OrderId: "5000000001" }, { ExternalReference: "bot-1-stop", OrderId: "5000000002" }],
    });
    expect(column(await working(), "OrderRelation")).toEqual(["Oco", "Oco"]);
    await remove("/5000000001?");
    expect(column(await working(), "OrderRelation")).toEqual(["StandAlone"]);
  });

  it("hangs children on an order that works, one beside the other", async () => {
    await saxo.order(entry());
    const first = await post({ OrderId: "5000000001", Orders: [target()] });
    expect(first.json).toEqual({ OrderId: "5000000001", Orders: [{ OrderId: "5000000002" }] });
    const second = await post({ Orders: [{ OrderId: "5000000002" }, stop()] });
    expect(second.json).toMatchObject({
      OrderId: "5000000001",
      Orders: [{ OrderId: "5000000002" }, { OrderId: "5000000003" }],
    });
    expect(column(await working(), "OrderRelation")).toEqual([
      "IfDoneMaster",
      "IfDoneSlaveOco",
      "IfDoneSlaveOco",
    ]);
  });

  it("takes on an exchange no stop in a pair but one that waits for a trade", async () => {
    const leg = { ...saxo.orderBody({ ...STOCK, ...GTC }), BuySell: "Sell" };
    const { status, json } = await post({
      Orders: [
        { ...leg, OrderType: "Limit", OrderPrice: 9000 },
        { ...leg, OrderType: "Stop", OrderPrice: 1 },
      ],
    });
    expect(status).toBe(400);
    expect(json).toEqual({
      ErrorCode: "InvalidModelState",
      Message: "One or more properties of the request are invalid!",
      ModelState: {
        Orders: [
          "Stop leg of OCO order must have OrderType of either: TrailingStopIfTraded, StopIfTraded, StopLimit",
        ],
      },
    });
  });

  it("changes an order under its id, and children with it", async () => {
    await saxo.order({ ...entry(), Orders: [target(), stop()] });
    const reply = await patch({
      ...fx({ ...entry(), OrderPrice: at(-1) }),
      OrderId: "5000000001",
      Orders: [{ ...stop(), OrderId: "5000000003", OrderPrice: at(-3) }],
    });
    expect(reply).toMatchObject({
      status: 200,
      json: { OrderId: "5000000001", Orders: [{ OrderId: "5000000003" }] },
    });
    expect(column(await working(), "Price")).toEqual([at(-1), at(5), at(-3)]);
    const log = await saxo.activities("Status=Changed");
    expect(column(log, "Price")).toEqual([at(-1), at(-3)]);
  });

  it("changes nothing when one of several changes is refused", async () => {
    await saxo.order({ ...entry(), Orders: [target(), stop()] });
    const reply = await patch({
      ...fx({ ...entry(), OrderPrice: at(-1) }),
      OrderId: "5000000001",
      Orders: [{ ...stop(), OrderId: "5000000003", OrderPrice: at(1) }],
    });
    expect(reply.status).toBe(400);
    expect(pick(reply.json, "Orders", 0, "ErrorInfo", "ErrorCode")).toBe("WrongSideOfRelatedOrder");
    expect(column(await working(), "Price")).toEqual([at(-2), at(5), at(-4)]);
  });

  it("knows no change of an order that is gone, and none that leaves something unsaid", async () => {
    const gone = await patch({ ...fx(entry()), OrderId: "5000000009" });
    expect([gone.status, textAt(gone, "ErrorInfo", "ErrorCode")]).toEqual([404, "OrderNotFound"]);
    const unsaid = await patch({ OrderId: "5000000001", OrderType: "Limit", Amount: 1 });
    expect(pick(unsaid.json, "ModelState")).toMatchObject({
      OrderDuration: [expect.anything()],
      OrderPrice: [expect.anything()],
    });
  });

  it("checks a change without making it", async () => {
    await saxo.order(entry());
    const good = await saxo.precheck({ ...entry(), OrderId: "5000000001", OrderPrice: at(-1) });
    const bad = await saxo.precheck({ ...entry(), OrderId: "5000000001", OrderPrice: 1.00005 });
    expect([textAt(good, "PreCheckResult"), textAt(bad, "ErrorInfo", "ErrorCode")]).toEqual([
      "Ok",
      "PriceNotInTickSizeIncrements",
    ]);
    expect(column(await working(), "Price")).toEqual([at(-2)]);
  });

  it("cancels everything on one instrument", async () => {
    await saxo.order({ ...entry(), Orders: [target(), stop()] });
    await saxo.order({ ...STOCK, ...GTC, OrderType: "Limit", OrderPrice: 1 });
    expect(await remove("?Uic=21&AssetType=fxspot&")).toMatchObject({ status: 200, json: {} });
    expect(column(await working(), "AssetType")).toEqual(["Stock"]);
    expect(pick((await remove("?Uic=21&")).json, "ModelState")).toEqual({
      AssetType: ["AssetType is required"],
    });
  });

  it("clears the instrument before an order that asks for it", async () => {
    await saxo.order(entry());
    const { json } = await saxo.order({ ...entry(), OrderPrice: at(-3), CancelOrders: true });
    expect(pick(json, "OrderId")).toBe("5000000002");
    expect(column(await working(), "OrderId")).toEqual(["5000000002"]);
  });

  it("reads an amount in the second currency of a pair", async () => {
    await saxo.order({ ...EURUSD, Amount: 11_000, QuoteCurrency: true });
    const [fill] = saxo.simulator.snapshot().fills;
    expect(fill?.amount.times(fill.price).round(2).toString()).toBe("11000");
  });
});
