import type { Timestamp } from "../core/domain/time.ts";
import { instantOfLocalTime, localDay } from "../core/hours/local-time.ts";
import type { CalendarRule, Rhythm } from "./rhythm.ts";
import { calendarOf } from "./rhythm.ts";

/** A week, and the day on which the same weekday comes again. */
const SEARCH_DAYS = 8;

/** When a scheduler that starts by the clocks of a zone does so next; its jitter comes on top. */
export function nextStart(rhythm: Rhythm, now: Timestamp, timeZone: string): Timestamp | undefined {
  const rules = calendarOf(rhythm);
  const today = localDay(now, timeZone);
  for (let ahead = 0; ahead <= SEARCH_DAYS; ahead += 1) {
    const day = today.add({ days: ahead });
    const starts = rules.flatMap((rule) => startsOn(day, rule, timeZone)).filter((at) => at > now);
    if (starts.length > 0) return starts.reduce((first, at) => (at < first ? at : first));
  }
  return undefined;
}

function startsOn(day: Temporal.PlainDate, rule: CalendarRule, timeZone: string): readonly Timestamp[] {
  if (!rule.days.includes(day.dayOfWeek)) return [];
  return rule.hours.flatMap((hour) =>
    rule.minutes.map((minute) =>
      instantOfLocalTime(day, Temporal.PlainTime.from({ hour, minute }), timeZone),
    ),
  );
}
