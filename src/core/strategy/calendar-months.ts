import type { Bar } from "../domain/market-data.ts";
import { minutes, type Timestamp } from "../domain/time.ts";
import { localDay, startOfLocalDay } from "../hours/local-time.ts";

/** Where calendar months begin, one after the other; the last instant ends the last month. */
export interface MonthTable {
  /** By the clocks of the zone. */
  readonly starts: readonly Timestamp[];
  /** By UTC, for bars that are dated by it. */
  readonly utcStarts: readonly Timestamp[];
}

/**
 * The newest month that is over, with all its daily bars: they close up to a day after they begin, so a month counts as
 * over from the second day of the next one.
 */
export const lastFullMonth = (now: Timestamp, timeZone: string): Temporal.PlainYearMonth =>
  localDay(now, timeZone).subtract({ days: 1 }).toPlainYearMonth().subtract({ months: 1 });

/** When a month became the last full one. */
export const countsFrom = (month: Temporal.PlainYearMonth, timeZone: string): Timestamp =>
  startOfLocalDay(month.add({ months: 1 }).toPlainDate({ day: 2 }), timeZone);

/** @param newest the last of `count` months in a row */
export function monthTable(newest: Temporal.PlainYearMonth, count: number, timeZone: string): MonthTable {
  const firstDays = Array.from({ length: count + 1 }, (_, index) =>
    newest.add({ months: index + 1 - count }).toPlainDate({ day: 1 }),
  );
  return {
    starts: firstDays.map((day) => startOfLocalDay(day, timeZone)),
    utcStarts: firstDays.map((day) => startOfLocalDay(day, "UTC")),
  };
}

const DAY = minutes(24 * 60);

/**
 * From when on a day's trading belongs to the next date: currencies begin their day at 17:00 in New York, and the
 * exchanges of Asia and Australia open while it is evening there.
 */
const EVENING = minutes(17 * 60);

/** Whether a daily bar belongs to a date before the month. One that begins at midnight UTC is dated by it, as Saxo does. */
export function isBeforeMonth({ startAt }: Bar, { starts, utcStarts }: MonthTable, month: number): boolean {
  return startAt % DAY === 0
    ? startAt < (utcStarts[month] ?? Infinity)
    : startAt + (DAY - EVENING) < (starts[month] ?? Infinity);
}
