import { expect, it } from "vitest";
import { isoFromTimestamp, timestampFromIso } from "../../../src/core/domain/time.ts";
import { startOfDay, startOfWeek } from "../../../src/core/hours/local-time.ts";

it.each([
  ["a Sunday", "2026-03-01T18:00:00Z", "2026-03-01T05:00:00.000Z", "2026-02-23T05:00:00.000Z"],
  ["a Monday", "2026-03-02T18:00:00Z", "2026-03-02T05:00:00.000Z", "2026-03-02T05:00:00.000Z"],
  [
    "a Sunday's evening after midnight UTC",
    "2026-03-02T03:00:00Z",
    "2026-03-01T05:00:00.000Z",
    "2026-02-23T05:00:00.000Z",
  ],
  [
    "a Monday's evening after midnight UTC",
    "2026-03-03T03:00:00Z",
    "2026-03-02T05:00:00.000Z",
    "2026-03-02T05:00:00.000Z",
  ],
  [
    "the Monday after clocks changed",
    "2026-03-09T04:00:00Z",
    "2026-03-09T04:00:00.000Z",
    "2026-03-09T04:00:00.000Z",
  ],
])("the day and the week of %s begin with its own midnight and Monday's", (_, now, day, week) => {
  const at = timestampFromIso(now);
  if (at === undefined) throw new Error(`${now} is no instant`);
  const found = [startOfDay(at, "America/New_York"), startOfWeek(at, "America/New_York")];
  expect(found.map(isoFromTimestamp)).toEqual([day, week]);
});
