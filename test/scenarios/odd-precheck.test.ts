import { describe, expect, it } from "vitest";
import { runCycleIn } from "../support/world.ts";
import { world } from "./order-stories.ts";

describe("an answer to a precheck that makes no sense", () => {
  it("stops its own order and no other, and is the failure of the cycle", async () => {
    // both cross upwards when this world begins
    const surroundings = await world({ env: { WATCHLIST: "CfdOnIndex:4913,CfdOnIndex:100034" } });
    surroundings.simulator.faults.next({ kind: "garbage", endpoint: "precheck", when: "before", count: 1 });
    const { exitCode, report } = await runCycleIn(surroundings);
    expect([exitCode, report.tally.placed, report.tally.dropped]).toEqual([76, 1, 1]);
  });
});
