import type { Instrument } from "../core/domain/instrument.ts";
import type { Bar, BarMinutes, BarSeries } from "../core/domain/market-data.ts";
import { present } from "../core/domain/present.ts";
import { addDuration, minutes, timestamp, type Timestamp } from "../core/domain/time.ts";
import type { Ports } from "./ports.ts";

/** What is known of an instrument's bars without asking. */
export interface CachedBars {
  /** Closed ones, oldest first. */
  readonly bars: readonly Bar[];
  /** What the broker said of its history when it was last asked; absent when that is not known. */
  readonly source?: BarSource;
}

export interface BarSource extends Pick<BarSeries, "dataVersion" | "delayedByMinutes"> {
  /** How many bars were wanted when all were read: where there are fewer, the broker has no older ones. */
  readonly wanted: number;
  /** The instant up to which the broker has shown what happened. */
  readonly seenUntil: Timestamp;
  /** When the bar closes that was forming then; absent when nothing had traded since the newest closed one. */
  readonly nextCloseAt?: Timestamp;
  /** Starts of samples among the wanted bars that were none; absent when all were. */
  readonly refusedAt?: readonly Timestamp[];
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

/** What the broker was found to have. */
interface ReadBars {
  readonly bars: readonly Bar[];
  readonly source: BarSource;
}

/** Adds what is new to what is cached, and keeps the newest `wanted` bars. */
export function appendCachedBars({ store, clock }: Memory, kind: BarKind, { bars, source }: ReadBars): void {
  const { instrument, barMinutes } = kind;
  if (bars.length > 0) store.cache.writeBars(instrument.id, barMinutes, bars, source.wanted);
  // last: bars without their source are read anew
  store.cache.write(sourceName(kind), source, addDuration(clock.now(), SOURCE_LIFE));
}

/** Puts a history in the place of whatever is cached. */
export function replaceCachedBars(memory: Memory, kind: BarKind, read: ReadBars): void {
  memory.store.cache.dropBars(kind.instrument.id, kind.barMinutes);
  appendCachedBars(memory, kind, read);
}

const sourceName = ({ instrument, barMinutes }: BarKind): string => `bars/${instrument.id}/${barMinutes}`;

/** Written by another version, perhaps: what does not fit exactly is not known. */
function decodeSource(value: unknown): BarSource | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const { wanted, seenUntil, ...rest }: Readonly<Record<string, unknown>> = { ...value };
  const { dataVersion, delayedByMinutes, nextCloseAt, refusedAt } = rest;
  const isSound =
    isCount(wanted) &&
    isCount(seenUntil) &&
    isNumberOrAbsent(dataVersion) &&
    isCountOrAbsent(delayedByMinutes) &&
    isInstantOrAbsent(nextCloseAt) &&
    areInstantsOrAbsent(refusedAt);
  if (!isSound) return undefined;
  return {
    wanted,
    seenUntil: timestamp(seenUntil),
    ...present({ dataVersion, delayedByMinutes, nextCloseAt, refusedAt }),
  };
}

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) >= 0;
const isCountOrAbsent = (value: unknown): value is number | undefined =>
  value === undefined || isCount(value);
const isInstant = (value: unknown): value is Timestamp => isCount(value);
const isInstantOrAbsent = (value: unknown): value is Timestamp | undefined =>
  value === undefined || isInstant(value);
const areInstantsOrAbsent = (value: unknown): value is readonly Timestamp[] | undefined =>
  value === undefined || (Array.isArray(value) && value.every(isInstant));
const isNumberOrAbsent = (value: unknown): value is number | undefined =>
  value === undefined || Number.isFinite(value);
