import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { AssertionError } from "../../../src/core/domain/assert.ts";
import {
  addDuration,
  durationMs,
  elapsed,
  isoFromTimestamp,
  minutes,
  seconds,
  subtractDuration,
  timestamp,
  timestampFromIso,
} from "../../../src/core/domain/time.ts";

const LAST = Date.UTC(9999, 11, 31, 23, 59, 59, 999);
const instants = fc.integer({ min: Date.parse("0001-01-01T00:00:00Z"), max: LAST }).map(timestamp);

describe("timestampFromIso", () => {
  it.each([
    ["2026-11-20T07:12:03Z", Date.UTC(2026, 10, 20, 7, 12, 3)],
    ["2026-11-20T07:12:03.2Z", Date.UTC(2026, 10, 20, 7, 12, 3, 200)],
    ["2026-11-20T07:12:03.214Z", Date.UTC(2026, 10, 20, 7, 12, 3, 214)],
    ["2026-11-20T07:12:03.214999Z", Date.UTC(2026, 10, 20, 7, 12, 3, 214)],
    ["2026-11-20T07:12:03.2149999Z", Date.UTC(2026, 10, 20, 7, 12, 3, 214)],
    ["0001-01-01T00:00:00Z", Date.parse("0001-01-01T00:00:00Z")],
  ])("reads %s", (text, epochMs) => {
    expect(timestampFromIso(text)).toBe(epochMs);
  });

  it.each([
    "",
    "2026-11-20",
    "2026-11-20T07:12:03", // which zone?
    "2026-11-20T07:12:03+01:00",
    "2026-11-20 07:12:03Z",
    "2026-11-20T07:12Z",
    "2026-11-20T25:12:03Z",
    "2026-13-20T07:12:03Z",
    "2026-02-30T07:12:03Z",
    "2026-02-29T07:12:03Z",
    "2026-04-31T07:12:03Z",
    "2026-11-20T24:00:00Z",
    "2026-11-20T07:12:60Z",
    "2026-11-20T07:12:03.Z",
    "2026-11-20T07:12:03.12345678Z",
    "x2026-11-20T07:12:03Z",
  ])("does not accept %j", (text) => {
    expect(timestampFromIso(text)).toBeUndefined();
  });

  it("accepts the leap day of a leap year", () => {
    expect(timestampFromIso("2028-02-29T00:00:00Z")).toBe(Date.UTC(2028, 1, 29));
  });

  it("reads back what isoFromTimestamp prints", () => {
    fc.assert(
      fc.property(instants, (at) => {
        expect(timestampFromIso(isoFromTimestamp(at))).toBe(at);
      }),
      { numRuns: 500 },
    );
  });
});

describe("timestamps and durations", () => {
  it.each([0.5, Number.NaN, Infinity, LAST + 1])("refuse %d as an instant", (value) => {
    expect(() => timestamp(value)).toThrow(AssertionError);
  });

  it.each([Number.NaN, Infinity])("refuse %d as a duration", (value) => {
    expect(() => durationMs(value)).toThrow(AssertionError);
  });

  it("add and subtract to the millisecond", () => {
    const at = timestamp(1_000_000);
    expect(addDuration(at, seconds(1.5))).toBe(1_001_500);
    expect(subtractDuration(at, minutes(2))).toBe(880_000);
    expect(elapsed(at, timestamp(999_999))).toBe(-1);
  });
});
