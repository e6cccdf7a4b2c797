import { afterEach, describe, expect, it } from "vitest";
import type { Reply, SaxoUnderTest } from "../saxo-under-test.ts";
import { startSaxo } from "../saxo-under-test.ts";

const rateHeaders = ({ headers }: Reply): Record<string, string> =>
  Object.fromEntries([...headers].filter(([name]) => name.startsWith("x-ratelimit-session")));

describe("rate limits", () => {
  let saxo: SaxoUnderTest;
  afterEach(() => saxo.close());

  const place = (id: string): Promise<Reply> =>
    saxo.send("POST", "/trade/v2/orders", { body: saxo.orderBody(), headers: { "X-Request-ID": id } });

  it("lets one order write through in a second", async () => {
    saxo = await startSaxo();
    const first = await place("a");
    saxo.clock.advance(999);
    const second = await place("b");
    saxo.clock.advance(1);
    const third = await place("b");
    expect([first.status, second.status, third.status]).toEqual([200, 429, 200]);
    expect(second.text).toBe("");
    expect(rateHeaders(second)).toEqual({
      "x-ratelimit-sessionorders-limit": "1",
      "x-ratelimit-sessionorders-remaining": "0",
      "x-ratelimit-sessionorders-reset": "1",
    });
    expect(saxo.simulator.snapshot().fills).toHaveLength(2);
  });

  it("counts a cancel as an order write, and a precheck only when told to", async () => {
    saxo = await startSaxo();
    await place("a");
    const accountKey = encodeURIComponent(saxo.simulator.identity.accountKey);
    const cancel = await saxo.send("DELETE", `/trade/v2/orders/1?AccountKey=${accountKey}`);
    const precheck = await saxo.send("POST", "/trade/v2/orders/precheck", { body: saxo.orderBody() });
    expect([cancel.status, precheck.status]).toEqual([429, 200]);
    await saxo.close();

    saxo = await startSaxo({ precheckCountsAsOrder: true });
    await place("a");
    const paced = await saxo.send("POST", "/trade/v2/orders/precheck", { body: saxo.orderBody() });
    expect(paced.status).toBe(429);
  });

  it("lets 120 requests a minute through in each service group", async () => {
    saxo = await startSaxo();
    const replies: Reply[] = [];
    for (let sent = 0; sent < 121; sent += 1) replies.push(await saxo.get("/port/v1/users/me"));
    const other = await saxo.get("/root/v1/user");
    saxo.clock.advance(60_000);
    const later = await saxo.get("/port/v1/users/me");
    expect(replies.filter(({ status }) => status === 200)).toHaveLength(120);
    expect(replies.at(-1)?.status).toBe(429);
    expect(rateHeaders(replies[9] ?? other)).toEqual({
      "x-ratelimit-session-limit": "120",
      "x-ratelimit-session-remaining": "110",
      "x-ratelimit-session-reset": "60",
    });
    expect([other.status, later.status]).toEqual([200, 200]);
  });

  it("lets 60 requests a minute for instruments through", async () => {
    saxo = await startSaxo();
    const statuses: number[] = [];
    for (let sent = 0; sent < 61; sent += 1) {
      statuses.push((await saxo.get("/ref/v1/instruments/details/21/FxSpot")).status);
    }
    expect(statuses.filter((status) => status === 200)).toHaveLength(60);
    expect(statuses.at(-1)).toBe(429);
  });

  it("stops nobody when the limits are off", async () => {
    saxo = await startSaxo({ enforceRateLimits: false });
    expect([(await place("a")).status, (await place("b")).status]).toEqual([200, 200]);
  });
});
