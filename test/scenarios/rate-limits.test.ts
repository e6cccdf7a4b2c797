import { afterEach, describe, expect, it } from "vitest";
import { PatientClock } from "../support/patient-clock.ts";
import type { CycleRun, World } from "../support/world.ts";
import { runCycleIn, startWorld } from "../support/world.ts";

const FIRST_SYNTHETIC_INDEX = 100_001;

/** So many of the simulator's numbered indices, which trade around the clock. */
const watchlistOf = (count: number): string =>
  Array.from({ length: count }, (_, index) => `CfdOnIndex:${FIRST_SYNTHETIC_INDEX + index}`).join(",");

let opened: World | undefined;
afterEach(async () => {
  await opened?.close();
  opened = undefined;
});

async function worldOf(count: number, env: Readonly<Record<string, string>> = {}) {
  const clock = new PatientClock("2026-03-04T09:15:10Z");
  const statuses: (number | undefined)[] = [];
  opened = await startWorld({
    clock,
    env: { WATCHLIST: watchlistOf(count), MIN_TRADE_AMOUNT: "1000000", ...env },
    simulator: {
      enforceRateLimits: true,
      onRequest: ({ status }) => {
        clock.notice();
        statuses.push(status);
      },
    },
  });
  const world = opened;
  return { world, clock, refused: () => statuses.filter((status) => status === 429).length };
}

const readOf = ({ report }: CycleRun): number => report.tally.instruments_ok;

describe("the broker's limits", () => {
  it("are kept by a first cycle with a hundred instruments, and by those soon after", async () => {
    const { world, clock, refused } = await worldOf(100);
    const ends: (readonly number[])[] = [];
    for (const pauseMs of [0, 10_000, 300_000, 10_000]) {
      clock.advance(pauseMs);
      const run = await runCycleIn(world);
      ends.push([run.exitCode, readOf(run)]);
    }
    expect(ends).toEqual(Array(4).fill([0, 100]));
    expect(refused()).toBe(0);
  });

  it("are kept by fifty cycles that start at once after each other", async () => {
    const { world, refused } = await worldOf(10);
    for (let cycle = 1; cycle <= 50; cycle += 1) expect((await runCycleIn(world)).exitCode).toBe(0);
    expect(refused()).toBe(0);
  });

  it("let a cycle trade on the part of a long watchlist that they allow, and the next ones read the rest", async () => {
    const { world, clock, refused } = await worldOf(400, { BAR_MINUTES: "60" });
    const read: number[] = [];
    const left: unknown[] = [];
    for (let cycle = 1; cycle <= 2; cycle += 1) {
      const began = clock.now();
      const run = await runCycleIn(world);
      expect(run.exitCode).toBe(0);
      expect(clock.now() - began).toBeLessThan(150_000);
      read.push(readOf(run));
      left.push(...run.events.of("marketdata_left_to_next_cycle").map(({ instruments }) => instruments));
      expect(run.events.of("marketdata_instrument_failed")).toEqual([]);
      clock.advance(300_000 - (clock.now() - began));
    }
    expect(read).toEqual([360, 400]);
    expect(left).toEqual([184, 40, 44]); // without a schedule, without bars, without a schedule
    expect(refused()).toBe(0);
  });
});
