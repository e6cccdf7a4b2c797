import { durationMs, type DurationMs, type Timestamp } from "../domain/time.ts";
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

/** How much of a span lies inside windows; of a span longer than the search, of its end. Zero for a span that runs backwards. */
export function timeWithinFixedHours(from: Timestamp, to: Timestamp, hours: FixedHours): DurationMs {
  const last = localDay(to, hours.timeZone);
  let within = 0;
  for (let back = 0; back <= SEARCH_DAYS; back += 1) {
    const day = last.subtract({ days: back });
    const window = windowStartingOn(day, hours);
    if (window !== undefined) {
      within += Math.max(0, Math.min(window.endAt, to) - Math.max(window.startAt, from));
    }
    if (instantOfLocalTime(day, NOON, hours.timeZone) < from - LONGEST_WINDOW_MS) break;
  }
  return durationMs(within);
}

const NOON = Temporal.PlainTime.from("12:00");
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
