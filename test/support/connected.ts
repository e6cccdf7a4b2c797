import { connector } from "../../src/cycle/connect.ts";
import type { ConnectedContext } from "../../src/cycle/context.ts";
import { newTally } from "../../src/cycle/tally.ts";
import { startIn, type RunOptions, type World } from "./world.ts";

/** A cycle that has begun and reached the broker: for one of its steps alone. */
export const connectedIn = <Result>(
  world: World,
  work: (context: ConnectedContext) => Promise<Result>,
  options: RunOptions = {},
): Promise<Result> =>
  startIn(world, options, async ({ ports }) => {
    const startedAt = ports.clock.now();
    const cycle = ports.store.beginCycle({ runId: world.ids.newRunId(), startedAt, dryRun: false });
    const context = { ports, cycle, tally: newTally(0), silences: new Map() };
    return work(await connector(context, world.settings)());
  });
