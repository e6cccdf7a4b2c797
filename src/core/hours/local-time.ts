import { assert } from "../domain/assert.ts";
import type { Timestamp } from "../domain/time.ts";
import { timestamp } from "../domain/time.ts";

/** The calendar day an instant belongs to in a zone. */
export const localDay = (at: Timestamp, timeZone: string): Temporal.PlainDate =>
  zoned(at, timeZone).toPlainDate();

/** First instant of the local day that contains `now`. */
export const startOfDay = (now: Timestamp, timeZone: string): Timestamp =>
  startOfLocalDay(localDay(now, timeZone), timeZone);

/** First instant of a day; not always midnight, where clocks change then. */
export const startOfLocalDay = (day: Temporal.PlainDate, timeZone: string): Timestamp =>
  timestamp(day.toZonedDateTime(timeZone).epochMilliseconds);

/** First instant of the Monday of the local week that contains `now`. */
export function startOfWeek(now: Timestamp, timeZone: string): Timestamp {
  const day = localDay(now, timeZone);
  return startOfLocalDay(day.subtract({ days: day.dayOfWeek - 1 }), timeZone);
}

/**
 * The first instant at which the clocks of a zone show a local time or, where they jump over it, a later one.
 * A time shown twice is the first of the two.
 */
export function instantOfLocalTime(
  day: Temporal.PlainDate,
  time: Temporal.PlainTime,
  timeZone: string,
): Timestamp {
  const wanted = day.toPlainDateTime(time);
  const earlier = wanted.toZonedDateTime(timeZone, { disambiguation: "earlier" });
  if (earlier.toPlainDateTime().equals(wanted)) return timestamp(earlier.epochMilliseconds);
  const jump = earlier.getTimeZoneTransition("next"); // in a gap, "earlier" lies just before it
  assert(jump !== null, `${wanted.toString()} does not exist in ${timeZone}, yet its clocks never change`);
  return timestamp(jump.epochMilliseconds);
}

const zoned = (at: Timestamp, timeZone: string): Temporal.ZonedDateTime =>
  Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(timeZone);
