import { describe, expect, it } from "vitest";
import { durationMs } from "../../../../src/core/domain/time.ts";
import { VirtualClock } from "../../../support/virtual-clock.ts";
import type { Answer } from "../support/fake-saxo.ts";
import { fixture } from "../support/fake-saxo.ts";
import { ACCOUNT, failureOf, saxoWorld } from "../support/saxo-world.ts";

const PATH = "/port/v1/orders";
const GOOD: Answer = { body: fixture("open-orders/several") };
const limits = (remaining: number, reset: number): Record<string, string> => ({
  "X-RateLimit-AppDay-Remaining": "1",
  "X-RateLimit-AppDay-Reset": "80000",
  "X-RateLimit-Session-Limit": "120",
  "X-RateLimit-Session-Remaining": String(remaining),
  "X-RateLimit-Session-Reset": String(reset),
});

describe("a read that fails", () => {
  it.each<readonly [string, Answer]>([
    ["429", { status: 429 }],
    ["408", { status: 408 }],
    ["500 as HTML", { status: 500, text: "<html>", contentType: "text/html" }],
    ["503", { status: 503 }],
  ])("is repeated after %s", async (_, answer) => {
    const { saxo, broker, clock } = await saxoWorld();
    saxo.on("GET", PATH, answer, GOOD);
    expect((await broker.readOpenOrders(ACCOUNT)).length).toBe(2);
    expect(saxo.received.length).toBe(2);
    expect(clock.slept).toEqual([1000]);
    expect(broker.requestCount).toBe(2);
  });

  it.each<readonly [string, Answer]>([
    ["a cut connection", "drop"],
    ["a truncated reply", "truncate"],
  ])(
    "is repeated at once after %s, as a kept connection ends, and later after another",
    async (_, answer) => {
      const { saxo, broker, clock } = await saxoWorld();
      saxo.on("GET", PATH, answer, answer, GOOD);
      expect((await broker.readOpenOrders(ACCOUNT)).length).toBe(2);
      expect(clock.slept).toEqual([2000]);
      expect(broker.requestCount).toBe(3);
    },
  );

  it("is repeated three times, then the broker counts as unreachable", async () => {
    const { saxo, broker, clock, events } = await saxoWorld();
    saxo.on("GET", PATH, { status: 503 });
    expect(await failureOf(broker.readOpenOrders(ACCOUNT))).toMatchObject({
      code: "BROKER_UNREACHABLE",
      exit: "broker_unreachable",
      retry: "safe",
      message: "GET /port/v1/orders brought no answer: status 503",
    });
    expect(saxo.received.length).toBe(4);
    expect(clock.slept).toEqual([1000, 2000, 4000]);
    expect(events.of("http_error").map(({ attempt, wait_ms }) => [attempt, wait_ms])).toEqual([
      [1, 1000],
      [2, 2000],
      [3, 4000],
      [4, undefined],
    ]);
  });

  it("is repeated when the time allowed has run out", async () => {
    const { saxo, broker, events } = await saxoWorld({ readTimeout: durationMs(30) });
    saxo.on("GET", PATH, "hang", GOOD);
    expect((await broker.readOpenOrders(ACCOUNT)).length).toBe(2);
    expect(events.of("http_error")).toMatchObject([{ detail: "timed_out", attempt: 1, wait_ms: 1000 }]);
  });

  it("is repeated when nobody listens, then the broker counts as unreachable", async () => {
    const { saxo, broker, events } = await saxoWorld();
    await saxo.close();
    expect(await failureOf(broker.readOpenOrders(ACCOUNT))).toMatchObject({ code: "BROKER_UNREACHABLE" });
    expect(events.of("http_error").map(({ detail }) => detail)).toEqual(Array(4).fill("not_connected"));
  });

  it.each<readonly [string, Record<string, string>, number]>([
    ["Retry-After in seconds", { "Retry-After": "7", ...limits(0, 3) }, 7000],
    ["Retry-After as a date", { "Retry-After": "Wed, 04 Mar 2026 09:15:09 GMT" }, 9000],
    ["the reset of the exhausted limit, and a second", limits(0, 3), 4000],
    ["a reset of 0, and a second", limits(0, 0), 1000],
    ["its own patience while no limit is exhausted", limits(5, 30), 1000],
    ["its own patience when Retry-After is nonsense", { "Retry-After": "soon" }, 1000],
  ])("waits for %s", async (_, headers, waitMs) => {
    const { saxo, broker, events } = await saxoWorld();
    saxo.on("GET", PATH, { status: 429, headers }, GOOD);
    await broker.readOpenOrders(ACCOUNT);
    expect(events.of("http_error")).toMatchObject([{ wait_ms: waitMs }]);
  });

  it("says no more of a nonsensical Retry-After than fits on a line", async () => {
    const { saxo, broker } = await saxoWorld();
    saxo.on("GET", PATH, { status: 503, headers: { "Retry-After": `soon\u009b ${"x".repeat(500)}` } });
    expect((await failureOf(broker.readOpenOrders(ACCOUNT))).message).toBe(
      `GET ${PATH} brought no answer: status 503, with the wish to wait (Retry-After: soon  ${"x".repeat(34)})`,
    );
  });

  it("is given up when the broker asks for more patience than a cycle has", async () => {
    const { saxo, broker } = await saxoWorld();
    saxo.on("GET", PATH, { status: 503, headers: { "Retry-After": "3600" } });
    expect(await failureOf(broker.readOpenOrders(ACCOUNT))).toMatchObject({ code: "BROKER_UNREACHABLE" });
    expect(saxo.received.length).toBe(1);
  });

  it.each<readonly [string, Answer, string, string]>([
    [
      "404",
      { status: 404, body: { ErrorCode: "NotFoundError" } },
      "BROKER_REFUSED",
      "broker_contract_broken",
    ],
    [
      "a redirect",
      { status: 302, headers: { location: "http://127.0.0.1:1/" } },
      "BROKER_CONTRACT_BROKEN",
      "broker_contract_broken",
    ],
    ["no body", { text: "" }, "BROKER_CONTRACT_BROKEN", "broker_contract_broken"],
    ["no content", { status: 204 }, "BROKER_CONTRACT_BROKEN", "broker_contract_broken"],
    ["broken JSON", { text: '{"Data":[' }, "BROKER_CONTRACT_BROKEN", "broker_contract_broken"],
    [
      "HTML",
      { text: "<html>", contentType: "text/html" },
      "BROKER_CONTRACT_BROKEN",
      "broker_contract_broken",
    ],
    ["another shape", { body: { Data: "none" } }, "BROKER_CONTRACT_BROKEN", "broker_contract_broken"],
  ])("is not repeated after %s", async (_, answer, code, exit) => {
    const { saxo, broker } = await saxoWorld();
    saxo.on("GET", PATH, answer, GOOD);
    expect(await failureOf(broker.readOpenOrders(ACCOUNT))).toMatchObject({ code, exit });
    expect(saxo.received.length).toBe(1);
  });

  it("gives up an answer that is too large", async () => {
    const { saxo, broker } = await saxoWorld();
    saxo.on("GET", PATH, { text: `{"Data":[],"Padding":"${"x".repeat(17 * 1024 * 1024)}"}` });
    expect(await failureOf(broker.readOpenOrders(ACCOUNT))).toMatchObject({ code: "BROKER_CONTRACT_BROKEN" });
    expect(saxo.received.length).toBe(1);
  });

  it("tells the broker's code and the beginning of its words", async () => {
    const { saxo, broker } = await saxoWorld();
    saxo.on("GET", PATH, { status: 400, body: { ErrorCode: "BadRequestError", Message: "w".repeat(900) } });
    expect((await failureOf(broker.readOpenOrders(ACCOUNT))).message).toBe(
      `GET /port/v1/orders was refused with status 400, "BadRequestError": ${"w".repeat(200)}`,
    );
  });
});

describe("a stop", () => {
  it("ends a read under way", async () => {
    const { saxo, broker, stop } = await saxoWorld();
    saxo.on("GET", PATH, () => {
      stop.abort();
      return "hang";
    });
    expect(await failureOf(broker.readOpenOrders(ACCOUNT))).toMatchObject({ code: "CYCLE_STOPPED" });
    expect(saxo.received.length).toBe(1);
  });

  it("ends the wait before a repetition, whatever the clock does", async () => {
    const stop = new AbortController();
    class EndlessSleep extends VirtualClock {
      override sleep(): Promise<void> {
        stop.abort();
        return new Promise(() => undefined);
      }
    }
    const { saxo, broker } = await saxoWorld({ signal: stop.signal, clock: new EndlessSleep() });
    saxo.on("GET", PATH, { status: 503 }, GOOD);
    expect(await failureOf(broker.readOpenOrders(ACCOUNT))).toMatchObject({ code: "CYCLE_STOPPED" });
    expect(saxo.received.length).toBe(1);
  });

  it("keeps reads from being sent at all", async () => {
    const { saxo, broker, stop } = await saxoWorld();
    stop.abort();
    expect(await failureOf(broker.readOpenOrders(ACCOUNT))).toMatchObject({ code: "CYCLE_STOPPED" });
    expect(saxo.received).toEqual([]);
  });

  it("comes with closing as well", async () => {
    const { saxo, broker } = await saxoWorld();
    saxo.on("GET", PATH, () => {
      void broker.close();
      return "hang";
    });
    expect(await failureOf(broker.readOpenOrders(ACCOUNT))).toMatchObject({ code: "CYCLE_STOPPED" });
  });
});
