import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Rhythm } from "../../src/schedule/rhythm.ts";
import { calendarOf, dividesDay, nearestIntervals, reachesWindow } from "../../src/schedule/rhythm.ts";
import { cronCalendars } from "../../src/schedule/crontab.ts";
import { systemdCalendars } from "../../src/schedule/systemd-calendar.ts";

const NEW_YORK = { start: "09:30", end: "16:00", days: [1, 2, 3, 4, 5], timeZone: "America/New_York" };
const overnight = { ...NEW_YORK, start: "22:00", end: "04:00", days: [5, 7] };
const EVERY_DAY = [1, 2, 3, 4, 5, 6, 7];

/** Every start of a week, as minutes from Monday's midnight. */
const startsOf = (rhythm: Rhythm): readonly number[] =>
  calendarOf(rhythm)
    .flatMap(({ days, hours, minutes }) =>
      days.flatMap((day) =>
        hours.flatMap((hour) => minutes.map((minute) => (day - 1) * 1440 + hour * 60 + minute)),
      ),
    )
    .sort((a, b) => a - b);

const intervals = fc.integer({ min: 1, max: 1440 }).filter(dividesDay);

describe("the calendar of a rhythm", () => {
  it("has each start of a week once, evenly spaced, without a window", () => {
    fc.assert(
      fc.property(intervals, (intervalMinutes) => {
        const expected = Array.from({ length: 10_080 / intervalMinutes }, (_, n) => n * intervalMinutes);
        expect(startsOf({ intervalMinutes })).toEqual(expected);
      }),
      { numRuns: 40 },
    );
  });

  it.each<[string, Rhythm, string[], string[]]>([
    ["always", { intervalMinutes: 5 }, ["*-*-* *:00/5:00"], ["*/5 * * * *"]],
    ["each minute", { intervalMinutes: 1 }, ["*-*-* *:00/1:00"], ["*/1 * * * *"]],
    ["each hour", { intervalMinutes: 60 }, ["*-*-* *:00:00"], ["0 * * * *"]],
    ["once a day", { intervalMinutes: 1440 }, ["*-*-* 00:00:00"], ["0 0 * * *"]],
    [
      "a window in the day",
      { intervalMinutes: 5, window: NEW_YORK },
      ["Mon..Fri *-*-* 09..16:00/5:00 America/New_York"],
      ["*/5 9-16 * * 1-5"],
    ],
    [
      "a window over midnight, Sunday among its days",
      { intervalMinutes: 30, window: overnight },
      ["Mon,Sat *-*-* 00..04:00/30:00 America/New_York", "Fri,Sun *-*-* 22..23:00/30:00 America/New_York"],
      ["*/30 0-4 * * 1,6", "*/30 22-23 * * 0,5"],
    ],
    [
      "an interval that does not divide an hour",
      { intervalMinutes: 40 },
      [
        "*-*-* 00,02,04,06,08,10,12,14,16,18,20,22:00/40:00",
        "*-*-* 01,03,05,07,09,11,13,15,17,19,21,23:20:00",
      ],
      ["*/40 0,2,4,6,8,10,12,14,16,18,20,22 * * *", "20 1,3,5,7,9,11,13,15,17,19,21,23 * * *"],
    ],
  ])("%s, as systemd and cron write it", (_, rhythm, systemd, cron) => {
    expect(systemdCalendars(rhythm)).toEqual(systemd);
    expect(cronCalendars(rhythm)).toEqual(cron);
  });

  it("goes through the whole day when the window begins and ends at midnight", () => {
    const window = { ...NEW_YORK, start: "00:00", end: "00:00", days: EVERY_DAY };
    expect(startsOf({ intervalMinutes: 60, window })).toEqual(startsOf({ intervalMinutes: 60 }));
  });

  it("has a start within each hour of the window, and one at or after its end", () => {
    const starts = startsOf({ intervalMinutes: 5, window: NEW_YORK });
    expect(starts.slice(0, 3)).toEqual([540, 545, 550]);
    expect(starts.filter((start) => start >= 960 && start < 1440)).toHaveLength(12);
    expect(starts.at(-1)).toBe(4 * 1440 + 16 * 60 + 55);
  });
});

describe("what cannot be scheduled", () => {
  it.each([
    [7, [6, 8]],
    [50, [48, 60]],
    [1000, [720, 1440]],
    [5, [5, 5]],
  ])("%i minutes lie between %j", (interval, nearest) => {
    expect(nearestIntervals(interval)).toEqual(nearest);
  });

  it.each([
    [{ intervalMinutes: 1440, window: NEW_YORK }, false],
    [{ intervalMinutes: 720, window: NEW_YORK }, true],
    [{ intervalMinutes: 1440, window: overnight }, true],
    [{ intervalMinutes: 60, window: { ...NEW_YORK, start: "09:30", end: "09:59" } }, false],
    [{ intervalMinutes: 1440 }, true],
  ])("%j reaches its window: %s", (rhythm, reaches) => {
    expect(reachesWindow(rhythm)).toBe(reaches);
  });
});
