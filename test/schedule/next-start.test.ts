import { describe, expect, it } from "vitest";
import { isoFromTimestamp, timestampFromIso } from "../../src/core/domain/time.ts";
import { nextStart } from "../../src/schedule/next-start.ts";
import type { Rhythm } from "../../src/schedule/rhythm.ts";

const NEW_YORK = "America/New_York";
const window = { start: "09:30", end: "16:00", days: [1, 2, 3, 4, 5], timeZone: NEW_YORK };

const next = (rhythm: Rhythm, now: string): string | undefined => {
  const at = timestampFromIso(now);
  const start = at === undefined ? undefined : nextStart(rhythm, at, NEW_YORK);
  return start === undefined ? undefined : isoFromTimestamp(start);
};

describe("nextStart", () => {
  it.each([
    [{ intervalMinutes: 5 }, "2026-03-04T09:15:10Z", "2026-03-04T09:20:00.000Z"],
    [{ intervalMinutes: 5 }, "2026-03-04T09:15:00Z", "2026-03-04T09:20:00.000Z"],
    [{ intervalMinutes: 1440 }, "2026-03-04T09:15:10Z", "2026-03-05T05:00:00.000Z"],
    [{ intervalMinutes: 5, window }, "2026-03-04T03:00:00Z", "2026-03-04T14:00:00.000Z"],
    [{ intervalMinutes: 5, window }, "2026-03-06T22:00:00Z", "2026-03-09T13:00:00.000Z"],
    [{ intervalMinutes: 30 }, "2026-03-08T06:59:00Z", "2026-03-08T07:00:00.000Z"],
  ])("%j after %s", (rhythm, now, expected) => {
    expect(next(rhythm, now)).toBe(expected);
  });
});
