import { assert } from "../../../core/domain/assert.ts";
import type { TradingSession } from "../../../core/domain/instrument.ts";
import { NORMAL_TRADING } from "../../../core/domain/instrument.ts";
import type { DurationMs, Timestamp } from "../../../core/domain/time.ts";
import { addDuration, subtractDuration } from "../../../core/domain/time.ts";
import { SLOT_MS } from "../slots.ts";
import type { MarketYear } from "./calendar.ts";
import { isWeekday } from "./calendar.ts";
import type { TradingHours, TradingSpan } from "./trading-hours.ts";
import { DAY_MS, dayOf, instantInZone, isIn, sessionOf } from "./trading-hours.ts";

/** A stretch before or after normal trading: an auction, or trading outside the main hours. */
interface Stretch {
  readonly state: string;
  readonly length: DurationMs;
}

/** The rules of one exchange. Its opening hours lie within one UTC date, so that a day's number serves both. */
export interface ExchangeRules {
  readonly timeZone: string;
  /** Wall clock. */
  readonly opening: string;
  readonly fullDay: DurationMs;
  readonly halfDay: DurationMs;
  /** In the order of time; the last one ends with the opening. */
  readonly before: readonly Stretch[];
  /** In the order of time; the first one begins with the close. */
  readonly after: readonly Stretch[];
  readonly yearOf: (year: number) => MarketYear;
}

/** The hours of an exchange that opens once on weekdays that are no holidays. */
export function exchangeHours(rules: ExchangeRules): TradingHours {
  const calendar = new Calendar(rules);
  return {
    shortBarsFrom: "opening",
    sessionAt: (at) => {
      const number = calendar.nearestTradingDay(dayOf(at), -1);
      const before = calendar.nearestTradingDay(number - 1, -1); // its evening may reach past midnight UTC
      const next = calendar.nearestTradingDay(number + 1, 1);
      const days = [before, number, next].map((day) => sessionsOf(calendar, rules, day));
      const found = withNights(days).find((session) => isIn(at, session));
      assert(found !== undefined, "the sessions around a trading day leave no gap");
      return found;
    },
    spanAtOrBefore: (at) => {
      const today = calendar.nearestTradingDay(dayOf(at), -1);
      const span = calendar.spanOf(today);
      return span.startAt <= at ? span : calendar.spanOf(calendar.nearestTradingDay(today - 1, -1));
    },
    spanAtOrAfter: (at) => {
      const today = calendar.nearestTradingDay(dayOf(at), 1);
      const span = calendar.spanOf(today);
      return at < span.endAt ? span : calendar.spanOf(calendar.nearestTradingDay(today + 1, 1));
    },
  };
}

/** Clocks change on Sundays, so within a trading day the hours are plain sums. */
function sessionsOf(calendar: Calendar, { before, after }: ExchangeRules, day: number): TradingSession[] {
  const { startAt, endAt } = calendar.spanOf(day);
  const early: TradingSession[] = [];
  for (const { state, length } of before.toReversed()) {
    const until = early[0]?.startAt ?? startAt;
    early.unshift(sessionOf(subtractDuration(until, length), until, state));
  }
  const late: TradingSession[] = [];
  for (const { state, length } of after) {
    const since = late.at(-1)?.endAt ?? endAt;
    late.push(sessionOf(since, addDuration(since, length), state));
  }
  return [...early, sessionOf(startAt, endAt, NORMAL_TRADING), ...late];
}

function withNights(days: readonly (readonly TradingSession[])[]): readonly TradingSession[] {
  return days.flatMap((sessions, index) => {
    const [end, next] = [sessions.at(-1)?.endAt, days[index + 1]?.[0]?.startAt];
    return end === undefined || next === undefined ? sessions : [...sessions, sessionOf(end, next, "Closed")];
  });
}

interface Closures {
  readonly holidays: number;
  readonly halfDays: number;
}

const COUNTED_SINCE_YEAR = 1970;
const yearNumberOf = (day: number): number => new Date(day * DAY_MS).getUTCFullYear();

/** Which days an exchange opens on, and how much of history passed on them: it stands still on nights and holidays. */
class Calendar {
  readonly #rules: ExchangeRules;
  readonly #closures = new Map<number, Closures>();

  constructor(rules: ExchangeRules) {
    this.#rules = rules;
  }

  nearestTradingDay(day: number, step: 1 | -1): number {
    let nearest = day;
    while (!this.#isTradingDay(nearest)) nearest += step;
    return nearest;
  }

  spanOf(day: number): TradingSpan {
    const { opening, timeZone, fullDay, halfDay, yearOf } = this.#rules;
    const startAt: Timestamp = instantInZone(day, opening, timeZone);
    const isHalf = yearOf(yearNumberOf(day)).halfDays.includes(day);
    const endAt = addDuration(startAt, isHalf ? halfDay : fullDay);
    return { startAt, endAt, firstSlot: this.#slotsBefore(day) };
  }

  #isTradingDay(day: number): boolean {
    return isWeekday(day) && !this.#rules.yearOf(yearNumberOf(day)).holidays.includes(day);
  }

  #slotsBefore(day: number): number {
    const { fullDay, halfDay, yearOf } = this.#rules;
    const year = yearNumberOf(day);
    const { holidays, halfDays } = yearOf(year);
    const earlier = this.#closuresBefore(year);
    const daysOff = earlier.holidays + holidays.filter((holiday) => holiday < day).length;
    const shortDays = earlier.halfDays + halfDays.filter((half) => half < day).length;
    const lostMs = shortDays * (fullDay - halfDay);
    return ((weekdaysBefore(day) - daysOff) * fullDay - lostMs) / SLOT_MS;
  }

  #closuresBefore(year: number): Closures {
    if (year <= COUNTED_SINCE_YEAR) return { holidays: 0, halfDays: 0 };
    const known = this.#closures.get(year);
    if (known !== undefined) return known;
    const before = this.#closuresBefore(year - 1);
    const { holidays, halfDays } = this.#rules.yearOf(year - 1);
    const counted = {
      holidays: before.holidays + holidays.length,
      halfDays: before.halfDays + halfDays.length,
    };
    this.#closures.set(year, counted);
    return counted;
  }
}

function weekdaysBefore(day: number): number {
  const sinceMonday = day + 3; // the epoch was a Thursday
  const weeks = Math.floor(sinceMonday / 7);
  return weeks * 5 + Math.min(sinceMonday - weeks * 7, 5);
}
