import { DAY_MS, weekdayOf } from "./trading-hours.ts";

const SATURDAY = 6;

/** Days (since the epoch) on which an exchange closes all day, or early, in order; weekdays only. */
export interface MarketYear {
  readonly holidays: readonly number[];
  readonly halfDays: readonly number[];
}

export const dayNumber = (year: number, month: number, dayOfMonth: number): number =>
  Date.UTC(year, month - 1, dayOfMonth) / DAY_MS;

export const isWeekday = (day: number): boolean => weekdayOf(day) < SATURDAY;

/** The Gregorian computus in its anonymous form (Meeus, Astronomical Algorithms, chapter 8). */
export function easterSunday(year: number): number {
  const golden = year % 19;
  const century = Math.floor(year / 100);
  const yearOfCentury = year % 100;
  const moonShift = Math.floor((century - Math.floor((century + 8) / 25) + 1) / 3);
  const epact = (19 * golden + century - Math.floor(century / 4) - moonShift + 15) % 30;
  const toSunday =
    (32 + 2 * (century % 4) + 2 * Math.floor(yearOfCentury / 4) - epact - (yearOfCentury % 4)) % 7;
  const lateShift = Math.floor((golden + 11 * epact + 22 * toSunday) / 451);
  const days = epact + toSunday - 7 * lateShift + 114;
  return dayNumber(year, Math.floor(days / 31), (days % 31) + 1);
}
