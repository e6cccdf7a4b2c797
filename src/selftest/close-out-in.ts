import { ZERO } from "../core/domain/decimal.ts";
import { runCloseOut } from "../cycle/run-close-out.ts";
import { ownBooks } from "./books.ts";
import { breach } from "./breach.ts";
import { settingsOf, stateDirectoryOf, type Stage } from "./stage.ts";
import { startIn, type RunOptions } from "./world.ts";

/** One start of the command that closes what is ours. What it calls flat must be flat. */
export async function closeOutIn(stage: Stage, options: RunOptions): Promise<undefined> {
  const { world, schedule, happenings, breaches } = stage;
  happenings.close_outs += 1;
  const report = await startIn(world, options, ({ ports }) => {
    const started = { runId: world.ids.newRunId(), startedAt: ports.clock.now(), dryRun: false };
    const cycle = ports.store.beginCycle(started);
    const wish = { label: "selloff@1", scope: "own", disclaimerPolicy: "block_all" } as const;
    return runCloseOut(ports, settingsOf(schedule, "still"), { cycle, wish });
  });
  if (!report.isFlat) return undefined;
  const left = leftOver(stage, options.stateDirectory ?? stateDirectoryOf(stage, "first"));
  if (left.length > 0) breaches.push(breach("flat", left.join(", ")));
  return undefined;
}

/** What is ours by our own books, and still there. */
function leftOver({ world }: Stage, stateDirectory: string): readonly string[] {
  const { positions } = world.simulator.snapshot();
  const own = Object.entries(ownBooks(stateDirectory).positions).filter(
    ([, quantity]) => !quantity.startsWith("-"),
  );
  return own
    .filter(([id]) =>
      positions
        .filter(({ instrument }) => instrument.id === id)
        .reduce((sum, { amount }) => sum.plus(amount), ZERO)
        .gt(ZERO),
    )
    .map(([id, quantity]) => `${quantity} of ${id}`);
}
