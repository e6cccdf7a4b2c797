import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Fault } from "../../../src/simulator/server/faults.ts";
import type { Reply, SaxoUnderTest } from "../saxo-under-test.ts";
import { column, pick, startSaxo, textAt } from "../saxo-under-test.ts";

const EURUSD = { Uic: 21, AssetType: "FxSpot", Amount: 10_000 };
/** Far from the market: it rests. */
const RESTING = { ...EURUSD, OrderType: "Limit", OrderPrice: 0.9 };

describe("what becomes of orders that were taken", () => {
  let saxo: SaxoUnderTest;
  beforeEach(async () => {
    saxo = await startSaxo();
  });
  afterEach(() => saxo.close());

  const tell = (fault: Fault): void => {
    saxo.simulator.faults.next(fault);
  };
  const statuses = async (orderId: string): Promise<readonly unknown[]> => {
    const log = await saxo.activities(`OrderId=${orderId}`);
    return log.json === undefined
      ? []
      : column(log, "Status").map(
          (status, row) => `${String(status)}/${String(column(log, "SubStatus")[row])}`,
        );
  };
  const change = (orderId: string, price: number): Promise<Reply> => {
    saxo.clock.advance(1000);
    const body = saxo.orderBody({ ...RESTING, OrderId: orderId, OrderPrice: price });
    return saxo.send("PATCH", "/trade/v2/orders", { body });
  };
  const cancel = (orderId: string): Promise<Reply> => {
    saxo.clock.advance(1000);
    const key = encodeURIComponent(saxo.simulator.identity.accountKey);
    return saxo.send("DELETE", `/trade/v2/orders/${orderId}?AccountKey=${key}`);
  };

  it("is that they fill in parts, each when it is due", async () => {
    tell({ kind: "partial_fill", parts: ["0.4", "0.6"], everySeconds: 30 });
    const orderId = textAt(await saxo.order(EURUSD), "OrderId");
    const filled = (): readonly string[] =>
      saxo.simulator.snapshot().fills.map(({ amount }) => amount.toString());
    expect(filled()).toEqual(["4000"]);
    saxo.clock.advance(30_000);
    expect(filled()).toEqual(["4000", "6000"]);
    expect((await statuses(orderId)).slice(-2)).toEqual(["Fill/Confirmed", "FinalFill/Confirmed"]);
  });

  it("is that a child is refused, and the others live behind a 400", async () => {
    const child = {
      ...EURUSD,
      BuySell: "Sell",
      ManualOrder: false,
      OrderDuration: { DurationType: "GoodTillCancel" },
    };
    const accountKey = saxo.simulator.identity.accountKey;
    tell({ kind: "partial_acceptance", child: 1 });
    const reply = await saxo.order({
      ...RESTING,
      Orders: [
        { ...child, AccountKey: accountKey, OrderType: "Limit", OrderPrice: 0.95 },
        { ...child, AccountKey: accountKey, OrderType: "Stop", OrderPrice: 0.85 },
      ],
    });
    expect(reply.status).toBe(400);
    expect(pick(reply.json, "OrderId")).toEqual(expect.any(String));
    expect(pick(reply.json, "Orders", 0, "OrderId")).toEqual(expect.any(String));
    expect(pick(reply.json, "Orders", 1, "ErrorInfo", "ErrorCode")).toBe("TooFarFromEntryOrder");
    expect(saxo.simulator.snapshot().orders).toHaveLength(2);
  });

  it("is that a change is answered and then refused", async () => {
    const orderId = textAt(await saxo.order(RESTING), "OrderId");
    tell({ kind: "late_change_reject" });
    expect((await change(orderId, 0.91)).status).toBe(200);
    expect((await statuses(orderId)).at(-1)).toBe("Changed/Rejected");
    const orders = await saxo.get("/port/v1/orders/me");
    expect([column(orders, "OrderId"), column(orders, "Price")]).toEqual([[orderId], [0.9]]);
    expect((await change(orderId, 0.92)).status).toBe(200);
    expect(column(await saxo.get("/port/v1/orders/me"), "Price")).toEqual([0.92]);
  });

  it("is that a change is made, and its answer tells of an unknown outcome", async () => {
    const orderId = textAt(await saxo.order(RESTING), "OrderId");
    tell({ kind: "202", endpoint: "change_order" });
    expect(await change(orderId, 0.91)).toMatchObject({
      status: 202,
      json: { OrderId: orderId, ErrorInfo: { ErrorCode: "TradeNotCompleted" } },
    });
    expect(column(await saxo.get("/port/v1/orders/me"), "Price")).toEqual([0.91]);
  });

  it("is that they fill while they are said to be cancelled", async () => {
    const orderId = textAt(await saxo.order(RESTING), "OrderId");
    tell({ kind: "fill_wins_over_cancel" });
    expect((await cancel(orderId)).json).toEqual({ Orders: [{ OrderId: orderId }] });
    expect(saxo.simulator.snapshot().fills.map(({ orderId: filled }) => filled)).toEqual([orderId]);
    expect((await statuses(orderId)).at(-1)).toBe("FinalFill/Confirmed");
  });

  it("is that the venue refuses them after they have worked for a while", async () => {
    tell({ kind: "late_reject", afterSeconds: 20 });
    const child = { ...saxo.orderBody(EURUSD), BuySell: "Sell", OrderType: "Limit", OrderPrice: 1.5 };
    const reply = await saxo.order({ ...EURUSD, Orders: [child] });
    const orderId = textAt(reply, "OrderId");
    expect(await statuses(orderId)).toEqual(["Placed/Requested", "Placed/Confirmed"]);
    expect(column(await saxo.get("/port/v1/orders/me"), "Status")).toEqual(["Working"]);
    saxo.clock.advance(20_000);
    expect((await statuses(orderId)).slice(2)).toEqual(["Placed/Rejected"]);
    expect((await statuses(textAt(reply, "Orders", 0, "OrderId"))).at(-1)).toBe("Cancelled/Confirmed");
    expect([saxo.simulator.snapshot().orders, saxo.simulator.snapshot().fills]).toEqual([[], []]);
  });

  it.each(["RouteRequested", "WaitCondition"] as const)(
    "is that they are on their way to the venue for a while: %s",
    async (subStatus) => {
      tell({ kind: "slow_venue", afterSeconds: 20, subStatus });
      const orderId = textAt(await saxo.order(EURUSD), "OrderId");
      expect(await statuses(orderId)).toEqual(["Placed/Requested", `Placed/${subStatus}`]);
      expect(column(await saxo.get("/port/v1/orders/me"), "Status")).toEqual(["LockedPlacementPending"]);
      saxo.clock.advance(20_000);
      expect((await statuses(orderId)).slice(2)).toEqual(["Placed/Confirmed", "FinalFill/Confirmed"]);
    },
  );

  it("waits for the endpoint it is about, whatever else is asked", async () => {
    tell({ kind: "late_reject" });
    await saxo.get("/port/v1/users/me");
    await saxo.precheck(EURUSD);
    const orderId = textAt(await saxo.order(EURUSD), "OrderId");
    expect((await statuses(orderId)).at(-1)).toBe("Placed/Rejected");
  });
});
