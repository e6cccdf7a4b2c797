import { expect, it } from "vitest";
import { openStoreForReading } from "../../src/adapters/store/open-store.ts";
import { replay, type PresentCode, type Replay } from "../../src/cli/explain/replay.ts";
import { strategyLabel } from "../../src/core/strategy/contract.ts";
import { advanceToNextSlot, runCycleIn, startWorld, type World } from "../support/world.ts";

const codeOf = ({ settings }: World): PresentCode => ({
  program: settings.program,
  strategyBy: (label) =>
    label === strategyLabel(settings.decision.strategy) ? settings.decision.strategy : undefined,
});

function replayAll(world: World): readonly Replay[] {
  const reader = openStoreForReading(world.stateDirectory);
  if (reader === undefined) throw new Error("there is no store");
  try {
    return reader.lastCycles(1000).map(({ id }) => replay(reader, id, codeOf(world)));
  } finally {
    reader.close();
  }
}

it("makes every decision of a morning again, of what is written down", async () => {
  const world = await startWorld({ startIso: "2026-03-04T14:00:10Z" });
  try {
    for (let cycle = 0; cycle < 20; cycle += 1) {
      await runCycleIn(world);
      advanceToNextSlot(world);
    }
    const replays = replayAll(world);
    expect(replays).toHaveLength(20);
    expect(replays.filter(({ outcome }) => outcome !== "same")).toEqual([]);
  } finally {
    await world.close();
  }
});
