import type { Bar } from "../../../../src/core/domain/market-data.ts";
import {
  AverageTrueRange,
  averageTrueRangeSeries,
} from "../../../../src/core/strategy/indicators/average-true-range.ts";
import {
  BollingerBands,
  bollingerBandsSeries,
  type Bands,
} from "../../../../src/core/strategy/indicators/bollinger-bands.ts";
import {
  ExponentialMovingAverage,
  exponentialMovingAverageSeries,
} from "../../../../src/core/strategy/indicators/exponential-moving-average.ts";
import { Macd, macdSeries, type MacdValue } from "../../../../src/core/strategy/indicators/macd.ts";
import { RateOfChange, rateOfChangeSeries } from "../../../../src/core/strategy/indicators/rate-of-change.ts";
import {
  RelativeStrengthIndex,
  relativeStrengthIndexSeries,
} from "../../../../src/core/strategy/indicators/relative-strength-index.ts";
import {
  RollingHighest,
  rollingHighestSeries,
  RollingLowest,
  rollingLowestSeries,
} from "../../../../src/core/strategy/indicators/rolling-extremes.ts";
import {
  SimpleMovingAverage,
  simpleMovingAverageSeries,
} from "../../../../src/core/strategy/indicators/simple-moving-average.ts";
import { ZScore, zScoreSeries } from "../../../../src/core/strategy/indicators/z-score.ts";
import * as slow from "./slow-indicators.ts";

/** One figure of an indicator in its three forms: streaming, whole series, and reckoned afresh for one index, slowly. */
export interface Entry {
  readonly name: string;
  /** Index of the first value. */
  readonly first: (window: number) => number;
  readonly stream: (window: number) => (bar: Bar) => number | undefined;
  readonly series: (bars: readonly Bar[], window: number) => Float64Array;
  /** The values up to an index, the oldest first, in; the value at that index out. */
  readonly afresh: (bars: readonly Bar[], window: number) => number;
  /** Values older than that many windows weigh less than 1e-15; exactly nothing where it is 1. */
  readonly windowsOfMemory: number;
}

const closesOf = (bars: readonly Bar[]): number[] => bars.map(({ close }) => close);

interface OnCloses {
  readonly name: string;
  readonly first: (window: number) => number;
  readonly make: (window: number) => { next: (value: number) => number | undefined };
  readonly series: (values: readonly number[], window: number) => Float64Array;
  readonly afresh: (values: readonly number[], window: number) => number;
  readonly windowsOfMemory: number;
}

const onCloses = ({ make, series, afresh, ...rest }: OnCloses): Entry => ({
  ...rest,
  stream: (window) => {
    const indicator = make(window);
    return ({ close }) => indicator.next(close);
  },
  series: (bars, window) => series(closesOf(bars), window),
  afresh: (bars, window) => afresh(closesOf(bars), window),
});

const bands = (band: keyof Bands, side: -1 | 0 | 1): Entry =>
  onCloses({
    name: `BollingerBands ${band}`,
    first: (window) => window - 1,
    make: (window) => {
      const indicator = new BollingerBands(window);
      return { next: (value) => indicator.next(value)?.[band] };
    },
    series: (values, window) => bollingerBandsSeries(values, window)[band],
    afresh: (values, window) =>
      slow.mean(values.slice(-window)) + side * 2 * slow.deviation(values.slice(-window)),
    windowsOfMemory: 1,
  });

const macdWindows = (window: number) => ({ fast: window, slow: 2 * window + 1, signal: window });
const macd = (figure: keyof MacdValue): Entry =>
  onCloses({
    name: `Macd ${figure}`,
    first: (window) => 3 * window - 1,
    make: (window) => {
      const indicator = new Macd(macdWindows(window));
      return { next: (value) => indicator.next(value)?.[figure] };
    },
    series: (values, window) => macdSeries(values, macdWindows(window))[figure],
    afresh: (values, window) => slow.macd(values, macdWindows(window))[figure],
    windowsOfMemory: 80,
  });

export const CATALOGUE: readonly Entry[] = [
  onCloses({
    name: "SimpleMovingAverage",
    first: (window) => window - 1,
    make: (window) => new SimpleMovingAverage(window),
    series: simpleMovingAverageSeries,
    afresh: (values, window) => slow.mean(values.slice(-window)),
    windowsOfMemory: 1,
  }),
  onCloses({
    name: "ExponentialMovingAverage",
    first: (window) => window - 1,
    make: (window) => new ExponentialMovingAverage(window),
    series: exponentialMovingAverageSeries,
    afresh: (values, window) => slow.exponential(values, window, 2 / (window + 1)),
    windowsOfMemory: 40,
  }),
  onCloses({
    name: "RelativeStrengthIndex",
    first: (window) => window,
    make: (window) => new RelativeStrengthIndex(window),
    series: relativeStrengthIndexSeries,
    afresh: slow.strength,
    windowsOfMemory: 50,
  }),
  {
    name: "AverageTrueRange",
    first: (window) => window - 1,
    stream: (window) => {
      const indicator = new AverageTrueRange(window);
      return (bar) => indicator.next(bar);
    },
    series: averageTrueRangeSeries,
    afresh: (bars, window) => slow.exponential(slow.trueRanges(bars), window, 1 / window),
    windowsOfMemory: 50,
  },
  bands("lower", -1),
  bands("middle", 0),
  bands("upper", 1),
  macd("line"),
  macd("signal"),
  macd("histogram"),
  onCloses({
    name: "RateOfChange",
    first: (window) => window,
    make: (window) => new RateOfChange(window),
    series: rateOfChangeSeries,
    afresh: (values, window) => (values.at(-1) ?? NaN) / (values.at(-1 - window) ?? NaN) - 1,
    windowsOfMemory: 2,
  }),
  onCloses({
    name: "ZScore",
    first: (window) => window - 1,
    make: (window) => new ZScore(window),
    series: zScoreSeries,
    afresh: (values, window) => slow.zScore(values.slice(-window)),
    windowsOfMemory: 1,
  }),
  onCloses({
    name: "RollingHighest",
    first: (window) => window - 1,
    make: (window) => new RollingHighest(window),
    series: rollingHighestSeries,
    afresh: (values, window) => Math.max(...values.slice(-window)),
    windowsOfMemory: 1,
  }),
  onCloses({
    name: "RollingLowest",
    first: (window) => window - 1,
    make: (window) => new RollingLowest(window),
    series: rollingLowestSeries,
    afresh: (values, window) => Math.min(...values.slice(-window)),
    windowsOfMemory: 1,
  }),
];
