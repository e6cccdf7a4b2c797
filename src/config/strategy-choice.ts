import { TradebotError } from "../core/domain/errors.ts";
import { present } from "../core/domain/present.ts";
import type { StrategyDeclaration } from "../core/strategy/contract.ts";
import { findStrategy, STRATEGIES } from "../core/strategy/registry.ts";
import { chosenValue } from "./chosen-value.ts";
import type { ConfigFault } from "./config-fault.ts";
import { strategyFile } from "./kinds/plain.ts";
import { findIn, type Found, type Layer } from "./layers.ts";
import { DEFAULT_STRATEGY, strategyName } from "./groups/strategy.ts";

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
  if (found === undefined) {
    const name = chosenValue(layers, "STRATEGY_NAME", strategyName.read, DEFAULT_STRATEGY) ?? "";
    return { ...present({ strategy: findStrategy(name) }), faults: [] };
  }
  const file = chosenValue(layers, "STRATEGY_FILE", strategyFile.read, "");
  if (file === undefined) return { file: "", faults: [] }; // said of its value
  if (findIn(layers, { name: "STRATEGY_NAME" }) !== undefined)
    return { file, faults: [bothSet(file, found)] };
  return opensStrategyNow && openStrategy !== undefined
    ? { file, ...opened(openStrategy, file, found) }
    : { file, faults: [] };
}

const bothSet = (file: string, { origin }: Found): ConfigFault => ({
  setting: "STRATEGY_FILE",
  value: JSON.stringify(file),
  fault: "set together with STRATEGY_NAME",
  expected: "one of the two",
  origin,
});

function opened(open: OpenStrategy, file: string, { origin }: Found): StrategyChoice {
  try {
    return { strategy: open(file), faults: [] };
  } catch (error) {
    if (!(error instanceof TradebotError)) throw error;
    const { message, hint } = error;
    return { faults: [{ setting: "STRATEGY_FILE", fault: message, ...present({ hint }), origin }] };
  }
}

/** Whose parameters are settings. Where a name is faulty any of them may be meant; a file has none that we know. */
export function strategiesToKnow({ strategy, file }: StrategyChoice): readonly StrategyDeclaration[] {
  if (strategy !== undefined) return [strategy];
  return file === undefined ? STRATEGIES : [];
}
