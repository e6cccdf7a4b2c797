import type { Instrument } from "../core/domain/instrument.ts";
import type { Bar, BarMinutes, BarSeries } from "../core/domain/market-data.ts";
import { addDuration, minutes } from "../core/domain/time.ts";
import type { Ports } from "./ports.ts";

/** What is known of an instrument's bars without asking. */
export interface CachedBars {
  /** Closed ones, oldest first. */
  readonly bars: readonly Bar[];
  /** What the broker said of its history when it was last asked; absent when that is not known. */
  readonly source?: BarSource;
}

interface BarSource extends Pick<BarSeries, "dataVersion" | "delayedByMinutes"> {
  /** How many bars were wanted when all were read: where there are fewer, the broker has no older ones. */
  readonly wanted: number;
}

/** Which bars are meant. */
export interface BarKind {
  readonly instrument: Instrument;
  readonly barMinutes: BarMinutes;
}

const SOURCE_LIFE = minutes(30 * 24 * 60);

type Memory = Pick<Ports, "store" | "clock">;

export function readCachedBars(
  { store, clock }: Memory,
  { instrument, barMinutes }: BarKind,
  count: number,
): CachedBars {
  const bars = store.cache.readBars(instrument.id, barMinutes, count);
  const source = decodeSource(store.cache.read(sourceName({ instrument, barMinutes }), clock.now()));
  return { bars, ...(source === undefined ? {} : { source }) };
}

/** Adds what is new to what is cached, and keeps the newest `wanted` bars. */
export function appendCachedBars(
  { store }: Memory,
  { instrument, barMinutes }: BarKind,
  { bars, wanted }: { readonly bars: readonly Bar[]; readonly wanted: number },
): void {
  if (bars.length > 0) store.cache.writeBars(instrument.id, barMinutes, bars, wanted);
}

/** Puts a history in the place of whatever is cached. */
export function replaceCachedBars(
  memory: Memory,
  kind: BarKind,
  { bars, source }: { readonly bars: readonly Bar[]; readonly source: BarSource },
): void {
  memory.store.cache.dropBars(kind.instrument.id, kind.barMinutes);
  appendCachedBars(memory, kind, { bars, wanted: source.wanted });
  writeSource(memory, kind, source); // last: bars without it are read anew
}

/** Remembers that the broker's delay has changed. */
export function writeSource({ store, clock }: Memory, kind: BarKind, source: BarSource): void {
  const { dataVersion, delayedByMinutes, wanted } = source;
  store.cache.write(
    sourceName(kind),
    { dataVersion, delayedByMinutes, wanted },
    addDuration(clock.now(), SOURCE_LIFE),
  );
}

const sourceName = ({ instrument, barMinutes }: BarKind): string => `bars/${instrument.id}/${barMinutes}`;

/** Written by another version, perhaps: what does not fit exactly is not known. */
function decodeSource(value: unknown): BarSource | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const { dataVersion, delayedByMinutes, wanted }: Readonly<Record<string, unknown>> = { ...value };
  if (!isCount(wanted) || !isNumberOrAbsent(dataVersion)) return undefined;
  if (delayedByMinutes !== undefined && !isCount(delayedByMinutes)) return undefined;
  return {
    wanted,
    ...(dataVersion === undefined ? {} : { dataVersion }),
    ...(delayedByMinutes === undefined ? {} : { delayedByMinutes }),
  };
}

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) >= 0;
const isNumberOrAbsent = (value: unknown): value is number | undefined =>
  value === undefined || Number.isFinite(value);
