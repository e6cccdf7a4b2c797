import { instrumentFromId, type Instrument } from "../core/domain/instrument.ts";
import { symbolKey, type SymbolRef } from "../core/domain/symbol.ts";
import { addDuration, minutes, timestamp, type Timestamp } from "../core/domain/time.ts";
import type { Ports } from "./ports.ts";

/**
 * How long an answer is remembered, so that another UIC under the same symbol is noticed. A cache forgets with every
 * restored, moved or rebuilt store: then the broker's first answer is taken for what the symbol has always meant.
 */
const MEMORY_DAYS = 3650;

/** What the store remembers of a symbol. */
export interface Memory {
  readonly instrument: Instrument;
  readonly checkedAt: Timestamp;
  /** What the symbol has come to mean since; nothing is traded under it until a person has looked. */
  readonly changedTo?: Instrument;
}

const memoryName = (wanted: SymbolRef): string => `symbol/${symbolKey(wanted)}`;

export function remembered({ store, clock }: Ports, wanted: SymbolRef): Memory | undefined {
  const value = store.cache.read(memoryName(wanted), clock.now());
  if (typeof value !== "object" || value === null) return undefined;
  const { id, checkedAt, changedTo }: Readonly<Record<string, unknown>> = { ...value };
  const instrument = typeof id === "string" ? instrumentFromId(id) : undefined;
  if (instrument === undefined || !Number.isSafeInteger(checkedAt)) return undefined;
  const other = typeof changedTo === "string" ? instrumentFromId(changedTo) : undefined;
  return {
    instrument,
    checkedAt: timestamp(Number(checkedAt)),
    ...(other === undefined ? {} : { changedTo: other }),
  };
}

export function remember(
  { store }: Ports,
  wanted: SymbolRef,
  { instrument, checkedAt, changedTo }: Memory,
): void {
  const value = {
    id: instrument.id,
    checkedAt,
    ...(changedTo === undefined ? {} : { changedTo: changedTo.id }),
  };
  store.cache.write(memoryName(wanted), value, addDuration(checkedAt, minutes(MEMORY_DAYS * 24 * 60)));
}
