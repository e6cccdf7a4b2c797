import { createRequire } from "node:module";
import path from "node:path";
import { ATR, BollingerBands, EMA, MACD, Period, ROC, RSI, SMA } from "trading-signals";
import { averageTrueRangeSeries } from "../../src/core/strategy/indicators/average-true-range.ts";
import { bollingerBandsSeries } from "../../src/core/strategy/indicators/bollinger-bands.ts";
import { exponentialMovingAverageSeries } from "../../src/core/strategy/indicators/exponential-moving-average.ts";
import { macdSeries } from "../../src/core/strategy/indicators/macd.ts";
import { rateOfChangeSeries } from "../../src/core/strategy/indicators/rate-of-change.ts";
import { relativeStrengthIndexSeries } from "../../src/core/strategy/indicators/relative-strength-index.ts";
import { rollingHighestSeries } from "../../src/core/strategy/indicators/rolling-extremes.ts";
import { simpleMovingAverageSeries } from "../../src/core/strategy/indicators/simple-moving-average.ts";
import { zScoreSeries } from "../../src/core/strategy/indicators/z-score.ts";

/** The same prices in the forms that the packages want. */
export interface Prices {
  readonly bars: { readonly high: number; readonly low: number; readonly close: number }[];
  readonly highs: number[];
  readonly lows: number[];
  readonly closes: number[];
}

type Reckon = (prices: Prices) => unknown;
export const TASKS = [
  "SMA 20",
  "EMA 20",
  "RSI 14",
  "ATR 14",
  "Bollinger 20",
  "MACD",
  "ROC 20",
  "highest 20",
  "z-score 20",
] as const;
type Task = (typeof TASKS)[number];

/** What makes indicators of a whole series, and of which ones. */
export interface IndicatorPackage {
  readonly name: string;
  readonly tasks: Readonly<Partial<Record<Task, Reckon>>>;
}

export const OURS: IndicatorPackage = {
  name: "tradebot",
  tasks: {
    "SMA 20": ({ closes }) => simpleMovingAverageSeries(closes, 20),
    "EMA 20": ({ closes }) => exponentialMovingAverageSeries(closes, 20),
    "RSI 14": ({ closes }) => relativeStrengthIndexSeries(closes, 14),
    "ATR 14": ({ bars }) => averageTrueRangeSeries(bars, 14),
    "Bollinger 20": ({ closes }) => bollingerBandsSeries(closes, 20),
    MACD: ({ closes }) => macdSeries(closes),
    "ROC 20": ({ closes }) => rateOfChangeSeries(closes, 20),
    "highest 20": ({ closes }) => rollingHighestSeries(closes, 20),
    "z-score 20": ({ closes }) => zScoreSeries(closes, 20),
  },
};

const TRADING_SIGNALS: IndicatorPackage = {
  name: "trading-signals",
  tasks: {
    "SMA 20": ({ closes }) => new SMA(20).updates(closes),
    "EMA 20": ({ closes }) => new EMA(20).updates(closes),
    "RSI 14": ({ closes }) => new RSI(14).updates(closes),
    "ATR 14": ({ bars }) => new ATR(14).updates(bars),
    "Bollinger 20": ({ closes }) => new BollingerBands(20).updates(closes),
    MACD: ({ closes }) => new MACD(new EMA(12), new EMA(26), new EMA(9)).updates(closes),
    "ROC 20": ({ closes }) => new ROC(20).updates(closes),
    "highest 20": ({ closes }) => new Period(20).updates(closes),
  },
};

type Values = readonly number[];
interface Indicatorts {
  readonly sma: (values: Values, config: { period: number }) => unknown;
  readonly ema: Indicatorts["sma"];
  readonly rsi: Indicatorts["sma"];
  readonly bb: Indicatorts["sma"];
  readonly roc: Indicatorts["sma"];
  readonly mmax: Indicatorts["sma"];
  readonly macd: (values: Values) => unknown;
  readonly atr: (highs: Values, lows: Values, closes: Values, config: { period: number }) => unknown;
}
const indicatorts = (they: Indicatorts): IndicatorPackage["tasks"] => ({
  "SMA 20": ({ closes }) => they.sma(closes, { period: 20 }),
  "EMA 20": ({ closes }) => they.ema(closes, { period: 20 }),
  "RSI 14": ({ closes }) => they.rsi(closes, { period: 14 }),
  "ATR 14": ({ highs, lows, closes }) => they.atr(highs, lows, closes, { period: 14 }),
  "Bollinger 20": ({ closes }) => they.bb(closes, { period: 20 }),
  MACD: ({ closes }) => they.macd(closes),
  "ROC 20": ({ closes }) => they.roc(closes, { period: 20 }),
  "highest 20": ({ closes }) => they.mmax(closes, { period: 20 }),
});

interface Ixjb94 {
  readonly IndicatorsSync: new () => {
    sma(values: Values, period: number): unknown;
    ema(values: Values, period: number): unknown;
    rsi(values: Values, period: number): unknown;
    roc(values: Values, period: number): unknown;
    max(values: Values, period: number): unknown;
    bbands(values: Values, period: number, deviations: number): unknown;
    macd(values: Values, fast: number, slow: number, signal: number): unknown;
    atr(highs: Values, lows: Values, closes: Values, period: number): unknown;
  };
}
function ixjb94({ IndicatorsSync }: Ixjb94): IndicatorPackage["tasks"] {
  const they = new IndicatorsSync();
  return {
    "SMA 20": ({ closes }) => they.sma(closes, 20),
    "EMA 20": ({ closes }) => they.ema(closes, 20),
    "RSI 14": ({ closes }) => they.rsi(closes, 14),
    "ATR 14": ({ highs, lows, closes }) => they.atr(highs, lows, closes, 14),
    "Bollinger 20": ({ closes }) => they.bbands(closes, 20, 2),
    MACD: ({ closes }) => they.macd(closes, 12, 26, 9),
    "ROC 20": ({ closes }) => they.roc(closes, 20),
    "highest 20": ({ closes }) => they.max(closes, 20),
  };
}

interface TechnicalIndicators {
  readonly sma: (input: { period: number; values: Values }) => unknown;
  readonly ema: TechnicalIndicators["sma"];
  readonly rsi: TechnicalIndicators["sma"];
  readonly roc: TechnicalIndicators["sma"];
  readonly highest: TechnicalIndicators["sma"];
  readonly bollingerbands: (input: { period: number; values: Values; stdDev: number }) => unknown;
  readonly macd: (input: Readonly<Record<string, unknown>>) => unknown;
  readonly atr: (input: { period: number; high: Values; low: Values; close: Values }) => unknown;
}
const technicalIndicators = (they: TechnicalIndicators): IndicatorPackage["tasks"] => ({
  "SMA 20": ({ closes: values }) => they.sma({ period: 20, values }),
  "EMA 20": ({ closes: values }) => they.ema({ period: 20, values }),
  "RSI 14": ({ closes: values }) => they.rsi({ period: 14, values }),
  "ATR 14": ({ highs: high, lows: low, closes: close }) => they.atr({ period: 14, high, low, close }),
  "Bollinger 20": ({ closes: values }) => they.bollingerbands({ period: 20, values, stdDev: 2 }),
  MACD: ({ closes: values }) =>
    they.macd({
      values,
      fastPeriod: 12,
      slowPeriod: 26,
      signalPeriod: 9,
      SimpleMAOscillator: false,
      SimpleMASignal: false,
    }),
  "ROC 20": ({ closes: values }) => they.roc({ period: 20, values }),
  "highest 20": ({ closes: values }) => they.highest({ period: 20, values }),
});

type Native = { readonly indicator: (inputs: readonly Values[], options: Values) => Promise<unknown> };
interface Tulind {
  readonly indicators: Readonly<
    Record<"sma" | "ema" | "rsi" | "atr" | "bbands" | "macd" | "roc" | "max", Native>
  >;
}
const tulind = ({ indicators: they }: Tulind): IndicatorPackage["tasks"] => ({
  "SMA 20": ({ closes }) => they.sma.indicator([closes], [20]),
  "EMA 20": ({ closes }) => they.ema.indicator([closes], [20]),
  "RSI 14": ({ closes }) => they.rsi.indicator([closes], [14]),
  "ATR 14": ({ highs, lows, closes }) => they.atr.indicator([highs, lows, closes], [14]),
  "Bollinger 20": ({ closes }) => they.bbands.indicator([closes], [20, 2]),
  MACD: ({ closes }) => they.macd.indicator([closes], [12, 26, 9]),
  "ROC 20": ({ closes }) => they.roc.indicator([closes], [20]),
  "highest 20": ({ closes }) => they.max.indicator([closes], [20]),
});

/**
 * Those that a folder has of what others use, beside the one that our tests use anyway. They are no dependencies, because nobody
 * who installs this program should download them.
 */
export function packagesIn(folder: string | undefined): readonly IndicatorPackage[] {
  if (folder === undefined) return [TRADING_SIGNALS];
  const load = createRequire(path.resolve(folder, "package.json"));
  const tasksOf: Readonly<Record<string, () => IndicatorPackage["tasks"]>> = {
    indicatorts: () => indicatorts(load("indicatorts") as Indicatorts),
    "@ixjb94/indicators": () => ixjb94(load("@ixjb94/indicators") as Ixjb94),
    technicalindicators: () => technicalIndicators(load("technicalindicators") as TechnicalIndicators),
    tulind: () => tulind(load("tulind") as Tulind),
  };
  const found = Object.entries(tasksOf).flatMap(([name, tasks]) => {
    try {
      return [{ name, tasks: tasks() }];
    } catch (problem) {
      const [why] = String(problem).split("\n");
      process.stderr.write(`left out: ${name} cannot be loaded from ${folder} (${why ?? ""})\n`);
      return [];
    }
  });
  return [TRADING_SIGNALS, ...found];
}
