import type { StoreReader } from "../../adapters/store/store-reader.ts";
import type { Settings } from "../../config/settings.ts";
import { TradebotError } from "../../core/domain/errors.ts";
import { cycleId, type CycleId } from "../../core/domain/ids.ts";
import type { StrategyDeclaration } from "../../core/strategy/contract.ts";
import { findStrategy } from "../../core/strategy/registry.ts";
import { EXIT_CODES } from "../exit-codes.ts";
import { replay, type PresentCode, type Replay } from "../explain/replay.ts";
import { replayDocument, replayText } from "../explain/replay-text.ts";
import { printJson } from "../output.ts";
import { VERSION } from "../program.ts";
import type { CommandInput } from "../register/commands.ts";
import { requireSettings, withStoreReader } from "../read-store.ts";

interface ReplayOptions {
  readonly cycle: number | undefined;
  /** How many of the newest cycles that decided anything; one without it. */
  readonly last: number | undefined;
}

/** Makes decisions again, of what is written down alone, and says whether they come to what was decided. */
export async function runWhyReplay(input: CommandInput, options: ReplayOptions): Promise<number> {
  const settings = requireSettings(input);
  const replays = await withStoreReader(settings, (reader) => {
    if (reader === undefined) return [];
    return cyclesOf(reader, options).map((cycle) => replay(reader, cycle, presentCode(settings)));
  });
  if (replays.length === 0) throw nothingToReplay(options);
  if (input.json) printJson(input.host, replayDocument(replays));
  else input.host.stdout.write(replayText(replays));
  return replays.every(isSame) ? EXIT_CODES.done.code : EXIT_CODES.data_unusable.code;
}

const isSame = ({ outcome }: Replay): boolean => outcome === "same";

/** Newest first. Skipped cycles decide nothing, so there are more to look through than are asked for. */
function cyclesOf(reader: StoreReader, { cycle, last = 1 }: ReplayOptions): readonly CycleId[] {
  if (cycle === undefined) return reader.lastDeciding(last);
  const id = cycleId(cycle);
  return reader.decisionsOf(id).length === 0 ? [] : [id];
}

const presentCode = ({ strategy }: Settings): PresentCode => ({
  program: VERSION,
  strategyBy: (label) => {
    const name = label.replace(/@\d+$/, "");
    return findStrategy(name) ?? ownStrategy(strategy, name);
  },
});

/** A file is looked into only where the record names a strategy that is none of ours. */
function ownStrategy(strategy: Settings["strategy"], name: string): StrategyDeclaration | undefined {
  if (strategy.file === undefined) return undefined;
  const { declaration } = strategy.chosen;
  return declaration.name === name ? declaration : undefined;
}

function nothingToReplay({ cycle }: ReplayOptions): TradebotError {
  return new TradebotError({
    code: "NO_DECISION_RECORDED",
    message: cycle === undefined ? "no decision is recorded yet" : `cycle ${cycle} recorded no decision`,
    exit: "usage",
    hint: "run a cycle, or see `tradebot status` for the cycles there were and why they were skipped",
  });
}
