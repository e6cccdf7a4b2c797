import type { Log } from "../adapters/logging/log.ts";
import type { ChosenStrategy, Settings } from "../config/settings.ts";
import { entryText } from "../core/domain/symbol.ts";
import { strategyLabel, type StrategyParameters } from "../core/strategy/contract.ts";

/** The same settings; what is in a user's own strategy is logged when somebody asks for it first, all others' at once. */
export function tellingOfStrategy<Of extends Settings>(settings: Of, log: Log): Of {
  const { strategy } = settings;
  if (strategy.file === undefined) {
    tell(strategy.chosen, undefined, log);
    return settings;
  }
  const { file } = strategy;
  let isTold = false;
  return {
    ...settings,
    strategy: {
      file,
      get label() {
        return strategy.label;
      },
      get chosen() {
        const { chosen } = strategy;
        if (!isTold) tell(chosen, file, log);
        isTold = true;
        return chosen;
      },
    },
  };
}

function tell(chosen: ChosenStrategy, file: string | undefined, log: Log): void {
  const { declaration, parameters, overrides, origins, configHash, notes } = chosen;
  log.bindStrategy(strategyLabel(declaration));
  log.emit("strategy_config_loaded", {
    strategy_config_hash: configHash,
    parameters: inWords(parameters, (name) => ` (${origins[name] ?? ""})`),
    overrides: overrides.length === 0 ? undefined : overrides.map(overrideInWords(parameters)).join("; "),
    strategy_file: file,
    strategy_file_digest: declaration.fileDigest,
    detail: notes.length === 0 ? undefined : notes.join("; "),
  });
}

const inWords = (parameters: StrategyParameters, after: (name: string) => string): string =>
  Object.entries(parameters)
    .map(([name, value]) => `${name}=${value}${after(name)}`)
    .join(", ");

/** Only what differs from all others. */
const overrideInWords =
  (parameters: StrategyParameters) =>
  ({ entry, parameters: own }: ChosenStrategy["overrides"][number]): string => {
    const apart = Object.entries(own).filter(([name, value]) => parameters[name] !== value);
    return `${entryText(entry)}: ${inWords(Object.fromEntries(apart), () => "")}`;
  };
