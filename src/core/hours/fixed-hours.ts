import type { Timestamp } from "../domain/time.ts";
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
