import { printable } from "../output.ts";
import type { Replay } from "./replay.ts";

/** A line for each cycle that did not come out the same, and one for all the others. */
export function replayText(replays: readonly Replay[]): string {
  const same = replays.filter(({ outcome }) => outcome === "same");
  const lines = replays.flatMap(linesOf);
  return [...lines, ...(same.length === 0 ? [] : [sameLine(same)])]
    .map((line) => `${printable(line)}\n`)
    .join("");
}

function sameLine(same: readonly Replay[]): string {
  const [only] = same;
  const cycles = same.length === 1 ? `cycle ${only?.cycle ?? ""}` : `${same.length} cycles`;
  const decisions = same.reduce((sum, { decisions: count }) => sum + count, 0);
  return `${cycles}: same, ${decisions} decision${decisions === 1 ? "" : "s"} made again from what is recorded`;
}

function linesOf(one: Replay): readonly string[] {
  switch (one.outcome) {
    case "same":
      return [];
    case "impossible":
      return [`cycle ${one.cycle}: cannot be made again: ${one.reason}`];
    case "different": {
      const { instrument, place, recorded = "nothing", recomputed = "nothing" } = one.difference;
      return [
        `cycle ${one.cycle}: DIFFERENT, first in ${instrument}, ${place}`,
        `  recorded:   ${recorded}`,
        `  recomputed: ${recomputed}`,
        ...(one.remark === undefined ? [] : [`  ${one.remark}`]),
      ];
    }
  }
}

export function replayDocument(replays: readonly Replay[]) {
  const count = (outcome: Replay["outcome"]): number =>
    replays.filter((one) => one.outcome === outcome).length;
  return {
    same: count("same"),
    different: count("different"),
    impossible: count("impossible"),
    cycles: replays.map(({ cycle, ...rest }) => ({ cycle_id: cycle, ...rest })),
  };
}
