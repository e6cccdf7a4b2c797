import { describe, expect, it } from "vitest";
import type { LimitMemory } from "../../../../src/adapters/saxo/transport/limit-memory.ts";
import { recall, remember } from "../../../../src/adapters/saxo/transport/limit-memory.ts";
import { requestId } from "../../../../src/core/domain/ids.ts";
import { VirtualClock } from "../../../support/virtual-clock.ts";
import { fixture } from "../support/fake-saxo.ts";
import { ACCOUNT, EURUSD, ORDER, saxoWorld } from "../support/saxo-world.ts";

/** What the processes of one machine share. */
class Kept implements LimitMemory {
  value: unknown;

  read(): unknown {
    return this.value;
  }

  write(standing: unknown): void {
    this.value = JSON.parse(JSON.stringify(standing));
  }
}

/** A process that starts at the instant, on a monotonic clock of its own. */
async function processAt(iso: string, kept: Kept) {
  const clock = new VirtualClock(iso);
  clock.advance(0);
  const world = await saxoWorld({ clock, limitMemory: kept });
  const headers = { "X-RateLimit-Session-Limit": "120", "X-RateLimit-Session-Reset": "40" };
  world.saxo
    .on("GET", "/port/v1/orders", {
      body: { Data: [] },
      headers: { ...headers, "X-RateLimit-Session-Remaining": "0" },
    })
    .on("GET", "/port/v1/netpositions", { body: { Data: [] } })
    .on("POST", "/trade/v2/orders", { body: fixture("placement/placed") });
  return { ...world, clock };
}

async function useUpAt(iso: string, kept: Kept): Promise<void> {
  const { broker } = await processAt(iso, kept);
  await broker.readOpenOrders(ACCOUNT);
  await broker.close();
}

describe("how the limits stand", () => {
  it.each([
    ["ten seconds later, for the rest of the window", "2026-03-04T09:15:10Z", [31_000]],
    ["a minute later, for nothing", "2026-03-04T09:16:00Z", []],
    ["when the clock was set back, for no longer than the window", "2026-03-04T08:15:00Z", [41_000]],
    ["when the clock was set forward, for nothing", "2026-03-05T09:15:00Z", []],
  ])("makes the next process wait: %s", async (_, iso, waits) => {
    const kept = new Kept();
    await useUpAt("2026-03-04T09:15:00Z", kept);
    const { broker, clock } = await processAt(iso, kept);
    await broker.readNetPositions(ACCOUNT);
    expect(clock.slept).toEqual(waits);
  });

  it("is handed on by a process that asked nothing of that group", async () => {
    const kept = new Kept();
    await useUpAt("2026-03-04T09:15:00Z", kept);
    const between = await processAt("2026-03-04T09:15:05Z", kept);
    await between.broker.place(ORDER, requestId("one"));
    await between.broker.close();
    const { broker, clock } = await processAt("2026-03-04T09:15:10Z", kept);
    await broker.readNetPositions(ACCOUNT);
    expect(clock.slept).toEqual([31_000]);
  });

  it("is not written by a process that asked nothing", async () => {
    const kept = new Kept();
    const { broker } = await processAt("2026-03-04T09:15:00Z", kept);
    await broker.close();
    expect(kept.value).toBeUndefined();
  });

  it("lets the next process send what this one has left, and each of its own later in its turn", async () => {
    const kept = new Kept();
    for (const iso of ["2026-03-04T09:15:00Z", "2026-03-04T09:15:20Z"]) {
      const { saxo, broker } = await processAt(iso, kept);
      saxo.on("GET", "/ref/v1/instruments/tradingschedule/21/FxSpot", {
        body: fixture("trading-schedule/stock"),
      });
      await Promise.all(Array.from({ length: 30 }, () => broker.readTradingSessions(EURUSD)));
      await broker.close();
    }
    const { saxo, broker, clock } = await processAt("2026-03-04T09:15:30Z", kept);
    saxo.on("GET", "/ref/v1/instruments/tradingschedule/21/FxSpot", {
      body: fixture("trading-schedule/stock"),
    });
    for (let asked = 0; asked < 31; asked += 1) await broker.readTradingSessions(EURUSD);
    expect(clock.slept).toEqual([31_000, 20_000]);
  });

  it("spaces the orders of two processes like those of one", async () => {
    const kept = new Kept();
    const first = await processAt("2026-03-04T09:15:00Z", kept);
    await first.broker.place(ORDER, requestId("one"));
    await first.broker.close();
    const { broker, clock } = await processAt("2026-03-04T09:15:00.400Z", kept);
    await broker.place(ORDER, requestId("two"));
    expect(clock.slept).toEqual([600]);
  });

  it("counts what was sent and never answered", async () => {
    const kept = new Kept();
    const clock = new VirtualClock("2026-03-04T09:15:00Z");
    const { saxo, broker } = await saxoWorld({ clock, limitMemory: kept });
    saxo.on("GET", "/port/v1/orders", "hang");
    const asked = broker.readOpenOrders(ACCOUNT).catch(() => undefined);
    while (saxo.received.length === 0) await new Promise((resolve) => setImmediate(resolve));
    await broker.close();
    await asked;
    const releases = recall(kept, clock).limiters.get("port")?.releasesAtMs;
    expect(releases?.map(Math.round)).toEqual([61_000]);
  });

  const NOW = new VirtualClock("2026-03-04T09:15:00Z").now();
  const allowance = { dimension: "session", limit: 120, remaining: 0, resetAt: NOW + 30_000, byOthers: 7 };
  const limiter = { name: "port", releases: [NOW + 100, NOW + 200], allowances: [allowance] };
  it.each<readonly [string, unknown]>([
    ["nothing", undefined],
    ["no object", "text"],
    ["no time", { limiters: [limiter] }],
    ["a time that is none", { savedAt: "yesterday", limiters: [limiter] }],
    ["no list", { savedAt: NOW, limiters: "many" }],
    ["no entries", { savedAt: NOW, limiters: [null, 7, "x"] }],
  ])("counts as forgotten when the memory holds %s", (_, value) => {
    const { limiters, nextOrderAtMs } = recalled(value);
    expect([...limiters]).toEqual([]);
    expect(nextOrderAtMs).toBe(-Infinity);
  });

  it.each<readonly [string, unknown]>([
    ["no allowance", { ...limiter, releases: 7, allowances: [null, {}] }],
    [
      "an endless wait",
      { ...limiter, releases: [NOW + 1e9], allowances: [{ ...allowance, resetAt: NOW + 1e9 }] },
    ],
    ["what is over", { ...limiter, releases: [NOW - 1], allowances: [{ ...allowance, resetAt: NOW }] }],
    ["a broken number", { ...limiter, releases: ["x"], allowances: [{ ...allowance, remaining: null }] }],
  ])("counts as nothing sent when it holds %s", (_, value) => {
    expect(recalled({ savedAt: NOW, limiters: [value] }).limiters).toEqual(
      new Map([["port", { allowances: new Map(), releasesAtMs: [] }]]),
    );
  });

  it("comes back as it was left", () => {
    const kept = new Kept();
    kept.value = { savedAt: NOW, nextOrderAt: NOW + 500, limiters: [limiter] };
    const clock = new VirtualClock("2026-03-04T09:15:00Z");
    const standing = recall(kept, clock);
    remember(kept, clock, standing);
    expect(kept.value).toEqual({ savedAt: NOW, nextOrderAt: NOW + 500, limiters: [limiter] });
  });
});

function recalled(value: unknown) {
  const kept = new Kept();
  kept.value = value;
  return recall(kept, new VirtualClock("2026-03-04T09:15:00Z"));
}
