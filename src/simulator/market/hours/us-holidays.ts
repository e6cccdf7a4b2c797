import { DAY_MS, weekdayOf } from "./trading-hours.ts";

const dayNumber = (year: number, month: number, dayOfMonth: number): number =>
  Date.UTC(year, month - 1, dayOfMonth) / DAY_MS;

const SATURDAY = 6;
const SUNDAY = 7;

/** Days (since the epoch) on which NASDAQ closes all day or at 13:00, in order; weekdays only. */
export interface UsMarketYear {
  readonly holidays: readonly number[];
  readonly halfDays: readonly number[];
}

const years = new Map<number, UsMarketYear>();

/** By the exchange's standing rules, without closures for special events. Source: NYSE rule 7.2, NASDAQ holiday schedule. */
export function usMarketYear(year: number): UsMarketYear {
  const known = years.get(year);
  if (known !== undefined) return known;
  const holidays = holidaysOf(year);
  const halfDays = halfDaysOf(year).filter((day) => isWeekday(day) && !holidays.includes(day));
  const made = { holidays, halfDays };
  years.set(year, made);
  return made;
}

export const isWeekday = (day: number): boolean => weekdayOf(day) < SATURDAY;

function holidaysOf(year: number): number[] {
  const newYear = dayNumber(year, 1, 1);
  const days = [
    weekdayOf(newYear) === SUNDAY ? newYear + 1 : newYear, // on a Saturday it is not made up for
    nthWeekday({ year, month: 1, weekday: 1, nth: 3 }), // Martin Luther King
    nthWeekday({ year, month: 2, weekday: 1, nth: 3 }), // Washington
    easterSunday(year) - 2,
    lastMondayOfMay(year), // Memorial Day
    ...(year >= 2022 ? [observed(dayNumber(year, 6, 19))] : []), // Juneteenth
    observed(dayNumber(year, 7, 4)),
    nthWeekday({ year, month: 9, weekday: 1, nth: 1 }), // Labor Day
    nthWeekday({ year, month: 11, weekday: 4, nth: 4 }), // Thanksgiving
    observed(dayNumber(year, 12, 25)),
  ];
  return days.filter(isWeekday);
}

/** The eve of Independence Day, the day after Thanksgiving, Christmas Eve. */
const halfDaysOf = (year: number): number[] => [
  dayNumber(year, 7, 3),
  nthWeekday({ year, month: 11, weekday: 4, nth: 4 }) + 1,
  dayNumber(year, 12, 24),
];

/** A fixed date on a weekend moves to the nearest weekday. */
function observed(day: number): number {
  if (weekdayOf(day) === SATURDAY) return day - 1;
  return weekdayOf(day) === SUNDAY ? day + 1 : day;
}

interface NthWeekday {
  readonly year: number;
  readonly month: number;
  readonly weekday: number;
  readonly nth: number;
}

function nthWeekday({ year, month, weekday, nth }: NthWeekday): number {
  const first = dayNumber(year, month, 1);
  return first + ((weekday - weekdayOf(first) + 7) % 7) + (nth - 1) * 7;
}

function lastMondayOfMay(year: number): number {
  const last = dayNumber(year, 5, 31);
  return last - (weekdayOf(last) - 1);
}

/** The Gregorian computus in its anonymous form (Meeus, Astronomical Algorithms, chapter 8). */
function easterSunday(year: number): number {
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
