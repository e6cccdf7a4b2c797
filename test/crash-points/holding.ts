import { onTestFinished } from "vitest";
import { isoFromTimestamp } from "../../src/core/domain/time.ts";
import type { Fault } from "../../src/simulator/server/faults.ts";
import {
  advanceToNextSlot,
  runCycleIn,
  startWorld,
  type World,
  type WorldOptions,
} from "../support/world.ts";
import { ON_SIM, type Beginning } from "./enumerate.ts";

interface Before extends WorldOptions {
  readonly faults?: readonly Fault[];
  /** What somebody does at last. */
  readonly byHand?: (world: World) => Promise<void>;
}

/** The books after so many cycles that were left alone, one in each slot; they go when the test ends. */
export async function after(cycles: number, { faults = [], byHand, ...options }: Before): Promise<Beginning> {
  const world = await startWorld({ ...options, env: { ...ON_SIM, ...options.env } });
  onTestFinished(() => world.close());
  for (const fault of faults) world.simulator.faults.next(fault);
  for (let cycle = 0; cycle < cycles; cycle += 1) {
    await runCycleIn(world);
    advanceToNextSlot(world);
  }
  await byHand?.(world);
  return { directory: world.stateDirectory, startIso: isoFromTimestamp(world.clock.now()) };
}
