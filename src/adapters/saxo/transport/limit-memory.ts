import { addDuration, durationMs } from "../../../core/domain/time.ts";
import type { Timestamp } from "../../../core/domain/time.ts";
import type { Clock } from "../../../cycle/ports.ts";
import type { Allowance, Allowances } from "./limiter.ts";

/** Where the standing of the broker's limits outlives a process: the broker counts for a session, which many processes share. */
export interface LimitMemory {
  /** What was written last, by any version; `undefined` when there is nothing. */
  read(): unknown;
  write(standing: unknown, expiresAt: Timestamp): void;
}

/** How the limits stand, in the monotonic time of one process. */
export interface LimitStanding {
  /** By the name of the limiter. */
  readonly limiters: ReadonlyMap<string, Allowances>;
  readonly nextOrderAtMs: number;
}

/** The longest that anything is remembered: what a broker asks beyond it is asked for again. */
const REMEMBERED_MS_MAX = 3_600_000;

export const NOTHING_KNOWN: LimitStanding = { limiters: new Map(), nextOrderAtMs: -Infinity };

/** Instants are written by the wall clock, the only one that two processes share. */
export function remember(memory: LimitMemory, clock: Clock, standing: LimitStanding): void {
  const savedAt = clock.now();
  const wall = (monotonicMs: number): number => Math.round(monotonicMs - clock.monotonicMs() + savedAt);
  const allowances = [...standing.limiters].flatMap(([limiter, known]) =>
    [...known].map(([dimension, allowance]) => ({
      limiter,
      dimension,
      limit: allowance.limit,
      remaining: allowance.remaining,
      resetFrom: wall(allowance.resetNotBeforeMs),
      resetUntil: wall(allowance.resetNotAfterMs),
      isGuess: allowance.isGuess,
    })),
  );
  const nextOrderAt = Number.isFinite(standing.nextOrderAtMs) ? wall(standing.nextOrderAtMs) : undefined;
  memory.write({ savedAt, nextOrderAt, allowances }, addDuration(savedAt, durationMs(2 * REMEMBERED_MS_MAX)));
}

/** Whatever cannot be read counts as forgotten: the broker's first answers tell it again. */
export function recall(memory: LimitMemory, clock: Clock): LimitStanding {
  const saved = memory.read();
  if (!isObject(saved) || !isInstant(saved["savedAt"])) return NOTHING_KNOWN;
  const { savedAt, nextOrderAt, allowances } = saved;
  const now = Math.max(clock.now(), savedAt); // a clock that was set back would make every wait longer
  const monotonic = (wall: number): number => wall - now + clock.monotonicMs();
  const isPending = (wall: unknown): wall is number =>
    isInstant(wall) && wall > now && wall <= savedAt + REMEMBERED_MS_MAX;

  const limiters = new Map<string, Map<string, Allowance>>();
  for (const entry of Array.isArray(allowances) ? allowances : []) {
    if (!isEntry(entry) || !isPending(entry.resetUntil)) continue;
    const known = limiters.get(entry.limiter) ?? new Map<string, Allowance>();
    limiters.set(entry.limiter, known);
    known.set(entry.dimension, {
      limit: entry.limit,
      remaining: entry.remaining,
      resetNotBeforeMs: monotonic(entry.resetFrom),
      resetNotAfterMs: monotonic(entry.resetUntil),
      isGuess: entry.isGuess,
    });
  }
  return { limiters, nextOrderAtMs: isPending(nextOrderAt) ? monotonic(nextOrderAt) : -Infinity };
}

interface Entry {
  readonly limiter: string;
  readonly dimension: string;
  readonly limit: number | undefined;
  readonly remaining: number;
  readonly resetFrom: number;
  readonly resetUntil: unknown;
  readonly isGuess: boolean;
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null;
const isInstant = (value: unknown): value is number => Number.isSafeInteger(value);

const isEntry = (value: unknown): value is Entry =>
  isObject(value) &&
  typeof value["limiter"] === "string" &&
  typeof value["dimension"] === "string" &&
  (value["limit"] === undefined || isInstant(value["limit"])) &&
  isInstant(value["remaining"]) &&
  isInstant(value["resetFrom"]) &&
  typeof value["isGuess"] === "boolean";
