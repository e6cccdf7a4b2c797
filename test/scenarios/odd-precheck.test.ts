import { describe, expect, it } from "vitest";
import type { Ports } from "../../src/cycle/ports.ts";
import type { Broker } from "../../src/cycle/ports/broker.ts";
import { localSettings, runCycleIn } from "../support/world.ts";
import { FILLED, placements, stories, world } from "./order-stories.ts";

describe("an answer to a precheck that makes no sense", () => {
  it("stops its own order and no other, and is the failure of the cycle", async () => {
    // both cross upwards when this world begins
    const surroundings = await world({ env: { WATCHLIST: "CfdOnIndex:4913,CfdOnIndex:100034" } });
    surroundings.simulator.faults.next({ kind: "garbage", endpoint: "precheck", when: "before", count: 1 });
    const { exitCode, report } = await runCycleIn(surroundings);
    expect([exitCode, report.tally.placed, report.tally.dropped]).toEqual([76, 1, 1]);
  });
});

describe("texts that stand beside a refusal of the precheck", () => {
  /** The first precheck says no, the others what the broker says. */
  const refusingOnce =
    (asked: string[]) =>
    (ports: Ports): Ports => ({
      ...ports,
      connectBroker: async () => {
        const broker = await ports.connectBroker();
        const precheck: Broker["precheck"] = async (placement, id) => {
          const outcome = await broker.precheck(placement, id);
          asked.push(outcome.kind);
          const refusal = { kind: "refused", code: "NotAllowedYet", reason: "read this first" } as const;
          return asked.length === 1 ? { ...outcome, ...refusal } : outcome;
        };
        return { ...broker, precheck };
      },
    });
  const TEXT = { kind: "normal", condition: "none", shownAt: "precheck" } as const;

  it("are answered, and the order is prechecked once more before it is placed", async () => {
    const env = { DISCLAIMER_POLICY: "auto_accept_normal" };
    const surroundings = await world({ env, simulator: { disclaimers: [TEXT] } });
    const asked: string[] = [];
    const { exitCode, events } = await runCycleIn(surroundings, { around: refusingOnce(asked) });
    expect([exitCode, asked.length]).toEqual([0, 2]);
    expect(events.of("execution_precheck_failed")).toMatchObject([{ failure_reason: "NotAllowedYet" }]);
    expect(events.of("execution_disclaimer_resolved")).toHaveLength(1);
    expect(stories(surroundings)).toEqual([FILLED]);
  });

  it("are left alone where the policy accepts none, and in a dry run", async () => {
    const surroundings = await world({ simulator: { disclaimers: [TEXT] } });
    await runCycleIn(surroundings, { around: refusingOnce([]) });
    expect(stories(surroundings)).toEqual(["dropped DISCLAIMER_BLOCKED"]);
    surroundings.clock.advance(60_000);
    const settings = localSettings({ DISCLAIMER_POLICY: "auto_accept_normal", DRY_RUN: "true" });
    await runCycleIn(surroundings, { around: refusingOnce([]), settings });
    expect(stories(surroundings).at(-1)).toBe("dropped NotAllowedYet");
    expect(placements(surroundings)).toBe(0);
  });
});
