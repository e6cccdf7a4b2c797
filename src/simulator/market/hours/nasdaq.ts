import { assert } from "../../../core/domain/assert.ts";
import type { TradingSession } from "../../../core/domain/instrument.ts";
import { NORMAL_TRADING } from "../../../core/domain/instrument.ts";
import type { DurationMs, Timestamp } from "../../../core/domain/time.ts";
import { addDuration, minutes, subtractDuration } from "../../../core/domain/time.ts";
import { SLOT_MS } from "../slots.ts";
import type { TradingHours, TradingSpan } from "./trading-hours.ts";
import { DAY_MS, dayOf, instantInZone, isIn, sessionOf } from "./trading-hours.ts";
import { isWeekday, usMarketYear } from "./us-holidays.ts";

const TIME_ZONE = "America/New_York";
const OPENING = "09:30";
const PRE_MARKET = minutes(330); // from 04:00
const FULL_DAY = minutes(390); // until 16:00
const HALF_DAY = minutes(210); // until 13:00
const POST_MARKET = minutes(240); // until 20:00, or 17:00 after a half day

/** The stretches of one trading day; clocks change on Sundays, so within it the hours are plain sums. */
interface TradingDay {
  readonly preMarketAt: Timestamp;
  readonly openAt: Timestamp;
  readonly closeAt: Timestamp;
  readonly postMarketEndAt: Timestamp;
}

/** NASDAQ: 09:30 to 16:00 New York on weekdays that are no US market holidays, 13:00 on three of them. */
export const nasdaqHours: TradingHours = {
  sessionAt: (at) => {
    const number = nearestTradingDay(dayOf(at), -1);
    const before = tradingDay(nearestTradingDay(number - 1, -1)); // its evening may reach past midnight UTC
    const today = tradingDay(number);
    const next = tradingDay(nearestTradingDay(number + 1, 1));
    const sessions = [...sessionsOf(before), night(before, today), ...sessionsOf(today), night(today, next)];
    const found = sessions.find((session) => isIn(at, session));
    assert(found !== undefined, "the sessions around a trading day leave no gap");
    return found;
  },
  spanAtOrBefore: (at) => {
    const today = nearestTradingDay(dayOf(at), -1);
    const span = spanOf(today);
    return span.startAt <= at ? span : spanOf(nearestTradingDay(today - 1, -1));
  },
  spanAtOrAfter: (at) => {
    const today = nearestTradingDay(dayOf(at), 1);
    const span = spanOf(today);
    return at < span.endAt ? span : spanOf(nearestTradingDay(today + 1, 1));
  },
};

const sessionsOf = (day: TradingDay): TradingSession[] => [
  sessionOf(day.preMarketAt, day.openAt, "PreMarket"),
  sessionOf(day.openAt, day.closeAt, NORMAL_TRADING),
  sessionOf(day.closeAt, day.postMarketEndAt, "PostMarket"),
];

const night = (day: TradingDay, next: TradingDay): TradingSession =>
  sessionOf(day.postMarketEndAt, next.preMarketAt, "Closed");

function spanOf(day: number): TradingSpan {
  const { openAt, closeAt } = tradingDay(day);
  return { startAt: openAt, endAt: closeAt, firstSlot: slotsBefore(day) };
}

/** The opening hours of New York lie within one UTC date, so a day's number serves both. */
function tradingDay(day: number): TradingDay {
  const openAt = instantInZone(day, OPENING, TIME_ZONE);
  const closeAt = addDuration(openAt, lengthOf(day));
  return {
    preMarketAt: subtractDuration(openAt, PRE_MARKET),
    openAt,
    closeAt,
    postMarketEndAt: addDuration(closeAt, POST_MARKET),
  };
}

const yearOf = (day: number): number => new Date(day * DAY_MS).getUTCFullYear();

const lengthOf = (day: number): DurationMs =>
  usMarketYear(yearOf(day)).halfDays.includes(day) ? HALF_DAY : FULL_DAY;

const isTradingDay = (day: number): boolean =>
  isWeekday(day) && !usMarketYear(yearOf(day)).holidays.includes(day);

function nearestTradingDay(day: number, step: 1 | -1): number {
  let nearest = day;
  while (!isTradingDay(nearest)) nearest += step;
  return nearest;
}

const SLOTS_PER_DAY = FULL_DAY / SLOT_MS;
const SLOTS_LOST_ON_HALF_DAY = (FULL_DAY - HALF_DAY) / SLOT_MS;
const COUNTED_SINCE_YEAR = 1970;

/** How many slots were traded before a trading day: history stands still on nights, weekends and holidays. */
function slotsBefore(day: number): number {
  const year = yearOf(day);
  const { holidays, halfDays } = usMarketYear(year);
  const earlier = closuresBefore(year);
  const daysOff = earlier.holidays + holidays.filter((holiday) => holiday < day).length;
  const shortDays = earlier.halfDays + halfDays.filter((halfDay) => halfDay < day).length;
  return (weekdaysBefore(day) - daysOff) * SLOTS_PER_DAY - shortDays * SLOTS_LOST_ON_HALF_DAY;
}

function weekdaysBefore(day: number): number {
  const sinceMonday = day + 3; // the epoch was a Thursday
  const weeks = Math.floor(sinceMonday / 7);
  return weeks * 5 + Math.min(sinceMonday - weeks * 7, 5);
}

interface Closures {
  readonly holidays: number;
  readonly halfDays: number;
}

const closures = new Map<number, Closures>();

function closuresBefore(year: number): Closures {
  if (year <= COUNTED_SINCE_YEAR) return { holidays: 0, halfDays: 0 };
  const known = closures.get(year);
  if (known !== undefined) return known;
  const before = closuresBefore(year - 1);
  const { holidays, halfDays } = usMarketYear(year - 1);
  const counted = {
    holidays: before.holidays + holidays.length,
    halfDays: before.halfDays + halfDays.length,
  };
  closures.set(year, counted);
  return counted;
}
