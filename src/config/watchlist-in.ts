import type { WatchlistEntry } from "../core/domain/symbol.ts";
import { watchlist, watchlistJson } from "./kinds/watchlist.ts";
import type { Standing } from "./standing.ts";

/** `undefined` when it is faulty, so that nothing can be said of what may be on it. */
export function watchlistIn(standings: readonly Standing[]): readonly WatchlistEntry[] | undefined {
  const textOf = (name: string): string | undefined =>
    standings.find(({ setting }) => setting.name === name)?.text;
  const json = textOf("WATCHLIST_JSON");
  const reading = json === undefined ? watchlist.read(textOf("WATCHLIST") ?? "") : watchlistJson.read(json);
  return reading.kind === "value" ? reading.value : undefined;
}

const PAIRS: readonly string[] = ["FxSpot", "FxCrypto"];

/** Pairs of currencies have a limit of their own in place of that for a position. */
export const isPair = (entry: WatchlistEntry): boolean =>
  PAIRS.includes(entry.kind === "instrument" ? entry.instrument.assetType : entry.assetType);
