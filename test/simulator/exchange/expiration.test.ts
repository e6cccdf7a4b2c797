import { describe, expect, it } from "vitest";
import { expirationAt } from "../../../src/simulator/exchange/expiration.ts";
import { instant } from "../saxo-under-test.ts";

const NEW_YORK = "America/New_York";

describe("the end of a good-till-date order", () => {
  it.each([
    ["2026-03-06", false, "2026-03-07T05:00:00Z"],
    ["2026-03-08", false, "2026-03-09T04:00:00Z"], // the clocks go forward that night
    ["2026-03-06T16:00", true, "2026-03-06T21:00:00Z"],
    ["2026-03-09T16:00:30", true, "2026-03-09T20:00:30Z"],
  ])("reads %s in exchange local time", (text, containsTime, expected) => {
    expect(expirationAt({ text, containsTime }, NEW_YORK)).toBe(instant(expected));
  });

  it.each([
    ["2026-04-31", false],
    ["2026-03-06T16:00", false],
    ["2026-03-06", true],
    ["2026-03-06T25:00", true],
    ["tomorrow", false],
  ])("reads %s as no date", (text, containsTime) => {
    expect(expirationAt({ text, containsTime }, NEW_YORK)).toBeUndefined();
  });
});
