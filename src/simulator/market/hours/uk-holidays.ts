import type { MarketYear } from "./calendar.ts";
import { dayNumber, easterSunday, isWeekday } from "./calendar.ts";
import { weekdayOf } from "./trading-hours.ts";

const MONDAY = 1;
const years = new Map<number, MarketYear>();

/**
 * Bank holidays of England by their standing rules, without the days that are proclaimed for one year alone; half days
 * are the last trading days before Christmas and New Year. Source: gov.uk bank holidays, London Stock Exchange trading days.
 */
export function ukMarketYear(year: number): MarketYear {
  const known = years.get(year);
  if (known !== undefined) return known;
  const easter = easterSunday(year);
  const [christmas, boxing] = christmasDays(year);
  const holidays = [
    nextWeekday(dayNumber(year, 1, 1)),
    easter - 2, // Good Friday
    easter + 1, // Easter Monday
    mondayFrom(dayNumber(year, 5, 1)),
    mondayFrom(dayNumber(year, 5, 25)), // the last one of May
    mondayFrom(dayNumber(year, 8, 25)), // the last one of August
    christmas,
    boxing,
  ];
  const halfDays = [dayNumber(year, 12, 24), dayNumber(year, 12, 31)].map(lastWeekday);
  const made = { holidays: holidays.toSorted((a, b) => a - b), halfDays };
  years.set(year, made);
  return made;
}

/** Christmas and Boxing Day; on a weekend they are made up for on the weekdays after it. */
function christmasDays(year: number): readonly [number, number] {
  const christmas = nextWeekday(dayNumber(year, 12, 25));
  const boxing = nextWeekday(dayNumber(year, 12, 26));
  return [christmas, boxing === christmas ? nextWeekday(boxing + 1) : boxing];
}

const mondayFrom = (day: number): number => (weekdayOf(day) === MONDAY ? day : mondayFrom(day + 1));
const nextWeekday = (day: number): number => (isWeekday(day) ? day : nextWeekday(day + 1));
const lastWeekday = (day: number): number => (isWeekday(day) ? day : lastWeekday(day - 1));
