import type { ConfigFault } from "./config-fault.ts";
import { faultAt, type Standing } from "./standing.ts";

const isWritten = (standings: readonly Standing[], name: string): boolean =>
  standings.some(({ setting, found }) => setting.name === name && found !== undefined);

/** WATCHLIST is needed only where its instruments are not written as JSON. */
export const isReplaced = ({ setting }: Standing, standings: readonly Standing[]): boolean =>
  setting.name === "WATCHLIST" && isWritten(standings, "WATCHLIST_JSON");

/** Two lists would leave it to chance which one is traded. */
export function checkWatchlist(standings: readonly Standing[]): readonly ConfigFault[] {
  if (!isWritten(standings, "WATCHLIST")) return [];
  const json = standings.find(
    ({ setting, found }) => setting.name === "WATCHLIST_JSON" && found !== undefined,
  );
  if (json === undefined) return [];
  return [faultAt(json, { fault: "set together with WATCHLIST", expected: "one of the two" })];
}
