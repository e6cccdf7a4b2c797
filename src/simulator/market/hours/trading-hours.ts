import type { TradingSession } from "../../../core/domain/instrument.ts";
import { NORMAL_TRADING } from "../../../core/domain/instrument.ts";
import type { Timestamp } from "../../../core/domain/time.ts";
import { timestamp } from "../../../core/domain/time.ts";

/** A trading day: an uninterrupted stretch of normal trading. History passes only in here. */
export interface TradingSpan {
  readonly startAt: Timestamp;
  /** Exclusive. */
  readonly endAt: Timestamp;
  /** Which slot of the instrument's trading time the slot of `startAt` is. */
  readonly firstSlot: number;
}

export interface TradingHours {
  /** Where bars shorter than a day are counted from: each day's opening, or midnight in UTC. */
  readonly shortBarsFrom: "opening" | "midnight";
  /** The session containing the instant. */
  sessionAt(at: Timestamp): TradingSession;
  /** The span containing the instant, or else the last one before it. */
  spanAtOrBefore(at: Timestamp): TradingSpan;
  /** The span containing the instant, or else the next one after it. */
  spanAtOrAfter(at: Timestamp): TradingSpan;
}

export const DAY_MS = 86_400_000;

/** Days since the epoch, of the UTC date of an instant. */
export const dayOf = (at: Timestamp): number => Math.floor(at / DAY_MS);

/** Monday is 1, Sunday 7; the epoch was a Thursday. */
export const weekdayOf = (day: number): number => ((((day + 3) % 7) + 7) % 7) + 1;

export const isIn = (at: Timestamp, { startAt, endAt }: { startAt: Timestamp; endAt: Timestamp }): boolean =>
  startAt <= at && at < endAt;

export function sessionOf(
  startAt: Timestamp,
  endAt: Timestamp,
  state: string = NORMAL_TRADING,
): TradingSession {
  return { startAt, endAt, state };
}

/** The instant at which the wall clock of a zone shows a time of day on a date. */
export function instantInZone(day: number, timeOfDay: string, timeZone: string): Timestamp {
  const date = Temporal.Instant.fromEpochMilliseconds(day * DAY_MS)
    .toZonedDateTimeISO("UTC")
    .toPlainDate();
  const zoned = date.toZonedDateTime({ timeZone, plainTime: Temporal.PlainTime.from(timeOfDay) });
  return timestamp(zoned.epochMilliseconds);
}
