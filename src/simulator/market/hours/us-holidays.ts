import type { MarketYear } from "./calendar.ts";
import { dayNumber, easterSunday, isWeekday } from "./calendar.ts";
import { weekdayOf } from "./trading-hours.ts";

const SATURDAY = 6;
const SUNDAY = 7;

const years = new Map<number, MarketYear>();

/** Half days end at 13:00. By the exchange's standing rules, without closures for special events. Source: NYSE rule 7.2, NASDAQ holiday schedule. */
export function usMarketYear(year: number): MarketYear {
  const known = years.get(year);
  if (known !== undefined) return known;
  const holidays = holidaysOf(year);
  const halfDays = halfDaysOf(year).filter((day) => isWeekday(day) && !holidays.includes(day));
  const made = { holidays, halfDays };
  years.set(year, made);
  return made;
}

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
