import { entryText } from "../core/domain/symbol.ts";
import { strategyConfigHash } from "../core/strategy/config-hash.ts";
import type { StrategyDeclaration, StrategyParameters } from "../core/strategy/contract.ts";
import { checkNeededInstruments } from "./check-needed-instruments.ts";
import { checkPurchases } from "./check-purchases.ts";
import type { ConfigFault } from "./config-fault.ts";
import { jsonObjects } from "./kinds/json.ts";
import { describeOrigin } from "./origin.ts";
import type { ChosenStrategy } from "./settings.ts";
import type { Standing } from "./standing.ts";
import type { StrategyChoice } from "./strategy-choice.ts";
import { readOverrides, type Overrides } from "./strategy-overrides.ts";
import { parameterSettingName } from "./strategy-settings.ts";
import { watchlistIn } from "./watchlist-in.ts";

const OVERRIDES = "STRATEGY_PARAMS_OVERRIDES_JSON";

interface Written {
  readonly standings: readonly Standing[];
  /** Absent while one is faulty. */
  readonly parameters: StrategyParameters | undefined;
  readonly notes: readonly string[];
}

/** The strategy with everything that is set for it; absent while any of that is faulty or not known. */
export function chosenStrategy(
  { strategy }: StrategyChoice,
  written: Written,
): { readonly chosen?: ChosenStrategy; readonly faults: readonly ConfigFault[] } {
  if (strategy === undefined) return { faults: [] };
  const { standings, parameters, notes } = written;
  const { overrides, faults } = overridesIn(strategy, written);
  if (parameters === undefined || faults.length > 0) return { faults };
  const wanted = { strategy, parameters, overrides, watchlist: watchlistIn(standings) ?? [] };
  const idle = [...checkPurchases(wanted, standings), ...checkNeededInstruments(wanted, standings)];
  if (idle.length > 0) return { faults: idle };
  const byEntry = new Map(overrides.map(({ entry, parameters: own }) => [entryText(entry), own]));
  const configHash = strategyConfigHash({ strategy, parameters, overrides: byEntry });
  const origins = originsOf(strategy, standings);
  return { chosen: { declaration: strategy, parameters, overrides, configHash, origins, notes }, faults };
}

function overridesIn(
  strategy: StrategyDeclaration,
  { standings, parameters }: Written,
): Pick<Overrides, "overrides"> & { readonly faults: readonly ConfigFault[] } {
  const standing = standings.find(({ setting }) => setting.name === OVERRIDES);
  const reading = standing?.text === undefined ? undefined : jsonObjects("").read(standing.text);
  const entries = watchlistIn(standings);
  if (reading?.kind !== "value" || entries === undefined) return { overrides: [], faults: [] };
  const { overrides, faults } = readOverrides(reading.value, { strategy, parameters, watchlist: entries });
  const origin = standing?.found === undefined ? {} : { origin: standing.found.origin };
  return { overrides, faults: faults.map((each) => ({ setting: OVERRIDES, ...each, ...origin })) };
}

function originsOf(
  { parameters }: StrategyDeclaration,
  standings: readonly Standing[],
): Readonly<Record<string, string>> {
  const origins: Record<string, string> = {};
  for (const parameter of Object.keys(parameters)) {
    const name = parameterSettingName(parameter);
    const found = standings.find(({ setting }) => setting.name === name)?.found;
    origins[parameter] = found === undefined ? "default" : describeOrigin(found.origin);
  }
  return origins;
}
