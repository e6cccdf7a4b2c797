import { describe, expect, it } from "vitest";
import { seconds } from "../../src/core/domain/time.ts";
import { runCycleIn, type WorldOptions } from "../support/world.ts";
import { aboutToSell, onMargin, positions, PROFILES, SELLING } from "./protected-worlds.ts";

const SOLD = "CfdOnIndex:100037";

const withLateLog = (options: WorldOptions): WorldOptions => ({
  ...options,
  simulator: { ...options.simulator, activityDelay: seconds(25) },
});

describe.each(PROFILES)("a market exit while the order log is late, on an account with %s", (profile) => {
  it("goes once the lists show that what waited is gone and has sold nothing", async () => {
    const held = await aboutToSell(withLateLog(onMargin(profile, SELLING)));
    expect(positions(held)).toEqual([`1 ${SOLD}`]);
    const { exitCode, events } = await runCycleIn(held);
    expect(exitCode).toBe(0);
    expect(events.of("execution_exit_not_sent")).toEqual([]);
    expect(positions(held)).not.toContain(`1 ${SOLD}`);
    held.clock.advance(60_000);
    const next = await runCycleIn(held);
    expect(next.exitCode).toBe(0);
    expect(
      events.of("execution_position_unprotected").filter(({ instrument_id: id }) => id === SOLD),
    ).toEqual([]);
    expect(positions(held).filter((held) => held.includes(SOLD))).toEqual([]);
  });
});
