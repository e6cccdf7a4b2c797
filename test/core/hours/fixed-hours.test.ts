import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Timestamp } from "../../../src/core/domain/time.ts";
import {
  durationMs,
  isoFromTimestamp,
  minutes,
  subtractDuration,
  timestamp,
} from "../../../src/core/domain/time.ts";
import {
  isWithinFixedHours,
  nextFixedOpening,
  startsWithinFixedHours,
} from "../../../src/core/hours/fixed-hours.ts";
import { startOfDay } from "../../../src/core/hours/local-time.ts";
import type { FixedHours } from "../../../src/core/hours/trading-hours.ts";

const at = (iso: string): Timestamp => timestamp(Temporal.Instant.from(iso).epochMilliseconds);
const isOpen = (iso: string, hours: FixedHours): boolean => isWithinFixedHours(at(iso), hours);
const nextOpening = (iso: string, hours: FixedHours): string | undefined => {
  const opening = nextFixedOpening(at(iso), hours);
  return opening === undefined ? undefined : isoFromTimestamp(opening);
};

const EVERY_DAY = [1, 2, 3, 4, 5, 6, 7];
const WALL_STREET: FixedHours = {
  start: "09:30",
  end: "16:00",
  timeZone: "America/New_York",
  days: [1, 2, 3, 4, 5],
  holidays: ["2026-11-26"],
};
const window = (timeZone: string, start: string, end: string): FixedHours => ({
  start,
  end,
  timeZone,
  days: EVERY_DAY,
  holidays: [],
});

const daysFrom = (first: string, count: number): string[] =>
  Array.from({ length: count }, (_, days) => Temporal.PlainDate.from(first).add({ days }).toString());

/** How many minutes of a span begin inside the window. */
function openMinutes(fromIso: string, toIso: string, hours: FixedHours): number {
  let open = 0;
  for (let ms = at(fromIso); ms < at(toIso); ms = timestamp(ms + 60_000)) {
    if (isWithinFixedHours(ms, hours)) open += 1;
  }
  return open;
}

describe("fixed hours", () => {
  it.each([
    ["2026-11-20T14:29:59.999Z", false],
    ["2026-11-20T14:30:00Z", true], // start inclusive
    ["2026-11-20T20:59:59.999Z", true],
    ["2026-11-20T21:00:00Z", false], // end exclusive
    ["2026-11-21T15:00:00Z", false], // Saturday
    ["2026-11-26T15:00:00Z", false], // holiday
    ["2026-11-27T15:00:00Z", true],
  ])("on Wall Street's clock at %s are open: %s", (iso, expected) => {
    expect(isOpen(iso, WALL_STREET)).toBe(expected);
  });

  it.each([
    ["2026-11-20T14:00:00Z", "2026-11-20T14:30:00.000Z"], // later today
    ["2026-11-20T14:30:00Z", "2026-11-23T14:30:00.000Z"], // after, never at, this instant; over the weekend
    ["2026-11-25T22:00:00Z", "2026-11-27T14:30:00.000Z"], // over the holiday
    ["2026-03-06T22:00:00Z", "2026-03-09T13:30:00.000Z"], // over the change to summer time
    ["2026-10-30T22:00:00Z", "2026-11-02T14:30:00.000Z"], // and back
  ])("after %s open next at %s", (iso, opening) => {
    expect(nextOpening(iso, WALL_STREET)).toBe(opening);
  });

  it("know no next opening without days, or when every day is a holiday", () => {
    expect(nextOpening("2026-11-20T14:00:00Z", { ...WALL_STREET, days: [] })).toBeUndefined();
    expect(
      nextOpening("2026-11-20T14:00:00Z", { ...WALL_STREET, holidays: daysFrom("2026-11-20", 500) }),
    ).toBe(undefined);
  });

  it("find an opening more than a year away", () => {
    const rare = { ...WALL_STREET, days: EVERY_DAY, holidays: daysFrom("2026-11-20", 390) };
    expect(nextOpening("2026-11-20T14:00:00Z", rare)).toBe("2027-12-15T14:30:00.000Z");
  });

  describe("over midnight", () => {
    const overnight: FixedHours = {
      ...window("Europe/London", "22:00", "02:00"),
      days: [5],
      holidays: ["2026-11-20"],
    };

    it.each([
      ["2026-11-13T21:59:59Z", false],
      ["2026-11-13T22:00:00Z", true], // Friday
      ["2026-11-14T01:59:59.999Z", true], // Saturday, of Friday's window
      ["2026-11-14T02:00:00Z", false],
      ["2026-11-14T22:30:00Z", false], // Saturday starts none
      ["2026-11-13T01:00:00Z", false], // nor did Thursday
      ["2026-11-20T23:00:00Z", false], // holiday: no window starts
      ["2026-11-21T01:00:00Z", false], // so there is none to belong to
    ])("belong to the day they start on: at %s open is %s", (iso, expected) => {
      expect(isOpen(iso, overnight)).toBe(expected);
    });

    it("run into a holiday that follows the day they started on", () => {
      expect(isOpen("2026-11-14T01:00:00Z", { ...overnight, holidays: ["2026-11-14"] })).toBe(true);
    });
  });

  it("last the whole day when start and end are equal", () => {
    const whole = { ...window("America/New_York", "00:00", "00:00"), days: [3] };
    expect(openMinutes("2026-11-17T00:00:00Z", "2026-11-20T00:00:00Z", whole)).toBe(24 * 60);
    expect(isOpen("2026-11-18T05:00:00Z", whole)).toBe(true);
    expect(isOpen("2026-11-19T04:59:59Z", whole)).toBe(true);
    expect(isOpen("2026-11-19T05:00:00Z", whole)).toBe(false);
  });

  /** One row for each change of clocks in 2026: the day and the hour that is skipped or repeated. */
  const changes = [
    {
      zone: "America/New_York",
      day: "2026-03-08",
      kind: "skips",
      from: "02:00",

      changeAt: "07:00Z",
    },
    {
      zone: "America/New_York",
      day: "2026-11-01",
      kind: "repeats",
      from: "01:00",

      changeAt: "06:00Z",
    },
    {
      zone: "Europe/London",
      day: "2026-03-29",
      kind: "skips",
      from: "01:00",

      changeAt: "01:00Z",
    },
    {
      zone: "Europe/London",
      day: "2026-10-25",
      kind: "repeats",
      from: "01:00",

      changeAt: "01:00Z",
    },
    {
      zone: "Australia/Sydney",
      day: "2026-10-04",
      kind: "skips",
      from: "02:00",

      changeAt: "16:00Z",
    },
    {
      zone: "Australia/Sydney",
      day: "2026-04-05",
      kind: "repeats",
      from: "02:00",

      changeAt: "16:00Z",
    },
  ] as const;

  describe.each(changes)(
    "in $zone on $day, which $kind the hour from $from",
    ({ zone, day, kind, from, changeAt }) => {
      const eve = Temporal.PlainDate.from(day).subtract({ days: 1 }).toString();
      const dayAfter = Temporal.PlainDate.from(day).add({ days: 2 }).toString();
      const onlyThatDay = (start: string, end: string): FixedHours => ({
        ...window(zone, start, end),
        days: [Temporal.PlainDate.from(day).dayOfWeek],
      });
      const minutesOpen = (hours: FixedHours): number =>
        openMinutes(`${eve}T00:00:00Z`, `${dayAfter}T00:00:00Z`, hours);
      const half = from.replace(":00", ":30");
      const quarter = from.replace(":00", ":15");
      const change = at(`${zone === "Australia/Sydney" ? eve : day}T${changeAt.replace("Z", ":00Z")}`);

      it("the trading day keeps its local opening and its length", () => {
        const hours = onlyThatDay("09:30", "16:00");
        expect(minutesOpen(hours)).toBe(390);
        const opening = nextFixedOpening(change, hours);
        const local = Temporal.Instant.fromEpochMilliseconds(opening ?? 0).toZonedDateTimeISO(zone);
        expect(local.toPlainDateTime().toString()).toBe(`${day}T09:30:00`);
      });

      it("a window around the change loses or gains the hour", () => {
        expect(minutesOpen(onlyThatDay("00:30", "04:00"))).toBe(kind === "skips" ? 150 : 270);
      });

      it("a whole day has 23 or 25 hours", () => {
        expect(minutesOpen(onlyThatDay("00:00", "00:00"))).toBe((kind === "skips" ? 23 : 25) * 60);
      });

      it("a window inside the hour is closed when skipped and opens once when repeated", () => {
        const inside = onlyThatDay(quarter, half);
        expect(minutesOpen(inside)).toBe(kind === "skips" ? 0 : 15);
        const opening = nextFixedOpening(timestamp(change - 7_200_000), inside);
        if (kind === "skips") {
          expect(opening).toBeGreaterThan(change + 86_400_000);
        } else {
          expect(opening).toBe(change - 45 * 60_000);
        }
      });

      it("a start inside the hour is the end of the gap, or the first of two", () => {
        const opening = nextFixedOpening(timestamp(change - 7_200_000), onlyThatDay(half, "05:00"));
        expect(opening).toBe(kind === "skips" ? change : change - 30 * 60_000);
      });

      it("an end inside the hour is the beginning of the gap, or the first of two", () => {
        const hours = onlyThatDay("00:00", half);
        const before = kind === "skips" ? change - 60_000 : change - 31 * 60_000;
        expect(isWithinFixedHours(timestamp(before), hours)).toBe(true);
        expect(isWithinFixedHours(timestamp(before + 60_000), hours)).toBe(false);
        expect(isWithinFixedHours(change, hours)).toBe(false);
      });
    },
  );

  const zones = fc.constantFrom(
    "America/New_York",
    "Europe/London",
    "Australia/Sydney",
    "Asia/Kolkata",
    "UTC",
  );
  const times = fc.integer({ min: 0, max: 1439 }).map((minute) => {
    const pad = (value: number): string => String(value).padStart(2, "0");
    return `${pad(Math.floor(minute / 60))}:${pad(minute % 60)}`;
  });
  const anyHours: fc.Arbitrary<FixedHours> = fc.record({
    start: times,
    end: times,
    timeZone: zones,
    days: fc.subarray(EVERY_DAY, { minLength: 1 }),
    holidays: fc.constant(["2026-03-09", "2026-04-06"]),
  });
  const instants = fc
    .integer({ min: at("2026-03-01T00:00:00Z"), max: at("2026-11-30T00:00:00Z") })
    .map((ms) => timestamp(ms));

  it("open at the next opening and not a millisecond before, unless a window was open already", () => {
    fc.assert(
      fc.property(instants, anyHours, (now, hours) => {
        const opening = nextFixedOpening(now, hours);
        expect(opening).toBeDefined();
        if (opening === undefined) return;
        expect(opening).toBeGreaterThan(now);
        expect(isWithinFixedHours(opening, hours)).toBe(true);
        if (!isWithinFixedHours(now, hours)) {
          expect(isWithinFixedHours(timestamp(opening - 1), hours)).toBe(false);
          expect(isWithinFixedHours(timestamp(Math.floor((now + opening) / 2)), hours)).toBe(false);
        }
      }),
      { numRuns: 300 },
    );
  });
});

describe("startOfDay", () => {
  it.each([
    ["2026-11-20T03:00:00Z", "America/New_York", "2026-11-19T05:00:00.000Z"],
    ["2026-11-20T05:00:00Z", "America/New_York", "2026-11-20T05:00:00.000Z"],
    ["2026-03-08T20:00:00Z", "America/New_York", "2026-03-08T05:00:00.000Z"], // before the clocks change
    ["2026-10-25T20:00:00Z", "Europe/London", "2026-10-24T23:00:00.000Z"],
    ["2026-10-04T05:00:00Z", "Australia/Sydney", "2026-10-03T14:00:00.000Z"],
    ["2018-11-04T12:00:00Z", "America/Sao_Paulo", "2018-11-04T03:00:00.000Z"], // a day without midnight
  ])("of %s in %s is %s", (iso, zone, start) => {
    expect(isoFromTimestamp(startOfDay(at(iso), zone))).toBe(start);
  });
});

describe("the starts inside fixed hours", () => {
  const startsWithin = (from: string, to: string, hours: FixedHours, every = 5): number =>
    startsWithinFixedHours({ from: at(from), to: at(to), interval: minutes(every) }, hours);
  const justBefore = (iso: string): string => isoFromTimestamp(subtractDuration(at(iso), durationMs(1)));

  it.each([
    ["a span inside a window, without its beginning", "2026-11-20T15:00:00Z", "2026-11-20T15:10:00Z", 5, 2],
    ["a span around a window, without the end of it", "2026-11-20T00:00:00Z", "2026-11-21T00:00:00Z", 5, 78],
    ["a span over a night", "2026-11-19T20:54:00Z", "2026-11-20T14:35:00Z", 5, 3],
    ["a weekend", "2026-11-20T21:00:00Z", "2026-11-23T14:29:00Z", 5, 0],
    ["a week with a holiday", "2026-11-23T00:00:00Z", "2026-11-30T00:00:00Z", 5, 4 * 78],
    ["a span that runs backwards", "2026-11-20T15:10:00Z", "2026-11-20T15:00:00Z", 5, 0],
    ["an interval with one start a window", "2026-11-23T00:00:00Z", "2026-11-30T00:00:00Z", 240, 4],
    ["an interval with no start in a window", "2026-11-23T00:00:00Z", "2026-11-30T00:00:00Z", 1440, 4],
    ["such a window that is not over", "2026-11-20T00:00:00Z", "2026-11-20T20:59:59Z", 1440, 0],
    ["such a window that had begun", "2026-11-20T14:30:00Z", "2026-11-20T22:00:00Z", 1440, 0],
  ])("are counted for %s", (_, from, to, every, expected) => {
    expect(startsWithin(from, to, WALL_STREET, every)).toBe(expected);
  });

  it("agree with the minutes counted one by one, in any zone, window and season", () => {
    const hour = fc.integer({ min: 0, max: 23 }).map((value) => `${String(value).padStart(2, "0")}:00`);
    const zone = fc.constantFrom("America/New_York", "Europe/Berlin", "Asia/Kolkata", "Australia/Lord_Howe");
    const start = fc.integer({
      min: at("2026-01-01T00:00:00Z") / 60_000,
      max: at("2026-12-01T00:00:00Z") / 60_000,
    });
    fc.assert(
      fc.property(
        zone,
        hour,
        hour,
        start,
        fc.integer({ min: 0, max: 4000 }),
        (timeZone, opens, closes, from, length) => {
          const hours = { ...window(timeZone, opens, closes), days: [1, 2, 3, 5] };
          const [fromIso, toIso] = [from, from + length].map((minute) =>
            isoFromTimestamp(timestamp(minute * 60_000)),
          );
          expect(startsWithin(justBefore(fromIso ?? ""), justBefore(toIso ?? ""), hours, 1)).toBe(
            openMinutes(fromIso ?? "", toIso ?? "", hours),
          );
        },
      ),
      { numRuns: 40 },
    );
  });
});
