import { isObject, type Members } from "../../../core/domain/is-object.ts";
import { addDuration, durationMs } from "../../../core/domain/time.ts";
import type { Timestamp } from "../../../core/domain/time.ts";
import type { Clock } from "../../../cycle/ports.ts";
import type { Allowance, LimiterStanding } from "./limiter.ts";

/** Where the standing of the broker's limits outlives a process: the broker counts for a session, which many processes share. */
export interface LimitMemory {
  /** What was written last, by any version; `undefined` when there is nothing. */
  read(): unknown;
  write(standing: unknown, expiresAt: Timestamp): void;
}

/** How the limits stand, in the monotonic time of one process. */
export interface LimitStanding {
  /** By the name of the limiter. */
  readonly limiters: ReadonlyMap<string, LimiterStanding>;
  readonly nextOrderAtMs: number;
}

/** The longest that anything is remembered: what a broker asks beyond it is asked for again. */
const REMEMBERED_MS_MAX = 3_600_000;

export const NOTHING_KNOWN: LimitStanding = { limiters: new Map(), nextOrderAtMs: -Infinity };

/** Instants are written by the wall clock, the only one that two processes share. */
export function remember(memory: LimitMemory, clock: Clock, standing: LimitStanding): void {
  const savedAt = clock.now();
  const wall = (monotonicMs: number): number => Math.ceil(monotonicMs - clock.monotonicMs() + savedAt);
  const limiters = [...standing.limiters].map(([name, { allowances, releasesAtMs }]) => ({
    name,
    releases: releasesAtMs.map(wall),
    allowances: [...allowances].map(([dimension, { limit, remaining, resetAtMs, byOthers }]) => ({
      dimension,
      limit,
      remaining,
      resetAt: wall(resetAtMs),
      byOthers,
    })),
  }));
  const nextOrderAt = Number.isFinite(standing.nextOrderAtMs) ? wall(standing.nextOrderAtMs) : undefined;
  memory.write({ savedAt, nextOrderAt, limiters }, addDuration(savedAt, durationMs(2 * REMEMBERED_MS_MAX)));
}

/** Whatever cannot be read counts as forgotten: the broker's first answers tell it again. */
export function recall(memory: LimitMemory, clock: Clock): LimitStanding {
  const saved = memory.read();
  if (!isObject(saved) || !isInstant(saved["savedAt"])) return NOTHING_KNOWN;
  const { savedAt, nextOrderAt } = saved;
  const now = Math.max(clock.now(), savedAt); // a clock that was set back would make every wait longer
  const pending = (wall: unknown): number[] =>
    isInstant(wall) && wall > now && wall <= savedAt + REMEMBERED_MS_MAX
      ? [wall - now + clock.monotonicMs()]
      : [];
  const limiters = listOf(saved["limiters"])
    .filter(isObject)
    .map((limiter) => [String(limiter["name"]), standingOf(limiter, pending)] as const);
  const [nextOrderAtMs = -Infinity] = pending(nextOrderAt);
  return { limiters: new Map(limiters), nextOrderAtMs };
}

/** @param pending an instant in this process's time, if it lies ahead and not too far */
function standingOf(limiter: Members, pending: (wall: unknown) => number[]): LimiterStanding {
  const allowances = new Map<string, Allowance>();
  for (const entry of listOf(limiter["allowances"]).filter(isEntry)) {
    const { dimension, limit, remaining, byOthers } = entry;
    for (const resetAtMs of pending(entry.resetAt))
      allowances.set(dimension, { limit, remaining, byOthers, resetAtMs, answered: 0 });
  }
  const releasesAtMs = listOf(limiter["releases"])
    .flatMap(pending)
    .sort((one, other) => one - other);
  return { allowances, releasesAtMs };
}

interface Entry {
  readonly dimension: string;
  readonly limit: number | undefined;
  readonly remaining: number | undefined;
  readonly byOthers: number;
  readonly resetAt: unknown;
}

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
const isInstant = (value: unknown): value is number => Number.isSafeInteger(value);

const isCount = (value: unknown): boolean => value === undefined || Number.isSafeInteger(value);

const isEntry = (value: unknown): value is Entry =>
  isObject(value) &&
  typeof value["dimension"] === "string" &&
  isCount(value["limit"]) &&
  isCount(value["remaining"]) &&
  Number.isSafeInteger(value["byOthers"]);
