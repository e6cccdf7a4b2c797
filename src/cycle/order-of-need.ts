import type { Instrument } from "../core/domain/instrument.ts";
import type { BarMinutes } from "../core/domain/market-data.ts";
import type { Cache } from "./ports/cache.ts";
import type { Store } from "./ports/store.ts";

interface Memory extends Pick<Store, "ownPositions"> {
  readonly cache: Pick<Cache, "readBars">;
}

/**
 * The order in which instruments are asked about, when the broker's limits may not allow all of them in one cycle:
 * what we hold may have to be sold; of the others comes first whose bars are the oldest, so that each has its turn.
 */
export function inOrderOfNeed(
  store: Memory,
  instruments: readonly Instrument[],
  barMinutes: BarMinutes,
): readonly Instrument[] {
  const held = store.ownPositions();
  const needs = instruments.map((instrument) => ({
    instrument,
    isHeld: held.has(instrument.id),
    newestAt: store.cache.readBars(instrument.id, barMinutes, 1)[0]?.startAt ?? -Infinity,
  }));
  const ordered = needs.toSorted((a, b) => {
    if (a.isHeld !== b.isHeld) return a.isHeld ? -1 : 1;
    return a.newestAt < b.newestAt ? -1 : Number(a.newestAt > b.newestAt);
  });
  return ordered.map(({ instrument }) => instrument);
}
