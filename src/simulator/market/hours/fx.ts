import { assert } from "../../../core/domain/assert.ts";
import { NORMAL_TRADING } from "../../../core/domain/instrument.ts";
import type { Timestamp } from "../../../core/domain/time.ts";
import { addDuration, isoFromTimestamp, minutes, timestamp } from "../../../core/domain/time.ts";
import { slotOf } from "../slots.ts";
import type { TradingHours, TradingSpan } from "./trading-hours.ts";
import { DAY_MS, dayOf, instantInZone, isIn, sessionOf, weekdayOf } from "./trading-hours.ts";

// As the broker's own schedule showed it in March 2019: reopening on Monday morning in Sydney,
// closing a minute before 17:00 in New York, for five minutes from Monday to Thursday, on Friday until next week.
const OPENING = { timeOfDay: "05:04", timeZone: "Australia/Sydney" };
const CLOSING = { timeOfDay: "16:59", timeZone: "America/New_York" };
const EVENING_BREAK = minutes(5);
const WEEKDAYS = 5;

/**
 * Slots of history kept for each week: as many as the longest week fills, 124 hours. Clock changes make others up to
 * two hours shorter; what they leave over shows as a small gap in price over the weekend.
 */
const SLOTS_PER_WEEK = 1488;

/** Christmas and New Year's Day: the trading days that would end on them in New York do not take place. */
const HOLIDAYS = ["12-25", "01-01"];
const isHoliday = (day: number): boolean =>
  HOLIDAYS.includes(isoFromTimestamp(timestamp(day * DAY_MS)).slice(5, 10));

/** Interbank currencies: from Monday in Sydney to Friday in New York with a short break each evening. */
export const fxHours: TradingHours = {
  shortBarsFrom: "midnight",
  sessionAt: (at) => {
    const before = fxHours.spanAtOrBefore(at);
    if (isIn(at, before)) return sessionOf(before.startAt, before.endAt, NORMAL_TRADING);
    return sessionOf(before.endAt, fxHours.spanAtOrAfter(at).startAt, "Closed");
  },
  spanAtOrBefore: (at) => {
    const monday = mondayOf(at);
    const found = [...spansOfWeek(monday - 7), ...spansOfWeek(monday)].findLast((span) => span.startAt <= at);
    assert(found !== undefined, "some span of the week before starts before any instant of this week");
    return found;
  },
  spanAtOrAfter: (at) => {
    const monday = mondayOf(at);
    const found = [...spansOfWeek(monday), ...spansOfWeek(monday + 7)].find((span) => at < span.endAt);
    assert(found !== undefined, "some span of the next week ends after any instant of this week");
    return found;
  },
};

/** Monday of the trading week around an instant: on a Sunday (UTC) the coming one, for Sydney is ahead. */
function mondayOf(at: Timestamp): number {
  const tomorrow = dayOf(at) + 1;
  return tomorrow - (weekdayOf(tomorrow) - 1);
}

const weeks = new Map<number, readonly TradingSpan[]>();

function spansOfWeek(monday: number): readonly TradingSpan[] {
  const known = weeks.get(monday);
  if (known !== undefined) return known;
  const made = makeWeek(monday);
  weeks.set(monday, made);
  return made;
}

function makeWeek(monday: number): readonly TradingSpan[] {
  const weekAt = instantInZone(monday, OPENING.timeOfDay, OPENING.timeZone);
  const weekSlot = Math.floor((monday + 3) / 7) * SLOTS_PER_WEEK;
  const spans: TradingSpan[] = [];
  let startAt = weekAt;
  for (let weekday = 0; weekday < WEEKDAYS; weekday++) {
    const day = monday + weekday;
    const endAt = instantInZone(day, CLOSING.timeOfDay, CLOSING.timeZone);
    if (!isHoliday(day))
      spans.push({ startAt, endAt, firstSlot: weekSlot + slotOf(startAt) - slotOf(weekAt) });
    startAt = addDuration(endAt, EVENING_BREAK);
  }
  return spans;
}
