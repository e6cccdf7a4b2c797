import { describe, expect, it } from "vitest";
import { drawSchedule } from "../../src/selftest/draw-schedule.ts";
import { lastLine, runSelftest } from "../../src/selftest/run-selftest.ts";

/** Chosen once by chance; `tradebot selftest` takes others each time. */
const SEED = 20_261_121;
const SCHEDULES = 12;
const SEEDS = [SEED, SEED + SCHEDULES, SEED + 2 * SCHEDULES];

const perform = (seed: number, schedules: number) =>
  runSelftest({ seed, schedules, onSchedule: () => undefined, isToEnd: () => false });

describe("random schedules of everything that can go wrong", () => {
  it.each(SEEDS)(`end with every promise kept: ${SCHEDULES} of them from seed %i`, async (seed) => {
    const proof = await perform(seed, SCHEDULES);
    expect(proof.breaches).toEqual([]);
    expect(lastLine(proof)).toMatch(
      new RegExp(`^schedules=${SCHEDULES} orders=\\d+ duplicates=0 lost=0 seed=${seed}$`),
    );
    expect(proof.orders).toBeGreaterThan(SCHEDULES);
    for (const name of ["crashes", "fills", "acts_by_hand"])
      expect(proof.happenings[name], name).toBeGreaterThan(0);
    console.info(lastLine(proof));
  });

  it("hold everything that can go wrong, soon enough", () => {
    const steps = Array.from({ length: 200 }, (_, index) => drawSchedule(SEED + index)).flatMap(
      (one) => one.steps,
    );
    const starts = steps.filter((step) => step.kind === "start");
    expect(new Set(steps.map(({ kind }) => kind))).toEqual(
      new Set([
        "start",
        "pause",
        "clock_set",
        "store_deleted",
        "kill_switch",
        "store_kept",
        "store_restored",
        "fault",
        "person_trades",
        "person_closes",
        "person_cancels",
        "person_changes",
        "person_answers",
      ]),
    );
    for (const name of ["job", "crash", "stop", "wants", "interruption"] as const)
      expect(starts.filter((start) => start[name] !== undefined).length, name).toBeGreaterThan(10);
  });

  it("are the same for the same seed, and others for another", async () => {
    expect(drawSchedule(7)).toEqual(drawSchedule(7));
    expect(drawSchedule(7)).not.toEqual(drawSchedule(8));
    expect(await perform(SEED, 2)).toEqual(await perform(SEED, 2));
  });

  it("stop when asked, and count what was performed", async () => {
    let asked = 0;
    const isToEnd = () => (asked += 1) > 2;
    const { schedules } = await runSelftest({
      seed: SEED,
      schedules: 5,
      onSchedule: () => undefined,
      isToEnd,
    });
    expect(schedules).toBe(2);
  });
});
