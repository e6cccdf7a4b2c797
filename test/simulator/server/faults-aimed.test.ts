import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { DurationMs } from "../../../src/core/domain/time.ts";
import type { Fault } from "../../../src/simulator/server/faults.ts";
import type { Reply, SaxoUnderTest } from "../saxo-under-test.ts";
import { column, pick, startSaxo } from "../saxo-under-test.ts";

const USERS = "/port/v1/users/me";
const BALANCES = "/port/v1/balances/me";

describe("faults", () => {
  let saxo: SaxoUnderTest;
  const waits: DurationMs[] = [];
  beforeEach(async () => {
    saxo = await startSaxo({
      sleep: (duration) => {
        waits.push(duration);
        return Promise.resolve();
      },
    });
    waits.length = 0;
  });
  afterEach(() => saxo.close());

  const strike = (fault: Fault): void => {
    saxo.simulator.faults.next(fault);
  };
  const statusOf = async (path: string): Promise<number> => (await saxo.get(path)).status;
  const statuses = async (...paths: readonly string[]): Promise<readonly number[]> => {
    const found: number[] = [];
    for (const path of paths) found.push(await statusOf(path));
    return found;
  };

  it.each<[string, Partial<Fault>]>([
    ["by their endpoint", { endpoint: "users_me" }],
    ["by their path", { path: "/port/v1/users/me" }],
    ["by their path with any segment", { path: "/port/*/users/*" }],
    ["by how their path begins", { path: "/port/v1/users/**" }],
    ["by method and path", { method: "get", path: "/port/v1/users/me" }],
  ])("find requests %s", async (_, aim) => {
    strike({ kind: "503", ...aim } as Fault);
    expect(await statuses(BALANCES, USERS, USERS)).toEqual([200, 503, 200]);
  });

  it.each<[string, Partial<Fault>]>([
    ["another method", { method: "POST", path: "/port/v1/users/me" }],
    ["a shorter path", { path: "/port/v1/users" }],
    ["a longer path", { path: "/port/v1/users/me/**/more" }],
  ])("leave requests alone that they are not aimed at: %s", async (_, aim) => {
    strike({ kind: "503", ...aim } as Fault);
    expect(await statuses(USERS, BALANCES)).toEqual([200, 200]);
  });

  it("strike any request when they are not aimed", async () => {
    strike({ kind: "503", count: 2 });
    expect(await statuses(USERS, BALANCES, USERS)).toEqual([503, 503, 200]);
  });

  it("let some pass first, and strike for ever when they are told to", async () => {
    strike({ kind: "503", endpoint: "users_me", skip: 2, count: "always" });
    expect(await statuses(USERS, USERS, USERS, USERS, BALANCES)).toEqual([200, 200, 503, 503, 200]);
    saxo.simulator.faults.clear();
    expect(await statuses(USERS)).toEqual([200]);
  });

  it("strike by chance, the same way with the same seed", async () => {
    const struck = async (seed: number): Promise<readonly number[]> => {
      const other = await startSaxo({ seed });
      other.simulator.faults.next({ kind: "503", count: "always", probability: 0.3 });
      const found: number[] = [];
      for (let sent = 0; sent < 100; sent += 1) found.push((await other.get(USERS)).status);
      await other.close();
      return found;
    };
    const first = await struck(1);
    expect(first.filter((status) => status === 503).length).toBe(FAILED_BY_CHANCE);
    expect(await struck(1)).toEqual(first);
    expect(await struck(2)).not.toEqual(first);
  });

  it("decide one at a time, and change answers all together", async () => {
    strike({ kind: "clock_skew", seconds: 90, endpoint: "users_me", count: "always" });
    strike({ kind: "503", endpoint: "users_me" });
    strike({ kind: "401", endpoint: "users_me" });
    const replies = [await saxo.get(USERS), await saxo.get(USERS), await saxo.get(USERS)];
    expect(replies.map(({ status }) => status)).toEqual([503, 401, 200]);
    expect(replies.map(({ headers }) => headers.get("date"))).toEqual(
      Array(3).fill("Wed, 04 Mar 2026 15:16:30 GMT"),
    );
    expect(saxo.requests.map(({ faults }) => faults)).toEqual([
      ["503", "clock_skew"],
      ["401", "clock_skew"],
      ["clock_skew"],
    ]);
  });

  it("answer what they are told to", async () => {
    const body = { ErrorCode: "Unknown" };
    strike({ kind: "status", status: 500, body, headers: { "X-From": "a test" } });
    const reply = await saxo.get(USERS);
    expect(reply).toMatchObject({ status: 500, json: body });
    expect(reply.headers.get("x-from")).toBe("a test");
    strike({ kind: "status", status: 502, body: "<h1>Bad gateway</h1>" });
    expect(await saxo.get(USERS)).toMatchObject({
      status: 502,
      text: "<h1>Bad gateway</h1>",
      json: undefined,
    });
    strike({ kind: "status", status: 500 });
    expect(await saxo.get(USERS)).toMatchObject({ status: 500, text: "" });
  });

  it.each<[Fault, Record<string, string | null>]>([
    [
      { kind: "429", endpoint: "users_me" },
      { "x-ratelimit-session-remaining": "0", "x-ratelimit-session-reset": "60", "retry-after": null },
    ],
    [
      { kind: "429", endpoint: "users_me", resetSeconds: 7, retryAfter: 3 },
      { "x-ratelimit-session-remaining": "0", "x-ratelimit-session-reset": "7", "retry-after": "3" },
    ],
    [
      { kind: "429", endpoint: "users_me", resetSeconds: "none" },
      { "x-ratelimit-session-remaining": null, "x-ratelimit-appday-reset": null, "retry-after": null },
    ],
  ])("say how long to wait as they are told: %j", async (fault, expected) => {
    strike(fault);
    const { status, text, headers } = await saxo.get(USERS);
    expect([status, text]).toEqual([429, ""]);
    expect(Object.fromEntries(Object.keys(expected).map((name) => [name, headers.get(name)]))).toEqual(
      expected,
    );
  });

  it("keep a client waiting", async () => {
    strike({ kind: "slow", milliseconds: 400, endpoint: "users_me" });
    expect(await statusOf(USERS)).toBe(200);
    strike({ kind: "hang", endpoint: "users_me" });
    strike({ kind: "hang", endpoint: "users_me", forSeconds: 2 });
    for (let sent = 0; sent < 2; sent += 1) await expect(saxo.get(USERS)).rejects.toThrow("fetch failed");
    expect(waits).toEqual([400, 600_000, 2000]);
  });

  it("cut an answer within its body, after the effect", async () => {
    strike({ kind: "truncate", endpoint: "place_order" });
    await expect(saxo.order()).rejects.toThrow("terminated");
    expect(saxo.simulator.snapshot().fills).toHaveLength(1);
    strike({ kind: "truncate", endpoint: "users_me", bytes: 0 });
    await expect(saxo.get(USERS)).rejects.toThrow("terminated");
    expect(await statusOf(USERS)).toBe(200);
  });

  it("call an answer what it is not", async () => {
    strike({ kind: "content_type", contentType: "text/plain", endpoint: "users_me" });
    const { status, headers, text } = await saxo.get(USERS);
    expect([status, headers.get("content-type")]).toEqual([200, "text/plain"]);
    expect(pick(JSON.parse(text), "Active")).toBe(true);
  });

  it("add to every object, and replace or remove wherever a name stands", async () => {
    const infoPrices = "/trade/v1/infoprices/list?Uics=21&AssetType=FxSpot";
    strike({ kind: "add_fields", fields: { FieldOfTomorrow: { Value: null } } });
    strike({ kind: "replace_values", field: "MarketState", value: "Halted" });
    strike({ kind: "remove_fields", fields: ["Bid", "LastUpdated"] });
    const reply = await saxo.get(infoPrices);
    expect(pick(reply.json, "FieldOfTomorrow")).toEqual({ Value: null });
    expect(column(reply, "FieldOfTomorrow")).toEqual([{ Value: null }]);
    expect(column(reply, "Quote", "FieldOfTomorrow")).toEqual([{ Value: null }]);
    expect(column(reply, "Quote", "MarketState")).toEqual(["Halted"]);
    expect(column(reply, "Quote", "Bid")).toEqual([undefined]);
    expect(column(reply, "LastUpdated")).toEqual([undefined]);
    expect(column(reply, "Uic")).toEqual([21]);
  });

  it("leave an answer without a body as it is", async () => {
    strike({ kind: "503", endpoint: "users_me" });
    strike({ kind: "add_fields", fields: { A: 1 } });
    expect(await saxo.get(USERS)).toMatchObject({ status: 503, text: "" });
  });

  it("end every token at once", async () => {
    strike({ kind: "token_expiry", endpoint: "balances", skip: 1 });
    expect(await statuses(USERS, BALANCES, USERS, BALANCES, USERS)).toEqual([200, 200, 200, 401, 401]);
  });

  it("let another program take full trading, of which only the session itself tells", async () => {
    const level = async (): Promise<unknown> =>
      pick((await saxo.get("/root/v1/sessions/capabilities")).json, "TradeLevel");
    expect(await level()).toBe("FullTradingAndChat");
    strike({ kind: "trade_level_lost", endpoint: "users_me" });
    expect(await statusOf(USERS)).toBe(200);
    expect(await level()).toBe("OrdersOnly");
  });

  it("need a way to wait where they keep a client waiting", async () => {
    const plain = await startSaxo();
    expect(() => {
      plain.simulator.faults.next({ kind: "slow", milliseconds: 1 });
    }).toThrow("was started without a way to wait");
    await plain.close();
  });

  it("are not used up by requests that may not come in", async () => {
    strike({ kind: "503", endpoint: "users_me" });
    const stranger: Reply = await saxo.get(USERS, { Authorization: "Bearer other" });
    expect([stranger.status, await statusOf(USERS)]).toEqual([401, 503]);
  });
});

/** Of a hundred requests, with seed 1 and a chance of three in ten. */
const FAILED_BY_CHANCE = 31;
