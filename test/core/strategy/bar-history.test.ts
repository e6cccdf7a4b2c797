import { describe, expect, it } from "vitest";
import type { Bar, BarSeries } from "../../../src/core/domain/market-data.ts";
import { timestamp } from "../../../src/core/domain/time.ts";
import { countChanged, discontinuity } from "../../../src/core/strategy/bar-history.ts";

const bar = (hour: number, close: number, rest: Partial<Bar> = {}): Bar => ({
  startAt: timestamp(Date.UTC(2026, 2, 4, hour)),
  open: 10,
  high: 20,
  low: 5,
  close,
  ...rest,
});
const series = (bars: readonly Bar[], rest: Partial<BarSeries> = {}): BarSeries => ({
  bars,
  dataVersion: 7,
  refusedAt: [],
  ...rest,
});
const NEWEST = bar(9, 12);
const judge = (given: BarSeries, dataVersion: number | undefined = 7) =>
  discontinuity({ newest: NEWEST, dataVersion }, given);

describe("a series that is to continue known bars", () => {
  it("does so when it holds the newest of them unchanged, in the same version", () => {
    expect(judge(series([NEWEST, bar(10, 13)]))).toBeUndefined();
    expect(judge({ bars: [NEWEST], refusedAt: [] }, undefined)).toBe("DATA_VERSION_CHANGED");
    expect(
      discontinuity({ newest: NEWEST, dataVersion: undefined }, { bars: [NEWEST], refusedAt: [] }),
    ).toBeUndefined();
  });

  it.each([
    ["open", { open: 10.01 }],
    ["high", { high: 20.01 }],
    ["low", { low: 4.99 }],
    ["close", { close: 12.01 }],
  ])("does not when the %s of that bar is another", (_, rest) => {
    expect(judge(series([bar(9, 12, rest)]))).toBe("CLOSED_BAR_CHANGED");
  });

  it("does not when that bar is gone, or nothing came", () => {
    expect(judge(series([bar(10, 13)]))).toBe("CLOSED_BAR_GONE");
    expect(judge(series([]))).toBe("CLOSED_BAR_GONE");
  });

  it("does not in another version, even with equal bars", () => {
    expect(judge(series([NEWEST], { dataVersion: 8 }))).toBe("DATA_VERSION_CHANGED");
  });
});

describe("the number of changed bars", () => {
  const known = [bar(6, 9), bar(7, 10), bar(8, 11), NEWEST];
  it.each([
    ["none when all are the same", known, 0],
    ["those with other prices", [bar(6, 9), bar(7, 10.5), bar(8, 11), bar(9, 12, { high: 21 })], 2],
    ["those that are gone", [bar(6, 9), NEWEST], 2],
    ["only as far back as the new series reaches", [bar(8, 99), NEWEST, bar(10, 13)], 1],
    ["none when nothing can be compared", [], 0],
  ])("counts %s", (_, now, expected) => {
    expect(countChanged(known, now)).toBe(expected);
  });
});
