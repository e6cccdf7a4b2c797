import { assert } from "../core/domain/assert.ts";

/** How often cycles are started, and in which hours of the week. */
export interface Rhythm {
  readonly intervalMinutes: number;
  /** Absent when cycles are started at all hours. */
  readonly window?: StartWindow;
}

/** The hours of TRADING_HOURS_MODE=fixed. Holidays are not in it: the program itself skips them. */
export interface StartWindow {
  /** `HH:MM`, inclusive. */
  readonly start: string;
  /** `HH:MM`, exclusive; not later than the start means over midnight. */
  readonly end: string;
  /** 1 = Monday to 7 = Sunday, ascending. */
  readonly days: readonly number[];
  /** IANA name. */
  readonly timeZone: string;
}

/** One line of a calendar: every combination of its days, hours and minutes is a start. All ascending. */
export interface CalendarRule {
  readonly days: readonly number[];
  readonly hours: readonly number[];
  readonly minutes: readonly number[];
}

export const ALL_DAYS: readonly number[] = [1, 2, 3, 4, 5, 6, 7];
export const HOURS_OF_DAY = 24;
const MINUTES_OF_HOUR = 60;
const MINUTES_OF_DAY = HOURS_OF_DAY * MINUTES_OF_HOUR;

/** Only such an interval gives every day the same starts, and no two that are closer than it says. */
export const dividesDay = (intervalMinutes: number): boolean => MINUTES_OF_DAY % intervalMinutes === 0;

/** The longest interval that divides a day and is no longer than the one wanted, and the shortest no shorter. */
export function nearestIntervals(intervalMinutes: number): readonly [number, number] {
  let shorter = intervalMinutes;
  while (!dividesDay(shorter)) shorter -= 1;
  let longer = intervalMinutes;
  while (!dividesDay(longer)) longer += 1;
  return [shorter, longer];
}

/**
 * The starts of a week, counted from midnight. With a window: those of each hour that the window touches, the hour of
 * its end among them, so that the program sees the window close and says until when it sleeps.
 */
export function calendarOf({ intervalMinutes, window }: Rhythm): readonly CalendarRule[] {
  assert(dividesDay(intervalMinutes), `an interval of ${intervalMinutes} minutes does not divide a day`);
  const hoursOfDay = window === undefined ? () => allHours() : hoursTouched(window);
  const rules = new Map<string, CalendarRule>();
  for (const day of ALL_DAYS) {
    for (const { hours, minutes } of startsWithin(hoursOfDay(day), intervalMinutes)) {
      const key = `${hours.join()} ${minutes.join()}`;
      rules.set(key, { hours, minutes, days: [...(rules.get(key)?.days ?? []), day] });
    }
  }
  return [...rules.values()];
}

const allHours = (): readonly number[] => Array.from({ length: HOURS_OF_DAY }, (_, hour) => hour);

/** The hours of one day with the same minutes stand together. */
function startsWithin(hours: readonly number[], interval: number): readonly Omit<CalendarRule, "days">[] {
  const byMinutes = new Map<string, { hours: number[]; minutes: readonly number[] }>();
  for (const hour of hours) {
    const minutes = minutesOfHour(hour, interval);
    if (minutes.length === 0) continue;
    const key = minutes.join();
    byMinutes.set(key, { minutes, hours: [...(byMinutes.get(key)?.hours ?? []), hour] });
  }
  return [...byMinutes.values()];
}

const minutesOfHour = (hour: number, interval: number): readonly number[] =>
  Array.from({ length: MINUTES_OF_HOUR }, (_, minute) => minute).filter(
    (minute) => (hour * MINUTES_OF_HOUR + minute) % interval === 0,
  );

/** Which hours of a day lie in a window that began on it, or on the day before it. */
function hoursTouched(window: StartWindow): (day: number) => readonly number[] {
  const first = hourOf(window.start);
  const last = hourOf(window.end);
  const isOverMidnight = window.end <= window.start;
  const beginsOn = (day: number): boolean => window.days.includes(day);
  const dayBefore = (day: number): number => (day === 1 ? ALL_DAYS.length : day - 1);
  return (day) =>
    allHours().filter((hour) => {
      if (!isOverMidnight) return beginsOn(day) && hour >= first && hour <= last;
      return (beginsOn(day) && hour >= first) || (beginsOn(dayBefore(day)) && hour <= last);
    });
}

const hourOf = (time: string): number => Number(time.slice(0, 2));

/** Whether any start of a week lies inside the window itself, where a cycle trades. */
export function reachesWindow({ intervalMinutes, window }: Rhythm): boolean {
  if (window === undefined) return true;
  const starts = Array.from({ length: MINUTES_OF_DAY / intervalMinutes }, (_, count) =>
    timeOf(count * intervalMinutes),
  );
  const { start, end } = window;
  return starts.some((time) => (end > start ? time >= start && time < end : time >= start || time < end));
}

const timeOf = (minuteOfDay: number): string =>
  [Math.floor(minuteOfDay / MINUTES_OF_HOUR), minuteOfDay % MINUTES_OF_HOUR]
    .map((part) => String(part).padStart(2, "0"))
    .join(":");
