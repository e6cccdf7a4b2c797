import type { CloseOutScope } from "../../src/core/risk/close-out.ts";
import { runCloseOut, type CloseOutReport } from "../../src/cycle/run-close-out.ts";
import type { RecordedEvents } from "../../src/selftest/recorded-events.ts";
import { startIn, type RunOptions, type World } from "./world.ts";

export interface CloseOutRun {
  readonly report: CloseOutReport;
  readonly events: RecordedEvents;
}

/** One start of a command that brings everything to an end. */
export const closeOutIn = (
  world: World,
  { scope = "own", ...options }: RunOptions & { readonly scope?: CloseOutScope } = {},
): Promise<CloseOutRun> =>
  startIn(world, options, async ({ ports, events }) => {
    const startedAt = ports.clock.now();
    const cycle = ports.store.beginCycle({ runId: world.ids.newRunId(), startedAt, dryRun: false });
    const wish = { label: "panic-stop@1", scope, disclaimerPolicy: "block_all" } as const;
    const report = await runCloseOut(ports, world.settings, { cycle, wish });
    return { report, events };
  });
