import { describe, expect, it } from "vitest";
import {
  isoFromTimestamp,
  timestamp,
  timestampFromIso,
  type Timestamp,
} from "../../../src/core/domain/time.ts";
import {
  countsFrom,
  isBeforeMonth,
  lastFullMonth,
  monthTable,
} from "../../../src/core/strategy/calendar-months.ts";

const NEW_YORK = "America/New_York";
const at = (iso: string): Timestamp => timestampFromIso(iso) ?? timestamp(NaN);

describe("the last full month", () => {
  it.each([
    ["2026-02-01T05:00:00Z", NEW_YORK, "2025-12"], // the last bars of January may still be open
    ["2026-02-02T04:59:59Z", NEW_YORK, "2025-12"],
    ["2026-02-02T05:00:00Z", NEW_YORK, "2026-01"],
    ["2026-02-28T12:00:00Z", NEW_YORK, "2026-01"],
    ["2026-01-02T04:59:59Z", NEW_YORK, "2025-11"],
    ["2026-01-02T05:00:00Z", NEW_YORK, "2025-12"],
    ["2026-07-02T03:59:59Z", NEW_YORK, "2026-05"], // summer time
    ["2026-07-02T04:00:00Z", NEW_YORK, "2026-06"],
    ["2026-02-01T15:00:00Z", "Asia/Tokyo", "2026-01"],
    ["2026-02-01T15:00:00Z", "UTC", "2025-12"],
  ])("at %s in %s is %s", (now, zone, month) => {
    expect(lastFullMonth(at(now), zone).toString()).toBe(month);
  });

  it("is so from the instant that it counts from", () => {
    const month = Temporal.PlainYearMonth.from("2026-02");
    expect(isoFromTimestamp(countsFrom(month, NEW_YORK))).toBe("2026-03-02T05:00:00.000Z");
  });
});

describe("the month of a daily bar", () => {
  const january = Temporal.PlainYearMonth.from("2026-01");

  it.each([
    ["of New York, dated by the opening", "2026-01-30T14:30:00Z", NEW_YORK, true],
    ["of New York, dated by the opening", "2026-02-02T14:30:00Z", NEW_YORK, false],
    ["dated by midnight UTC", "2026-01-31T00:00:00Z", NEW_YORK, true],
    ["dated by midnight UTC, which is the day before in New York", "2026-02-01T00:00:00Z", NEW_YORK, false],
    ["dated by midnight UTC, seen from far west", "2026-02-01T00:00:00Z", "Pacific/Honolulu", false],
    ["dated by midnight UTC, seen from far east", "2026-01-31T00:00:00Z", "Pacific/Auckland", true],
    ["of a currency that begins on the evening before", "2026-01-31T22:04:00Z", NEW_YORK, false],
    ["of a currency that begins at its very hour", "2026-01-31T22:00:00Z", NEW_YORK, false],
    ["of a currency that begins a minute before its hour", "2026-01-31T21:59:00Z", NEW_YORK, true],
    ["of a currency that begins on the evening before", "2026-01-29T22:04:00Z", NEW_YORK, true],
    ["of New York, seen from Europe", "2026-01-30T14:30:00Z", "Europe/Helsinki", true],
    ["of Sydney, seen from New York", "2026-01-31T23:00:00Z", NEW_YORK, false],
    ["of Hong Kong, seen from New York", "2026-02-01T01:30:00Z", NEW_YORK, false],
  ])("%s, %s in %s: January is %s", (_, startAt, zone, isJanuary) => {
    const table = monthTable(january, 2, zone);
    const bar = { startAt: at(startAt), open: 1, high: 1, low: 1, close: 1 };
    expect(isBeforeMonth(bar, table, 2)).toBe(isJanuary);
    expect(isBeforeMonth(bar, table, 1)).toBe(false);
  });

  it("lies between the first days of the months, as the zone's clocks tell", () => {
    const { starts, utcStarts } = monthTable(Temporal.PlainYearMonth.from("2026-03"), 3, NEW_YORK);
    expect(starts.map(isoFromTimestamp)).toEqual([
      "2026-01-01T05:00:00.000Z",
      "2026-02-01T05:00:00.000Z",
      "2026-03-01T05:00:00.000Z",
      "2026-04-01T04:00:00.000Z",
    ]);
    expect(isoFromTimestamp(utcStarts[3] ?? timestamp(0))).toBe("2026-04-01T00:00:00.000Z");
  });
});
