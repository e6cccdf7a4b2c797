import { runReconcile } from "../cycle/run-reconcile.ts";
import { settingsOf, type Stage } from "./stage.ts";
import { startIn, type RunOptions } from "./world.ts";

/** One start of the command that compares our records with the broker's: what it has put right, the next cycle finds so. */
export function reconcileIn({ world, schedule, happenings }: Stage, options: RunOptions): Promise<undefined> {
  happenings.reconciles += 1;
  return startIn(world, options, async ({ ports }) => {
    const started = { runId: world.ids.newRunId(), startedAt: ports.clock.now(), dryRun: false };
    await runReconcile(ports, settingsOf(schedule, "still"), ports.store.beginCycle(started));
    return undefined;
  });
}
