import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Fault } from "../../src/simulator/server/faults.ts";
import { expectAgreement } from "../support/agreement.ts";
import { KillSwitch, runUnder, type When } from "../support/kill-switch.ts";
import { runCycleIn, startWorld } from "../support/world.ts";

const MINUTE_MS = 60_000;
const whens: readonly When[] = ["before", "after"];

/** Everything that can go wrong with the answer to an order, and what keeps the broker's records from being read. */
const FAULTS: readonly Fault[] = [
  ...whens.flatMap((when): Fault[] => [
    { kind: "drop", endpoint: "place_order", when },
    { kind: "409", endpoint: "place_order", when },
    { kind: "503", endpoint: "place_order", when },
    { kind: "503", endpoint: "order_activities", when, count: 4 },
    { kind: "drop", endpoint: "orders", when, count: 4 },
    { kind: "503", endpoint: "net_positions", when, count: 4 },
    { kind: "drop", endpoint: "precheck", when },
  ]),
  { kind: "202", endpoint: "place_order" },
  { kind: "400_live", endpoint: "place_order" },
  { kind: "late_reject", endpoint: "place_order" },
  { kind: "401", endpoint: "place_order", when: "before" },
  { kind: "429", endpoint: "place_order", when: "before" },
  { kind: "html", endpoint: "place_order", when: "before" },
];

/** The calls of a first cycle from the intent to the last look for the fill. */
const AROUND_THE_ORDER = { min: 30, max: 46 };

const mishap = fc.record({
  n: fc.oneof(fc.integer({ min: 1, max: 50 }), fc.integer(AROUND_THE_ORDER)),
  when: fc.constantFrom(...whens),
  pauseMs: fc.constantFrom(0, 1_000, 14_000, 20_000, MINUTE_MS, 5 * MINUTE_MS),
  fault: fc.option(fc.constantFrom(...FAULTS), { nil: undefined }),
});

describe("starts that are killed again and again while the broker fails", () => {
  it("end in equal books and no reference twice, once a start is left alone", async () => {
    let [starts, kills, orders] = [0, 0, 0];
    await fc.assert(
      fc.asyncProperty(fc.array(mishap, { minLength: 1, maxLength: 8 }), async (mishaps) => {
        const world = await startWorld();
        try {
          for (const { n, when, pauseMs, fault } of mishaps) {
            if (fault !== undefined) world.simulator.faults.next(fault);
            const killSwitch = new KillSwitch(n, when);
            await runUnder(killSwitch, world);
            starts += 1;
            if (killSwitch.victim !== undefined) kills += 1;
            world.clock.advance(pauseMs);
          }
          world.simulator.faults.clear();
          for (let calm = 0; calm < 2; calm += 1) {
            world.clock.advance(MINUTE_MS);
            expect((await runCycleIn(world)).exitCode).toBe(0);
          }
          orders += Object.keys(expectAgreement(world).orders).length;
        } finally {
          await world.close();
        }
      }),
      { numRuns: 60 },
    );
    expect(orders).toBeGreaterThan(0);
    console.info(`${starts} starts, ${kills} killed, ${orders} orders, none twice`);
  });
});
