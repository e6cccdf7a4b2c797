import { TradebotError } from "../core/domain/errors.ts";
import { present } from "../core/domain/present.ts";
import type { StrategyDeclaration } from "../core/strategy/contract.ts";
import { findStrategy, STRATEGIES } from "../core/strategy/registry.ts";
import { chosenValue } from "./chosen-value.ts";
import type { ConfigFault } from "./config-fault.ts";
import { strategyFile } from "./kinds/plain.ts";
import { findIn, type Layer } from "./layers.ts";
import { DEFAULT_STRATEGY, strategyName } from "./schema.ts";

/** @throws TradebotError that says what is wrong with the file */
export type OpenStrategy = (file: string) => StrategyDeclaration;

export interface StrategyChoice {
  /** Absent while it is not known: its name or its file is faulty, or the file has not been opened. */
  readonly strategy?: StrategyDeclaration;
  /** Of a user's own strategy. */
  readonly file?: string;
  readonly faults: readonly ConfigFault[];
}

/** By a name, or by a file; both would leave it to chance which one trades. */
export function chooseStrategy(
  layers: readonly Layer[],
  { openStrategy, opensStrategyNow = false }: { openStrategy?: OpenStrategy; opensStrategyNow?: boolean },
): StrategyChoice {
  const found = findIn(layers, { name: "STRATEGY_FILE" });
  const name = findIn(layers, { name: "STRATEGY_NAME" });
  if (found === undefined) {
    const chosen = chosenValue(layers, "STRATEGY_NAME", strategyName.read, DEFAULT_STRATEGY) ?? "";
    return { ...present({ strategy: findStrategy(chosen) }), faults: [] };
  }
  const reading = found.kind === "text" ? strategyFile.read(found.text) : undefined;
  const file = reading?.kind === "value" ? reading.value : "";
  const both: ConfigFault = {
    setting: "STRATEGY_FILE",
    value: JSON.stringify(file),
    fault: "set together with STRATEGY_NAME",
    expected: "one of the two",
    origin: found.origin,
  };
  if (name !== undefined) return { file, faults: [both] };
  if (!opensStrategyNow || openStrategy === undefined || file === "") return { file, faults: [] };
  try {
    return { file, strategy: openStrategy(file), faults: [] };
  } catch (error) {
    if (!(error instanceof TradebotError)) throw error;
    const { message, hint } = error;
    return {
      file,
      faults: [{ setting: "STRATEGY_FILE", fault: message, ...present({ hint }), origin: found.origin }],
    };
  }
}

/** Whose parameters are settings. Where a name is faulty any of them may be meant; a file has none that we know. */
export function strategiesToKnow({ strategy, file }: StrategyChoice): readonly StrategyDeclaration[] {
  if (strategy !== undefined) return [strategy];
  return file === undefined ? STRATEGIES : [];
}
