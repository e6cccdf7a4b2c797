// What a user's own strategy may import, as "tradebot/strategy". Whatever stands here is promised: it is taken away, or
// given another meaning, only with a new major version of the program.
export { z } from "zod/mini";
export { isoFromTimestamp, type DurationMs, type Timestamp } from "../domain/time.ts";
export type { InstrumentId } from "../domain/instrument.ts";
export type { Bar, BarMinutes } from "../domain/market-data.ts";
export { localDay } from "../hours/local-time.ts";
export { barCloseAt } from "./closed-bars.ts";
export { defineStrategy } from "./contract.ts";
export type {
  InstrumentStanding,
  InstrumentView,
  OwnPosition,
  Signal,
  StrategyAnswer,
  StrategyMemory,
  StrategyParameters,
  StrategyView,
} from "./contract.ts";
export { anyNumber, choice, flag, text, wholeNumber } from "./parameter.ts";
export { AverageTrueRange, averageTrueRangeSeries } from "./indicators/average-true-range.ts";
export { BollingerBands, bollingerBandsSeries } from "./indicators/bollinger-bands.ts";
export {
  ExponentialMovingAverage,
  exponentialMovingAverageSeries,
} from "./indicators/exponential-moving-average.ts";
export { Macd, macdSeries } from "./indicators/macd.ts";
export { RateOfChange, rateOfChangeSeries } from "./indicators/rate-of-change.ts";
export { RelativeStrengthIndex, relativeStrengthIndexSeries } from "./indicators/relative-strength-index.ts";
export {
  RollingHighest,
  rollingHighestSeries,
  RollingLowest,
  rollingLowestSeries,
} from "./indicators/rolling-extremes.ts";
export { SimpleMovingAverage, simpleMovingAverageSeries } from "./indicators/simple-moving-average.ts";
export { ZScore, zScoreSeries } from "./indicators/z-score.ts";
