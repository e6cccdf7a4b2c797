import { describe, expect, it } from "vitest";
import { TradebotError } from "../../src/core/domain/errors.ts";
import type { Ports } from "../../src/cycle/ports.ts";
import { runCycleIn } from "../support/world.ts";
import { FILLED, nextStart, placements, stories, world } from "./order-stories.ts";

/** Right before the placement something speaks against it. */
function guardedBy(objection: Error): (ports: Ports) => Ports {
  const object = (): never => {
    throw objection;
  };
  return (ports) => ({ ...ports, guard: { check: object, requireWritable: object } });
}

describe("an objection right before a placement", () => {
  it("from a lost lock ends the cycle with 75, sends nothing and asks for nothing more", async () => {
    const lost = new TradebotError({ code: "LOCK_LOST", message: "another holds it", exit: "lock_held" });
    const surroundings = await world();
    const { exitCode, events } = await runCycleIn(surroundings, { around: guardedBy(lost) });
    expect(exitCode).toBe(75);
    expect(events.names()).not.toContain("execution_reconcile_begin");
    expect(placements(surroundings)).toBe(0);
    expect((await nextStart(surroundings)).exitCode).toBe(0);
    expect(stories(surroundings)).toEqual(["dropped ABANDONED_BEFORE_SENDING", FILLED]);
  });

  it("that is a bug is not taken for anything else", async () => {
    const surroundings = await world();
    const run = runCycleIn(surroundings, { around: guardedBy(new RangeError("a bug")) });
    await expect(run).rejects.toThrow("a bug");
    expect(placements(surroundings)).toBe(0);
    expect((await nextStart(surroundings)).exitCode).toBe(0);
    expect(stories(surroundings)).toEqual(["dropped ABANDONED_BEFORE_SENDING", FILLED]);
  });
});
