import { instrumentFromId } from "../core/domain/instrument.ts";
import { present } from "../core/domain/present.ts";
import type { WatchlistEntry } from "../core/domain/symbol.ts";
import type { StrategyDeclaration, StrategyParameters } from "../core/strategy/contract.ts";
import { shownFaultyValue, type ConfigFault } from "./config-fault.ts";
import type { Standing } from "./standing.ts";
import { parameterSettingName } from "./strategy-settings.ts";

interface Needing {
  readonly strategy: StrategyDeclaration;
  readonly parameters: StrategyParameters;
  readonly watchlist: readonly WatchlistEntry[];
}

/** What a strategy cannot do without and is never shown, because the watchlist lacks it: it would never buy anything. */
export function checkNeededInstruments(
  { strategy, parameters, watchlist }: Needing,
  standings: readonly Standing[],
): readonly ConfigFault[] {
  if (watchlist.length === 0) return []; // faulty, which is said of it
  const needed = strategy.instrumentsNeeded?.(parameters) ?? [];
  const list = standings.find(({ setting, text }) => setting.name === "WATCHLIST_JSON" && text !== undefined);
  const listName = list?.setting.name ?? "WATCHLIST";
  return needed
    .filter((id) => !mayBeAmong(watchlist, id))
    .map((id) => {
      const parameter = Object.keys(parameters).find((name) => parameters[name] === id) ?? "";
      const standing = standings.find(({ setting }) => setting.name === parameterSettingName(parameter));
      return {
        setting: standing?.setting.name ?? listName,
        ...present({ value: standing && shownFaultyValue(standing.setting, id) }),
        fault: `the strategy ${strategy.name} needs ${id}, and ${listName} lacks it`,
        expected: `${id} on ${listName}, or another instrument in its place`,
        ...present({ origin: standing?.found?.origin }),
      };
    });
}

/** Which instrument a symbol means only the broker can say, so one of the same type may be it. */
const mayBeAmong = (watchlist: readonly WatchlistEntry[], id: string): boolean =>
  watchlist.some((entry) =>
    entry.kind === "instrument"
      ? entry.instrument.id === id
      : entry.assetType === instrumentFromId(id)?.assetType,
  );
