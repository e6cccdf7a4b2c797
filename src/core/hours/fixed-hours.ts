import type { DurationMs, Timestamp } from "../domain/time.ts";
import { instantOfLocalTime, localDay } from "./local-time.ts";
import type { FixedHours } from "./trading-hours.ts";

/** A window on a single day of the year is still found; a calendar without any ends the search. */
const SEARCH_DAYS = 400;

/**
 * Whether `now` lies in a window: start inclusive, end exclusive. A window over midnight belongs to the day it
 * starts on. On the day clocks change, the window keeps its local start and end and is shorter or longer.
 */
export function isWithinFixedHours(now: Timestamp, hours: FixedHours): boolean {
  const today = localDay(now, hours.timeZone);
  return [today.subtract({ days: 1 }), today].some((day) => {
    const window = windowStartingOn(day, hours);
    return window !== undefined && window.startAt <= now && now < window.endAt;
  });
}

/** Start of the first window after `now`; `undefined` when the calendar has none for over a year. */
export function nextFixedOpening(now: Timestamp, hours: FixedHours): Timestamp | undefined {
  const today = localDay(now, hours.timeZone);
  for (let ahead = 0; ahead <= SEARCH_DAYS; ahead += 1) {
    const window = windowStartingOn(today.add({ days: ahead }), hours);
    if (window !== undefined && window.startAt > now) return window.startAt;
  }
  return undefined;
}

/**
 * How many starts a schedule has inside windows after `from` and up to `to`: the multiples of the interval counted from
 * midnight, and one at its end for a window that none of them falls into. Looks back a year at most.
 */
export function startsWithinFixedHours(
  { from, to, interval }: { readonly from: Timestamp; readonly to: Timestamp; readonly interval: DurationMs },
  hours: FixedHours,
): number {
  const last = localDay(to, hours.timeZone);
  let starts = 0;
  for (let back = 0; back <= SEARCH_DAYS; back += 1) {
    const day = last.subtract({ days: back });
    const window = windowStartingOn(day, hours);
    const midnight = instantOfLocalTime(day, MIDNIGHT, hours.timeZone);
    if (window !== undefined) starts += startsIn(window, { from, to, interval, midnight });
    if (midnight < from - LONGEST_WINDOW_MS) break;
  }
  return starts;
}

function startsIn(
  { startAt, endAt }: Window,
  { from, to, interval, midnight }: Record<"from" | "to" | "interval" | "midnight", number>,
): number {
  const upTo = (instant: number): number => Math.floor((instant - midnight) / interval);
  const between = (after: number, until: number): number => Math.max(0, upTo(until) - upTo(after));
  const [beforeFirst, last] = [startAt - 1, endAt - 1]; // whole milliseconds: the start belongs to it, the end does not
  if (between(beforeFirst, last) === 0) return from < startAt && endAt <= to ? 1 : 0;
  const [after, until] = [Math.max(beforeFirst, from), Math.min(last, to)];
  return after < until ? between(after, until) : 0;
}

const MIDNIGHT = Temporal.PlainTime.from("00:00");
/** A window may last until the next day ends, and clocks may change in it: earlier ones cannot reach into the span. */
const LONGEST_WINDOW_MS = 72 * 3_600_000;

interface Window {
  readonly startAt: Timestamp;
  readonly endAt: Timestamp;
}

function windowStartingOn(day: Temporal.PlainDate, hours: FixedHours): Window | undefined {
  if (!hours.days.includes(day.dayOfWeek) || hours.holidays.includes(day.toString())) return undefined;
  const start = Temporal.PlainTime.from(hours.start);
  const end = Temporal.PlainTime.from(hours.end);
  const endDay = Temporal.PlainTime.compare(end, start) > 0 ? day : day.add({ days: 1 });
  const startAt = instantOfLocalTime(day, start, hours.timeZone);
  const endAt = instantOfLocalTime(endDay, end, hours.timeZone);
  return startAt < endAt ? { startAt, endAt } : undefined; // a gap in local time can swallow a whole window
}
