import { describe, expect, it } from "vitest";
import { usMarketYear } from "../../../../src/simulator/market/hours/us-holidays.ts";

const dates = (days: readonly number[]): string[] =>
  days.map((day) => new Date(day * 86_400_000).toISOString().slice(5, 10));

describe("US market holidays", () => {
  it.each([
    [2021, "01-01 01-18 02-15 04-02 05-31 07-05 09-06 11-25 12-24"], // Juneteenth came a year later
    [2025, "01-01 01-20 02-17 04-18 05-26 06-19 07-04 09-01 11-27 12-25"],
    [2026, "01-01 01-19 02-16 04-03 05-25 06-19 07-03 09-07 11-26 12-25"],
    [2027, "01-01 01-18 02-15 03-26 05-31 06-18 07-05 09-06 11-25 12-24"],
    [2028, "01-17 02-21 04-14 05-29 06-19 07-04 09-04 11-23 12-25"], // New Year's Day on a Saturday
    [2023, "01-02 01-16 02-20 04-07 05-29 06-19 07-04 09-04 11-23 12-25"], // and on a Sunday
  ])("are those of %i", (year, expected) => {
    expect(dates(usMarketYear(year).holidays)).toEqual(expected.split(" "));
  });

  it.each([
    [2023, "07-03 11-24"],
    [2025, "07-03 11-28 12-24"],
    [2026, "11-27 12-24"],
    [2027, "11-26"],
    [2028, "07-03 11-24"],
  ])("leave half days before or after them in %i", (year, expected) => {
    expect(dates(usMarketYear(year).halfDays)).toEqual(expected.split(" "));
  });
});
