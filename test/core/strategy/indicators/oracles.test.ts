import { readFileSync } from "node:fs";
import {
  ATR,
  BollingerBands as Bollinger,
  EMA,
  getZScore,
  MACD,
  Period,
  ROC,
  RSI,
  SMA,
} from "trading-signals";
import { describe, expect, it } from "vitest";
import { averageTrueRangeSeries } from "../../../../src/core/strategy/indicators/average-true-range.ts";
import { bollingerBandsSeries } from "../../../../src/core/strategy/indicators/bollinger-bands.ts";
import { exponentialMovingAverageSeries } from "../../../../src/core/strategy/indicators/exponential-moving-average.ts";
import { macdSeries } from "../../../../src/core/strategy/indicators/macd.ts";
import { rateOfChangeSeries } from "../../../../src/core/strategy/indicators/rate-of-change.ts";
import { relativeStrengthIndexSeries } from "../../../../src/core/strategy/indicators/relative-strength-index.ts";
import {
  rollingHighestSeries,
  rollingLowestSeries,
} from "../../../../src/core/strategy/indicators/rolling-extremes.ts";
import { simpleMovingAverageSeries } from "../../../../src/core/strategy/indicators/simple-moving-average.ts";
import { zScoreSeries } from "../../../../src/core/strategy/indicators/z-score.ts";
import { monthlyCloses, sp500Bars } from "./real-series.ts";

/** Two libraries that others have written, one of them in C, agree with us on real prices. */
const RELATIVE = 1e-9;

const BARS = sp500Bars();
const SERIES: Readonly<Record<string, readonly number[]>> = {
  sp500: BARS.map(({ close }) => close),
  amazon: monthlyCloses("AMZN"),
};
const EACH_SERIES = Object.entries(SERIES);

function expectAgreement(got: number | undefined, expected: number | undefined, where: string): void {
  const [ours, theirs] = [got ?? NaN, expected ?? NaN];
  const error = Math.abs(ours - theirs) / Math.max(Math.abs(theirs), Number.MIN_VALUE);
  if (ours !== theirs && !(error <= RELATIVE)) {
    expect.fail(`${where}: ${ours} against ${theirs}, which is ${error} apart`);
  }
}

/** Every value of ours from an index on. */
function expectSame(ours: Float64Array, theirs: readonly (number | null)[], from: number): void {
  expect(ours.length - from).toBeGreaterThan(70);
  expect(theirs).toHaveLength(ours.length);
  for (let index = from; index < ours.length; index += 1) {
    expectAgreement(ours[index], theirs[index] ?? undefined, `index ${index}`);
  }
}

describe("trading-signals agrees, value for value,", () => {
  describe.each(EACH_SERIES)("on %s,", (_, closes) => {
    it.each([1, 2, 20, 50])("about the simple average of %d", (window) => {
      expectSame(simpleMovingAverageSeries(closes, window), new SMA(window).updates([...closes]), window - 1);
    });

    it.each([1, 2, 20, 50])(
      "about the exponential average of %d, once it begins with the same seed",
      (window) => {
        // It begins with the first value it is given; so that is made the mean of the first ones.
        const seed = closes.slice(0, window).reduce((sum, close) => sum + close, 0) / window;
        const theirs = new EMA(window).updates([seed, ...closes.slice(window)]);
        const before = new Array<null>(window - 1).fill(null);
        expectSame(exponentialMovingAverageSeries(closes, window), [...before, ...theirs], window - 1);
      },
    );

    it.each([2, 14])("about the relative strength of %d", (window) => {
      expectSame(relativeStrengthIndexSeries(closes, window), new RSI(window).updates([...closes]), window);
    });

    it.each([
      [20, 2],
      [5, 1.5],
    ])("about Bollinger bands of %d values and %d deviations", (window, deviations) => {
      const ours = bollingerBandsSeries(closes, window, deviations);
      const theirs = new Bollinger(window, deviations).updates([...closes]);
      for (const band of ["lower", "middle", "upper"] as const) {
        expectSame(
          ours[band],
          theirs.map((bands) => bands?.[band] ?? null),
          window - 1,
        );
      }
    });

    it.each([1, 20])("about the rate of change over %d", (window) => {
      expectSame(rateOfChangeSeries(closes, window), new ROC(window).updates([...closes]), window);
    });

    it("about the z-score of 20", () => {
      const theirs = closes.map((_, index) =>
        index < 19 ? null : getZScore(closes.slice(index - 19, index + 1)),
      );
      expectSame(zScoreSeries(closes, 20), theirs, 19);
    });

    it.each([1, 20])("about the highest and the lowest of %d", (window) => {
      const theirs = new Period(window).updates([...closes]);
      expectSame(
        rollingHighestSeries(closes, window),
        theirs.map((period) => period?.highest ?? null),
        window - 1,
      );
      expectSame(
        rollingLowestSeries(closes, window),
        theirs.map((period) => period?.lowest ?? null),
        window - 1,
      );
    });
  });

  it.each([1, 2, 14])("on the S&P 500, about the average true range of %d", (window) => {
    expectSame(averageTrueRangeSeries(BARS, window), new ATR(window).updates([...BARS]), window - 1);
  });

  it("on the S&P 500, about MACD of 12, 26 and 9, once the other seed has faded", () => {
    const ours = macdSeries(SERIES["sp500"] ?? []);
    const theirs = new MACD(new EMA(12), new EMA(26), new EMA(9)).updates([...(SERIES["sp500"] ?? [])]);
    const faded = 600; // (25 / 27) ^ 600 is 1e-20
    expectSame(
      ours.line,
      theirs.map((value) => value?.macd ?? null),
      faded,
    );
    expectSame(
      ours.signal,
      theirs.map((value) => value?.signal ?? null),
      faded,
    );
    expectSame(
      ours.histogram,
      theirs.map((value) => value?.histogram ?? null),
      faded,
    );
  });
});

interface Reference {
  readonly series: string;
  readonly indicator: string;
  readonly options: readonly number[];
  readonly first: number;
  /** Index, then what it gives there. */
  readonly values: readonly (readonly number[])[];
}
const TULIND = JSON.parse(
  readFileSync(new URL("../../../fixtures/indicators/tulind.json", import.meta.url), "utf8"),
) as { readonly package: string; readonly references: readonly Reference[] };

/** What is ours under their name, and from which index on it must agree: theirs, unless they begin with another seed. */
function oursLike({ series, indicator, options, first }: Reference): {
  readonly from: number;
  readonly outputs: readonly Float64Array[];
} {
  const closes = SERIES[series] ?? [];
  const [window = NaN, second = NaN, third = NaN] = options;
  switch (indicator) {
    case "sma":
      return { from: first, outputs: [simpleMovingAverageSeries(closes, window)] };
    case "ema":
      return { from: 20 * window, outputs: [exponentialMovingAverageSeries(closes, window)] };
    case "rsi":
      return { from: first, outputs: [relativeStrengthIndexSeries(closes, window)] };
    case "atr":
      return { from: first, outputs: [averageTrueRangeSeries(BARS, window)] };
    case "bbands": {
      const { lower, middle, upper } = bollingerBandsSeries(closes, window, second);
      return { from: first, outputs: [lower, middle, upper] };
    }
    case "stddev": {
      const { middle, upper } = bollingerBandsSeries(closes, window, 1);
      return { from: first, outputs: [upper.map((value, index) => value - (middle[index] ?? NaN))] };
    }
    case "macd": {
      const { line, signal, histogram } = macdSeries(closes, { fast: window, slow: second, signal: third });
      return { from: 20 * second, outputs: [line, signal, histogram] };
    }
    case "roc":
      return { from: first, outputs: [rateOfChangeSeries(closes, window)] };
    case "max":
      return { from: first, outputs: [rollingHighestSeries(closes, window)] };
    case "min":
      return { from: first, outputs: [rollingLowestSeries(closes, window)] };
    default:
      return expect.fail(`nothing of ours is like ${indicator}`);
  }
}

describe(`${TULIND.package} agrees`, () => {
  it.each(TULIND.references)("on $series, about $indicator $options", (reference) => {
    const { from, outputs } = oursLike(reference);
    const alike = reference.values.filter(([index = NaN]) => index >= from);
    expect(alike.length).toBeGreaterThan(3);
    for (const [index = NaN, ...theirs] of alike) {
      theirs.forEach((value, output) => {
        expectAgreement(outputs[output]?.[index], value, `output ${output} at index ${index}`);
      });
    }
  });

  it("begins its exponential averages with the first value, and ours begin with a mean: they differ until that has faded", () => {
    const early = TULIND.references.find(
      ({ series, indicator, options }) => series === "sp500" && indicator === "ema" && options[0] === 20,
    );
    const theirs = early?.values.find(([index]) => index === 19)?.[1] ?? NaN;
    const ours = exponentialMovingAverageSeries(SERIES["sp500"] ?? [], 20)[19] ?? NaN;
    expect([theirs, ours].map((value) => Math.round(value * 100) / 100)).toEqual([1422.13, 1425.59]);
  });
});
