import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { dates, timeOfDay, timeZone, weekdays } from "../../../src/config/kinds/hours.ts";

describe("timeOfDay", () => {
  it.each(["00:00", "09:30", "23:59"])("reads %s", (text) => {
    expect(timeOfDay.read(text)).toEqual({ kind: "value", value: text });
  });

  it.each(["24:00", "9:30", "09:60", "09:30:00", "noon", ""])("refuses %j", (text) => {
    expect(timeOfDay.read(text)).toEqual({ kind: "fault", fault: "no time of day" });
  });
});

describe("timeZone", () => {
  it.each([
    ["America/New_York", "America/New_York"],
    ["europe/london", "Europe/London"],
    ["UTC", "UTC"],
  ])("reads %s", (text, zone) => {
    expect(timeZone.read(text)).toEqual({ kind: "value", value: zone });
  });

  it.each(["America/New York", "New_York", "+01:00", "-05", ""])("refuses %j", (text) => {
    expect(timeZone.read(text)).toEqual({ kind: "fault", fault: "no IANA time zone" });
  });
});

describe("weekdays", () => {
  it.each([
    ["Mon-Fri", [1, 2, 3, 4, 5]],
    ["sun", [7]],
    ["Fri,Mon, Wed", [1, 3, 5]],
    ["Sun-Thu", [1, 2, 3, 4, 7]],
    ["Mon-Wed,Tue-Thu", [1, 2, 3, 4]],
    ["Mon-Sun", [1, 2, 3, 4, 5, 6, 7]],
    ["Tue-Tue", [2]],
  ])("reads %s", (text, days) => {
    expect(weekdays.read(text)).toEqual({ kind: "value", value: days });
  });

  it.each([
    ["Monday", '"Monday": no day or range of days'],
    ["Mon-", '"Mon-": no day or range of days'],
    ["-Fri", '"-Fri": no day or range of days'],
    ["Mon-Wed-Fri", '"Mon-Wed-Fri": no day or range of days'],
    ["Mon,,1-5", '"", "1-5": no day or range of days'],
  ])("refuses %s", (text, fault) => {
    expect(weekdays.read(text)).toEqual({ kind: "fault", fault });
  });
});

describe("dates", () => {
  it.each([
    ["none", []],
    ["2026-12-25", ["2026-12-25"]],
    ["2027-01-01,2026-12-25, 2027-01-01", ["2026-12-25", "2027-01-01"]],
    ["2028-02-29", ["2028-02-29"]],
  ])("reads %s", (text, holidays) => {
    expect(dates.read(text)).toEqual({ kind: "value", value: holidays });
  });

  it.each(["2026-02-29", "2026-02-30", "2026-13-01", "2026-00-10", "2026-1-1", "25.12.2026", ""])(
    "refuses %j",
    (text) => {
      expect(dates.read(text)).toEqual({ kind: "fault", fault: `"${text}": no date` });
    },
  );

  it("reads every date there is", () => {
    const days = fc.date({
      min: new Date("1900-01-01"),
      max: new Date("2199-12-31"),
      noInvalidDate: true,
    });
    fc.assert(
      fc.property(days, (day) => {
        const text = day.toISOString().slice(0, 10);
        expect(dates.read(text)).toEqual({ kind: "value", value: [text] });
      }),
    );
  });
});
