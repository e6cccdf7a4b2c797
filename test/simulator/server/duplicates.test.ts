import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Reply, SaxoUnderTest } from "../saxo-under-test.ts";
import { startSaxo } from "../saxo-under-test.ts";

describe("the duplicate guard", () => {
  let saxo: SaxoUnderTest;
  beforeEach(async () => {
    saxo = await startSaxo();
  });
  afterEach(() => saxo.close());

  const place = (headers: Record<string, string>, changes = {}): Promise<Reply> => {
    saxo.clock.advance(1000);
    return saxo.send("POST", "/trade/v2/orders", { body: saxo.orderBody(changes), headers });
  };
  const fills = (): number => saxo.simulator.snapshot().fills.length;

  it("answers 409 to the same request id within 15 seconds, whatever the body", async () => {
    const id = { "X-Request-ID": "a" };
    expect((await place(id)).status).toBe(200);
    expect(await place(id, { Amount: 2 })).toMatchObject({ status: 409, text: "" });
    saxo.clock.advance(12_999);
    expect((await place(id)).status).toBe(409); // 14.999 s after the first
    saxo.clock.advance(1);
    expect((await place(id)).status).toBe(200);
    expect(fills()).toBe(2);
  });

  it("takes the same order twice under two request ids", async () => {
    expect([
      (await place({ "X-Request-ID": "a" })).status,
      (await place({ "X-Request-ID": "b" })).status,
    ]).toEqual([200, 200]);
    expect(fills()).toBe(2);
  });

  it("knows a repeat without a request id by its content", async () => {
    expect([(await place({})).status, (await place({})).status]).toEqual([200, 409]);
    expect((await place({}, { Amount: 2 })).status).toBe(200);
  });

  it("spends the request id of a refused order", async () => {
    expect((await place({ "X-Request-ID": "a" }, { Amount: 0 })).status).toBe(400);
    expect((await place({ "X-Request-ID": "a" })).status).toBe(409);
    expect(fills()).toBe(0);
  });

  it("does not spend the request id of an order that came too soon", async () => {
    await place({ "X-Request-ID": "a" });
    const send = (): Promise<Reply> =>
      saxo.send("POST", "/trade/v2/orders", { body: saxo.orderBody(), headers: { "X-Request-ID": "b" } });
    expect((await send()).status).toBe(429);
    saxo.clock.advance(1000);
    expect((await send()).status).toBe(200);
  });

  it("covers prechecks, which share their ids with orders", async () => {
    const precheck = { body: saxo.orderBody(), headers: { "X-Request-ID": "a" } };
    expect((await saxo.send("POST", "/trade/v2/orders/precheck", precheck)).status).toBe(200);
    expect((await saxo.send("POST", "/trade/v2/orders/precheck", precheck)).status).toBe(409);
    expect((await place({ "X-Request-ID": "a" })).status).toBe(409);
  });
});
