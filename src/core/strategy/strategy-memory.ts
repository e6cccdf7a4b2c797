import type { Timestamp } from "../domain/time.ts";
import type { StrategyDeclaration, StrategyMemory } from "./contract.ts";

/**
 * What a strategy remembers, as it is kept. Evaluations on the same bars all begin with `before`, so that a decision that
 * is made again is the same decision; the first one on newer bars begins with `after`.
 */
export interface KeptMemory {
  /** Close of the newest bar that `after` was answered for. */
  readonly newestBarAt: Timestamp;
  readonly before: unknown;
  readonly after: unknown;
}

/** What an evaluation begins with. @param newestBarAt close of the newest bar of all instruments in sight */
export function memoryAt(
  { memory }: Pick<StrategyDeclaration, "memory">,
  kept: KeptMemory | undefined,
  newestBarAt: Timestamp | undefined,
): unknown {
  if (memory === undefined) return undefined;
  if (kept === undefined) return memory.initial;
  return newestBarAt !== undefined && newestBarAt > kept.newestBarAt ? kept.after : kept.before;
}

/**
 * What is kept after an answer. An instrument that goes out of sight may take the newest bar with it: an answer about the
 * older bars of the others takes no step, or the step on the newest would be taken twice once it is back.
 *
 * @param answered absent to leave it as it was
 */
export function memoryAfter(
  kept: KeptMemory | undefined,
  newestBarAt: Timestamp,
  { before, answered }: { readonly before: unknown; readonly answered: unknown },
): KeptMemory {
  if (kept !== undefined && newestBarAt < kept.newestBarAt) return kept;
  return { newestBarAt, before, after: answered === undefined ? before : answered };
}

/** Whether both of what is kept is what the strategy remembers now; it may have remembered otherwise in an earlier form. */
export const fitsMemory = (
  { memory, confine = plainly }: Pick<StrategyDeclaration, "memory" | "confine">,
  { before, after }: KeptMemory,
): boolean => memory !== undefined && [before, after].every((one) => takes(memory.schema, one, confine));

const plainly = <Answer>(work: () => Answer): Answer => work();

/** A schema may hold anybody's code, and what breaks it off is nothing that it takes. */
function takes(schema: StrategyMemory<unknown>["schema"], one: unknown, confine: typeof plainly): boolean {
  try {
    return confine(() => schema.safeParse(one, { jitless: true }).success);
  } catch {
    return false;
  }
}

/** As it is kept; `undefined` for what JSON cannot hold, or would give back as something else, as a Map. */
export function textOfMemory(memory: unknown): string | undefined {
  try {
    const text: unknown = JSON.stringify(memory); // a function has none
    return typeof text === "string" && isKeptWhole(memory, JSON.parse(text)) ? text : undefined;
  } catch {
    return undefined;
  }
}

/** What is there and undefined is as good as not there. */
function isKeptWhole(memory: unknown, kept: unknown): boolean {
  if (typeof memory !== "object" || memory === null) return memory === kept;
  if (typeof kept !== "object" || kept === null || !isPlain(memory)) return false;
  const before = Object.entries(memory).filter(([, value]) => value !== undefined);
  const after = new Map<string, unknown>(Object.entries(kept));
  return before.length === after.size && before.every(([name, value]) => isKeptWhole(value, after.get(name)));
}

function isPlain(of: object): boolean {
  const kind: unknown = Object.getPrototypeOf(of);
  return Array.isArray(of) || kind === Object.prototype || kind === null;
}
