import { assert } from "./assert.ts";
import type { Brand } from "./brand.ts";

/** An instant: whole milliseconds since 1970-01-01T00:00:00Z. */
export type Timestamp = Brand<number, "Timestamp">;
/** A length of time in milliseconds. */
export type DurationMs = Brand<number, "DurationMs">;

const YEAR_1 = Date.UTC(0, 0, 1) - 1899 * 366 * 86_400_000; // earlier than 0001-01-01, Saxo's "no value" time
const YEAR_9999 = Date.UTC(9999, 11, 31, 23, 59, 59, 999);

export function timestamp(epochMs: number): Timestamp {
  assert(Number.isInteger(epochMs) && epochMs >= YEAR_1 && epochMs <= YEAR_9999, `${epochMs} is no instant`);
  return epochMs as Timestamp;
}

export function durationMs(milliseconds: number): DurationMs {
  assert(Number.isFinite(milliseconds), `${milliseconds} is no duration`);
  return milliseconds as DurationMs;
}

export const seconds = (count: number): DurationMs => durationMs(count * 1000);
export const minutes = (count: number): DurationMs => durationMs(count * 60_000);

export const addDuration = (at: Timestamp, by: DurationMs): Timestamp => timestamp(at + by);
export const subtractDuration = (at: Timestamp, by: DurationMs): Timestamp => timestamp(at - by);
/** How long after `from` the instant `to` lies; negative when it lies before. */
export const elapsed = (from: Timestamp, to: Timestamp): DurationMs => durationMs(to - from);

/** `2026-11-20T07:12:03.214Z` */
export const isoFromTimestamp = (at: Timestamp): string => new Date(at).toISOString();

const ISO_UTC = /^(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2}:\d{2})(?:\.(\d{1,7}))?Z$/;

/**
 * Reads ISO 8601 UTC with 0 to 7 fraction digits, cut to milliseconds; `undefined` when it is something else or a
 * day or hour that does not exist.
 */
export function timestampFromIso(isoText: string): Timestamp | undefined {
  const match = ISO_UTC.exec(isoText);
  if (match === null) return undefined;
  const [, day = "", clock = "", fraction = ""] = match;
  const text = `${day}T${clock}.${fraction.slice(0, 3).padEnd(3, "0")}Z`;
  const epochMs = Date.parse(text);
  if (Number.isNaN(epochMs)) return undefined;
  const at = timestamp(epochMs);
  return isoFromTimestamp(at) === text ? at : undefined; // Date.parse takes 30 February for 2 March
}
