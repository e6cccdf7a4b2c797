import { describe, expect, it } from "vitest";
import { runCycleIn } from "../support/world.ts";
import { nextStart, placements, stories, world } from "./order-stories.ts";

describe("a state directory", () => {
  it("that served one environment is refused in another: their records must not meet", async () => {
    const surroundings = await world();
    await runCycleIn(surroundings);
    const before = stories(surroundings);
    const settings = { ...surroundings.settings, environment: "SIM", connectionFingerprint: "another" };
    const { exitCode, events } = await runCycleIn(surroundings, { settings });
    expect(exitCode).toBe(78);
    expect(events.of("cycle_failed")).toMatchObject([
      { failure_reason: "STORE_OF_ANOTHER_ACCOUNT", hint: expect.stringContaining("STATE_DIR") as string },
    ]);
    expect([placements(surroundings), stories(surroundings)]).toEqual([1, before]);
    expect((await nextStart(surroundings)).exitCode).toBe(0);
  });
});
