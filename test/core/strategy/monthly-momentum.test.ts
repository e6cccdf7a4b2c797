import { describe, expect, it } from "vitest";
import type { Bar } from "../../../src/core/domain/market-data.ts";
import { timestamp } from "../../../src/core/domain/time.ts";
import { monthTable } from "../../../src/core/strategy/calendar-months.ts";
import { monthlyMomentum } from "../../../src/core/strategy/monthly-momentum.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const RULE = { lookback_months: 2, month_bars_min: 20, gap_days_max: 5 };
/** January, February and March of 2026, of 31, 28 and 31 days. */
const MONTHS = monthTable(Temporal.PlainYearMonth.from("2026-03"), 3, "UTC");

/** A bar of each day, at midnight UTC, by its number: 1 is the first of January, 32 the first of February, 60 that of March. */
const barsOn = (days: readonly number[], closeOf: (day: number) => number = () => 100): readonly Bar[] =>
  days.map((day) => {
    const close = closeOf(day);
    const startAt = timestamp(Date.UTC(2026, 0, 1) + (day - 1) * DAY);
    return { startAt, open: close, high: close, low: close, close };
  });
const upTo = (from: number, to: number): number[] =>
  Array.from({ length: to - from + 1 }, (_, index) => from + index);
const without = (first: number, last: number): number[] => [...upTo(1, first - 1), ...upTo(last + 1, 100)];
const momentumOn = (days: readonly number[], closeOf?: (day: number) => number) =>
  monthlyMomentum(barsOn(days, closeOf), MONTHS, RULE);

describe("momentum over whole months", () => {
  it("leads from the last close of the first month to that of the last one", () => {
    const closeOf = (day: number): number => ({ 31: 80, 90: 100 })[day] ?? 1000 + day;
    expect(momentumOn(upTo(1, 100), closeOf)).toEqual({
      kind: "momentum",
      momentum: 0.25,
      firstClose: 80,
      lastClose: 100,
    });
  });

  it("is rounded, so that equal returns rank as equal, and is never minus zero", () => {
    const fallenBy = (part: number) => (day: number) => (day < 60 ? 3 : 3 * (1 - part));
    expect(momentumOn(upTo(1, 100), fallenBy(0.1))).toMatchObject({ momentum: -0.1 });
    expect(momentumOn(upTo(1, 100), fallenBy(1e-9))).toMatchObject({ momentum: -1e-9 });
    expect(momentumOn(upTo(1, 100), fallenBy(1e-15))).toMatchObject({ momentum: 0 });
  });

  it.each([
    ["without any bar", [], 0],
    ["without a bar of the first month", upTo(32, 100), 69],
    ["without a bar since the first month", upTo(-100, 0), 101],
  ])("has too few months %s", (_, days, bars) => {
    expect(momentumOn(days)).toEqual({
      kind: "incomplete",
      reason: "SIG_TOO_FEW_MONTHS",
      figures: { bars },
    });
  });

  it("needs no more of the first month than its close", () => {
    expect(momentumOn(upTo(31, 100)).kind).toBe("momentum");
    expect(momentumOn(upTo(31, 90)).kind).toBe("momentum");
  });

  it.each([
    ["second", 34, 28],
    ["last", 62, 31],
  ])("takes no fewer bars of its %s month than the rule says", (_, first, length) => {
    const lessEveryOther = (count: number): number[] => {
      const missing = new Set(Array.from({ length: count }, (_, index) => first + 2 * index));
      return upTo(1, 100).filter((day) => !missing.has(day));
    };
    expect(momentumOn(lessEveryOther(length - 20)).kind).toBe("momentum");
    expect(momentumOn(lessEveryOther(length - 19))).toEqual({
      kind: "incomplete",
      reason: "SIG_MONTH_TOO_THIN",
      figures: { month_bars: 19 },
    });
  });

  it.each([
    ["after the first close", 32],
    ["in the middle", 50],
    ["right before the last close", 85],
    ["before the end of the last month", 86],
  ])("has no gap of more than five days %s", (_, first) => {
    expect(momentumOn(without(first, first + 3)).kind).toBe("momentum");
    expect(momentumOn(without(first, first + 4))).toEqual({
      kind: "incomplete",
      reason: "SIG_BARS_GAPPED",
      figures: { gap_days: 6 },
    });
  });

  it("ends near the end of its last month", () => {
    expect(momentumOn(upTo(1, 86)).kind).toBe("momentum");
    expect(momentumOn(upTo(1, 85))).toMatchObject({ reason: "SIG_BARS_GAPPED", figures: { gap_days: 6 } });
  });

  it("asks nobody for what came before the first close, or after the last", () => {
    expect(momentumOn([1, ...upTo(31, 90)]).kind).toBe("momentum");
    expect(momentumOn([...upTo(1, 90), 100]).kind).toBe("momentum");
  });

  it.each([
    ["of 25 hours is no longer", 121, "momentum"],
    ["of 23 hours is no shorter", 143, "incomplete"],
  ])("counts whole days: one %s", (_, hours, kind) => {
    const bars = barsOn([...upTo(1, 40), ...upTo(46, 100)]).map((bar, index, all) =>
      index === 40 ? { ...bar, startAt: timestamp((all[39]?.startAt ?? 0) + hours * HOUR) } : bar,
    );
    expect(monthlyMomentum(bars, MONTHS, RULE).kind).toBe(kind);
  });
});
