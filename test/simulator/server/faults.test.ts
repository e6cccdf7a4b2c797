import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { SaxoUnderTest } from "../saxo-under-test.ts";
import { pick, rows, startSaxo } from "../saxo-under-test.ts";

describe("faults", () => {
  let saxo: SaxoUnderTest;
  beforeEach(async () => {
    saxo = await startSaxo();
  });
  afterEach(() => saxo.close());

  const placed = (): number => saxo.simulator.snapshot().fills.length;

  it.each([
    ["before", 0],
    ["after", 1],
  ] as const)("cut the connection %s the order is booked", async (when, fills) => {
    saxo.simulator.faults.next({ kind: "drop", endpoint: "place_order", when });
    await expect(saxo.order()).rejects.toThrow("fetch failed");
    expect(placed()).toBe(fills);
    expect((await saxo.order()).status).toBe(200);
  });

  it.each([
    ["401", 401],
    ["409", 409],
    ["429", 429],
    ["503", 503],
  ] as const)("answer %s with or without the effect", async (kind, status) => {
    saxo.simulator.faults.next({ kind, endpoint: "place_order", when: "before" });
    expect(await saxo.order()).toMatchObject({ status, text: "" });
    expect(placed()).toBe(0);
    saxo.simulator.faults.next({ kind, endpoint: "place_order", when: "after" });
    const after = await saxo.order();
    expect(after.status).toBe(status);
    expect(after.headers.get("x-correlation")).toContain("#");
    expect(placed()).toBe(1);
  });

  it("answer in HTML as the network's edge would, without a correlation", async () => {
    saxo.simulator.faults.next({ kind: "html", endpoint: "balances", when: "before" });
    const { status, text, headers } = await saxo.get("/port/v1/balances/me");
    expect(status).toBe(403);
    expect(text).toContain("Reference&#32;");
    expect(headers.get("content-type")).toBe("text/html");
    expect(headers.get("x-correlation")).toBeNull();
  });

  it("answer 200 with something that is no Saxo's, with or without the effect", async () => {
    for (const [when, fills] of [
      ["before", 0],
      ["after", 1],
    ] as const) {
      saxo.simulator.faults.next({ kind: "garbage", endpoint: "place_order", when });
      const { status, json, headers } = await saxo.order();
      expect([status, json, headers.get("x-correlation")]).toEqual([200, undefined, null]);
      expect(placed()).toBe(fills);
    }
  });

  it("say how long to wait with a 429", async () => {
    saxo.simulator.faults.next({ kind: "429", endpoint: "place_order", when: "before" });
    const { headers } = await saxo.order();
    expect(headers.get("x-ratelimit-sessionorders-remaining")).toBe("0");
    expect(headers.get("x-ratelimit-sessionorders-reset")).toBe("1");
  });

  it("leave an order behind an unknown outcome", async () => {
    saxo.simulator.faults.next({ kind: "202", endpoint: "place_order" });
    expect(await saxo.order()).toMatchObject({
      status: 202,
      json: { OrderId: "5000000001", ErrorInfo: { ErrorCode: "TradeNotCompleted" } },
    });
    expect(placed()).toBe(1);
  });

  it("leave a live order behind a 400", async () => {
    saxo.simulator.faults.next({ kind: "400_live", endpoint: "place_order" });
    const reply = await saxo.order({ OrderType: "Limit", OrderPrice: 1 });
    expect(reply).toMatchObject({ status: 400, json: { OrderId: "5000000001" } });
    expect(pick(reply.json, "ErrorInfo", "ErrorCode")).toBe("CouldNotCompleteRequest");
    expect(saxo.simulator.snapshot().orders).toHaveLength(1);
  });

  it("hide nothing behind an order that is refused anyway", async () => {
    saxo.simulator.faults.next({ kind: "202", endpoint: "place_order" });
    expect(await saxo.order({ Amount: 0 })).toMatchObject({
      status: 400,
      json: { ErrorInfo: { ErrorCode: "IllegalAmount" } },
    });
  });

  it("refuse an order after it was accepted, which only the order log tells", async () => {
    saxo.simulator.faults.next({ kind: "late_reject", endpoint: "place_order" });
    expect(await saxo.order()).toMatchObject({ status: 200, json: { OrderId: "5000000001" } });
    expect(rows(await saxo.get("/port/v1/orders/me"))).toEqual([]);
    expect(placed()).toBe(0);
    expect(rows(await saxo.activities())).toMatchObject([
      { OrderId: "5000000001", Status: "Placed", SubStatus: "Requested" },
      { OrderId: "5000000001", Status: "Placed", SubStatus: "Rejected" },
    ]);
  });

  it("strike as often as they are told, and other endpoints not at all", async () => {
    saxo.simulator.faults.next({ kind: "503", endpoint: "balances", when: "before", count: 2 });
    const statuses = [];
    for (let sent = 0; sent < 3; sent += 1) {
      statuses.push(
        (await saxo.get("/port/v1/balances/me")).status,
        (await saxo.get("/port/v1/users/me")).status,
      );
    }
    expect(statuses).toEqual([503, 200, 503, 200, 200, 200]);
  });
});
