import { runReconcile, type ReconcileReport } from "../../src/cycle/run-reconcile.ts";
import type { RecordedEvents } from "../../src/selftest/recorded-events.ts";
import { startIn, type RunOptions, type World } from "./world.ts";

export interface ReconcileRun {
  readonly report: ReconcileReport;
  readonly events: RecordedEvents;
}

/** One start of the command that compares our records with the broker's. */
export const reconcileIn = (world: World, options: RunOptions = {}): Promise<ReconcileRun> =>
  startIn(world, options, async ({ ports, events }) => {
    const startedAt = ports.clock.now();
    const cycle = ports.store.beginCycle({ runId: world.ids.newRunId(), startedAt, dryRun: false });
    return { report: await runReconcile(ports, world.settings, cycle), events };
  });
