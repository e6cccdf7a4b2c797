import type { MarketYear } from "./calendar.ts";
import { dayNumber, easterSunday, isWeekday } from "./calendar.ts";

const years = new Map<number, MarketYear>();

/** By the standing rules of the exchange: what falls on a weekend is not made up for. Source: Euronext holiday calendar. */
export function euronextYear(year: number): MarketYear {
  const known = years.get(year);
  if (known !== undefined) return known;
  const easter = easterSunday(year);
  const holidays = [
    dayNumber(year, 1, 1),
    easter - 2, // Good Friday
    easter + 1, // Easter Monday
    dayNumber(year, 5, 1),
    dayNumber(year, 12, 25),
    dayNumber(year, 12, 26),
  ].filter(isWeekday);
  const halfDays = [dayNumber(year, 12, 24), dayNumber(year, 12, 31)].filter(isWeekday);
  const made = { holidays: holidays.toSorted((a, b) => a - b), halfDays };
  years.set(year, made);
  return made;
}
