import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Bar } from "../../../../src/core/domain/market-data.ts";
import { timestamp } from "../../../../src/core/domain/time.ts";
import { CATALOGUE, type Entry } from "./catalogue.ts";

/** Prices of any size, within which the bars of a series lie close together or far apart. */
const barsArbitrary = fc
  .tuple(
    fc.constantFrom(1e-6, 0.01, 1, 1e4, 1e9),
    fc.array(fc.tuple(fc.double({ min: 0.5, max: 2, noNaN: true }), fc.nat(9), fc.nat(9)), {
      maxLength: 120,
    }),
  )
  .map(([scale, steps]) =>
    steps.map(([factor, up, down], index): Bar => {
      const close = scale * factor;
      const [high, low] = [close * (1 + up / 100), close * (1 - down / 100)];
      return { startAt: timestamp(index * 60_000), open: close, high, low, close };
    }),
  );
const windowArbitrary = fc.integer({ min: 1, max: 40 });

function streamed({ stream }: Entry, bars: readonly Bar[], window: number): (number | undefined)[] {
  const next = stream(window);
  return bars.map(next);
}

const barsOf = (closes: readonly number[]): Bar[] =>
  closes.map((close, index) => ({ startAt: timestamp(index), open: close, high: close, low: close, close }));

describe.each(CATALOGUE)("$name", (entry) => {
  it("gives as a series what it gives as a stream, bit for bit, and nothing before its first index", () => {
    fc.assert(
      fc.property(barsArbitrary, windowArbitrary, (bars, window) => {
        const series = entry.series(bars, window);
        const stream = streamed(entry, bars, window);
        expect(series).toHaveLength(bars.length);
        stream.forEach((value, index) => {
          expect(Object.is(series[index], value ?? NaN)).toBe(true);
          expect(value === undefined).toBe(index < entry.first(window));
        });
      }),
    );
  });

  it("is its definition, within 1e-12 of the prices it is made of", () => {
    fc.assert(
      fc.property(barsArbitrary, windowArbitrary, (bars, window) => {
        const first = entry.first(window);
        if (bars.length <= first) return;
        const got = entry.series(bars, window).at(-1) ?? NaN;
        const isPrice = !["RelativeStrengthIndex", "RateOfChange", "ZScore"].includes(entry.name);
        const scale = isPrice ? Math.max(...bars.map(({ high }) => high)) : 100;
        expect(Math.abs(got - entry.afresh(bars, window))).toBeLessThanOrEqual(1e-12 * scale);
      }),
    );
  });

  it("keeps to itself what it has seen", () => {
    const [one, other] = [entry.stream(2), entry.stream(2)];
    const [rising, falling] = [barsOf([1, 2, 4, 8, 16, 32, 64]), barsOf([64, 32, 16, 8, 4, 2, 1])];
    const together = rising.map((bar, index) => [one(bar), other(falling[index] ?? bar)]);
    expect(together.map(([value]) => value)).toEqual(streamed(entry, rising, 2));
    expect(together.map(([, value]) => value)).toEqual(streamed(entry, falling, 2));
  });

  it.each([NaN, Infinity, -Infinity, 2e150])("refuses %d, in both forms", (value) => {
    const bars = barsOf([1, 2, value, 3]);
    const complaint = "is no value for an indicator: a number within ±1e+150 was expected";
    expect(() => entry.series(bars, 2)).toThrow(complaint);
    expect(() => streamed(entry, bars, 2)).toThrow(complaint);
  });

  it.each([0, -1, 1.5, NaN, Infinity, 1_000_001])("refuses a window of %d, in both forms", (window) => {
    const complaint = "window of an indicator is";
    expect(() => entry.series([], window)).toThrow(complaint);
    expect(() => entry.stream(window)).toThrow(complaint);
  });

  it("gives nothing for nothing, and no value while the series is shorter than it takes", () => {
    expect(entry.series([], 3)).toEqual(new Float64Array(0));
    const short = barsOf([1, 2, 3, 4, 5, 6, 7, 8, 9].slice(0, entry.first(3)));
    expect(entry.series(short, 3)).toEqual(new Float64Array(short.length).fill(NaN));
  });
});

describe("over a window of 1", () => {
  it.each([
    ["SimpleMovingAverage", [5, 7, 6]],
    ["ExponentialMovingAverage", [5, 7, 6]],
    ["RelativeStrengthIndex", [NaN, 100, 0]],
    ["AverageTrueRange", [0, 2, 1]],
    ["BollingerBands lower", [5, 7, 6]],
    ["BollingerBands middle", [5, 7, 6]],
    ["BollingerBands upper", [5, 7, 6]],
    ["RateOfChange", [NaN, 2 / 5, -1 / 7]],
    ["ZScore", [0, 0, 0]],
    ["RollingHighest", [5, 7, 6]],
    ["RollingLowest", [5, 7, 6]],
  ])("%s is %s", (name, expected) => {
    const entry = CATALOGUE.find((one) => one.name === name);
    expect([...(entry?.series(barsOf([5, 7, 6]), 1) ?? [])]).toEqual(expected);
  });
});

it.each([
  [1, [5e-7, 5.000000000000007e-7]],
  [-1, [5.000000000000007e-7, 5e-7]],
])(
  "a z-score is %d where prices differ in their last bits alone, as is what it is held against",
  (score, closes) => {
    const entry = CATALOGUE.find(({ name }) => name === "ZScore");
    expect(entry?.series(barsOf(closes), 2).at(-1)).toBe(score);
    expect(entry?.afresh(barsOf(closes), 2)).toBe(score);
  },
);

describe("of a price that never moves", () => {
  it.each([
    ["RelativeStrengthIndex", 50],
    ["AverageTrueRange", 0],
    ["RateOfChange", 0],
    ["ZScore", 0],
    ["BollingerBands lower", 0.1],
    ["BollingerBands upper", 0.1],
    ["RollingHighest", 0.1],
    ["RollingLowest", 0.1],
  ])("%s is exactly %d, also after it moved once", (name, expected) => {
    const entry = CATALOGUE.find((one) => one.name === name);
    const jumped = name === "RelativeStrengthIndex" || name === "AverageTrueRange" ? [] : [7e8];
    const closes = [...jumped, ...new Array<number>(30).fill(0.1)];
    expect(entry?.series(barsOf(closes), 7).at(-1)).toBe(expected);
  });
});

it("refuses what only some indicators cannot do with", () => {
  const atr = CATALOGUE.find(({ name }) => name === "AverageTrueRange");
  const [bar] = barsOf([5]);
  expect(() => atr?.series([{ ...bar, low: 6, high: 4 } as Bar], 1)).toThrow(
    "a bar has its low of 6 above its high of 4",
  );
  const rate = CATALOGUE.find(({ name }) => name === "RateOfChange");
  expect(() => rate?.series(barsOf([1, 0]), 1)).toThrow("0 is no value for a rate of change");
});
