import type { Rhythm, CalendarRule } from "./rhythm.ts";
import { ALL_DAYS, calendarOf, HOURS_OF_DAY } from "./rhythm.ts";

const DAY_NAMES = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

/** The starts as OnCalendar= takes them, each in the zone of the window. */
export function systemdCalendars(rhythm: Rhythm): readonly string[] {
  const zone = rhythm.window === undefined ? "" : ` ${rhythm.window.timeZone}`;
  return calendarOf(rhythm).map((rule) => `${asExpression(rule)}${zone}`);
}

function asExpression({ days, hours, minutes }: CalendarRule): string {
  const weekdays = days.length === ALL_DAYS.length ? "" : `${ranges(days, dayName)} `;
  const hour = hours.length === HOURS_OF_DAY ? "*" : ranges(hours, twoDigits);
  return `${weekdays}*-*-* ${hour}:${minutesOf(minutes)}:00`;
}

const dayName = (day: number): string => DAY_NAMES[day - 1] ?? "";
const twoDigits = (value: number): string => String(value).padStart(2, "0");

/** `00/5` where the minutes are as regular as that. */
function minutesOf(minutes: readonly number[]): string {
  const step = stepOf(minutes);
  return step === undefined ? minutes.map(twoDigits).join(",") : `00/${step}`;
}

const MINUTES_OF_HOUR = 60;

/** The n of "every n minutes from the full hour", when that is what the minutes of an hour are. */
export function stepOf(minutes: readonly number[]): number | undefined {
  const [first, step] = minutes;
  if (first !== 0 || step === undefined) return undefined;
  const isRegular = minutes.every((minute, index) => minute === index * step);
  return isRegular && minutes.length === Math.ceil(MINUTES_OF_HOUR / step) ? step : undefined;
}

/** `Mon..Fri`, `00..04,22..23` */
function ranges(values: readonly number[], write: (value: number) => string): string {
  return consecutive(values)
    .map(([first, last]) => (first === last ? write(first) : `${write(first)}..${write(last)}`))
    .join(",");
}

/** First and last of each run without a gap. */
export function consecutive(values: readonly number[]): readonly (readonly [number, number])[] {
  const runs: [number, number][] = [];
  for (const value of values) {
    const run = runs.at(-1);
    if (run?.[1] === value - 1) run[1] = value;
    else runs.push([value, value]);
  }
  return runs;
}
