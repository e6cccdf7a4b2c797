import type { Reading, ValueKind } from "./value-kind.ts";
import { fault, listItems, quoted, value } from "./value-kind.ts";

export const timeOfDay: ValueKind<string> = {
  expected: "a time of day as HH:MM, from 00:00 to 23:59",
  read: (text) => (/^([01]\d|2[0-3]):[0-5]\d$/.test(text) ? value(text) : fault("no time of day")),
};

/** The zone's own spelling; offsets such as `+01:00` know no daylight saving and are refused. */
function zoneName(text: string): string | undefined {
  if (!/^[A-Za-z]/.test(text)) return undefined;
  try {
    return new Temporal.ZonedDateTime(0n, text).timeZoneId;
  } catch (error) {
    if (error instanceof RangeError) return undefined; // Temporal's way to say that it knows no such zone
    throw error;
  }
}

export const timeZone: ValueKind<string> = {
  expected: "an IANA time zone such as Europe/London",
  read(text) {
    const zone = zoneName(text);
    return zone === undefined ? fault("no IANA time zone") : value(zone);
  },
};

const DAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

/** 1 = Monday to 7 = Sunday, or 0 for a word that is no day. */
const dayNumber = (word: string): number => DAYS.indexOf(word.toLowerCase()) + 1;

/** `Fri-Mon` runs over the end of the week. */
function daysFrom(item: string): readonly number[] | undefined {
  const [first = 0, last = first, ...more] = item.split("-").map(dayNumber);
  if (first === 0 || last === 0 || more.length > 0) return undefined;
  const count = ((last - first + 7) % 7) + 1;
  return Array.from({ length: count }, (_, index) => ((first - 1 + index) % 7) + 1);
}

function readWeekdays(text: string): Reading<readonly number[]> {
  const items = listItems(text);
  const faulty = items.filter((item) => daysFrom(item) === undefined);
  if (faulty.length > 0) return fault(`${faulty.map(quoted).join(", ")}: no day or range of days`);
  const days = new Set(items.flatMap((item) => daysFrom(item) ?? []));
  return value([...days].sort((a, b) => a - b));
}

export const weekdays: ValueKind<readonly number[]> = {
  expected: "days and ranges of days, separated by commas: Mon-Fri, or Mon,Wed,Fri",
  read: readWeekdays,
};

function isDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const [year = 0, month = 0, day = 0] = text.split("-").map(Number);
  const date = new Date(Date.UTC(year, month - 1, day)); // 30 February would come back as a day in March
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
}

const NO_DATES = "none";

function readDates(text: string): Reading<readonly string[]> {
  if (text.toLowerCase() === NO_DATES) return value([]);
  const items = listItems(text);
  const faulty = items.filter((item) => !isDate(item));
  if (faulty.length > 0) return fault(`${faulty.map(quoted).join(", ")}: no date`);
  return value([...new Set(items)].sort());
}

export const dates: ValueKind<readonly string[]> = {
  expected: `dates as yyyy-MM-dd, separated by commas, or ${NO_DATES}`,
  read: readDates,
};
