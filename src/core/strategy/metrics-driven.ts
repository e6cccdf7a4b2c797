import { instrumentFromId } from "../domain/instrument.ts";
import type { Bar } from "../domain/market-data.ts";
import { defineStrategy, type InstrumentView, type OwnPosition, type Signal } from "./contract.ts";
import { changedBy, exitLevels, firstClosedAfter, newestRange, type ExitLevels } from "./exit-levels.ts";
import { RelativeStrengthIndex } from "./indicators/relative-strength-index.ts";
import { METRICS_DRIVEN_PARAMETERS, type MetricsDrivenRule as Rule } from "./metrics-driven-parameters.ts";

/**
 * Buys weakness within a rising trend, and leaves by profit, by stops or by time.
 *
 * All of it follows from closed daily bars, from what is held and from when it was traded last: nothing is remembered, so
 * nothing can be forgotten, and a trading day is a day with a bar, however often the program runs. What was sold is bought
 * again only after whole trading days, because the same bars that say "leave" may say "dip" as well.
 */
export const metricsDriven = defineStrategy({
  name: "metrics_driven",
  version: 1,
  description: "Purchases of dips within a rising trend, left by take profit, stops or holding time",
  source:
    "Trend: M. Faber, A Quantitative Approach to Tactical Asset Allocation, 2007. Dips above the 200-day average: L. Connors and C. Alvarez, Short Term Trading Strategies That Work, 2009. RSI, true range and stops by it: J. W. Wilder, New Concepts in Technical Trading Systems, 1978",
  formula:
    "buy when close > SMA(trend_window), for the benchmark too, and either close <= SMA(dip_window) * (1 + dip_tolerance_pct / 100) or RSI(rsi_window) < rsi_below; again, at most ladder_steps times, when those trends still hold and close <= price of the last purchase * (1 - ladder_step_pct / 100); sell when close <= max(average price * (1 - stop_loss_pct / 100), ATR stop), or close <= highest close since the opening * (1 - trailing_stop_pct / 100), or close >= average price * (1 + take_profit_pct / 100), or after max_hold_days trading days; ATR = mean true range of atr_window days; ATR stop = the highest of opening price - atr_multiple * ATR before it and of each close since then - atr_multiple * ATR at that close",
  parameters: METRICS_DRIVEN_PARAMETERS,
  sharedParameters: ["benchmark"],

  checkParameters({ benchmark }) {
    if (benchmark === "" || instrumentFromId(benchmark) !== undefined) return undefined;
    return `benchmark ("${benchmark}") must be empty or name an instrument of the watchlist as Etf:36590 does`;
  },

  addsToPositions: ({ ladder_steps }) => ladder_steps > 0,

  namesStops: ({ stop_loss_pct, atr_multiple }) => stop_loss_pct > 0 || atr_multiple > 0,

  instrumentsNeeded: ({ benchmark }) => (benchmark === "" ? [] : [benchmark]),

  barMinutes: [1440],

  barsRequired,

  evaluate: ({ instruments }) => {
    const benchmark = trendOfBenchmark(instruments);
    return { signals: new Map(instruments.map((one) => [one.id, signalFor(seen(one), benchmark)])) };
  },
});

/** After that many windows the first changes weigh less than a ten-thousandth in Wilder's averages. */
const RSI_WINDOWS = 10;

/** For the averages, for the RSI, and for a position as old as it may get with the true ranges before it. */
function barsRequired(rule: Rule): number {
  const forExits = rule.max_hold_days + rule.atr_window + 2;
  return Math.max(rule.trend_window, rule.dip_window, RSI_WINDOWS * rule.rsi_window + 1, forExits);
}

type Seen = InstrumentView<Rule>;

/** The bars required and no others, so that a longer history never gives another signal. */
const seen = (one: Seen): Seen => ({ ...one, bars: one.bars.slice(-barsRequired(one.parameters)) });

type BenchmarkTrend = "none" | "unseen" | "rising" | "falling";

/** The same whichever instrument comes first: all of them name the same benchmark. */
function trendOfBenchmark(instruments: readonly Seen[]): BenchmarkTrend {
  const wanted = instruments[0]?.parameters.benchmark ?? "";
  if (wanted === "") return "none";
  const found = instruments.find(({ id }) => id === wanted);
  if (found === undefined) return "unseen";
  return isRising(found) ? "rising" : "falling";
}

const isRising = ({ bars, parameters }: Seen): boolean =>
  newestClose(bars) > averageClose(bars, parameters.trend_window);

function signalFor(one: Seen, benchmark: BenchmarkTrend): Signal {
  if (one.id === one.parameters.benchmark) return hold("SIG_BENCHMARK", trendFigures(one));
  return one.position === undefined
    ? signalToOpen(one, benchmark)
    : signalInPosition(one, one.position, benchmark);
}

type Figures = Readonly<Record<string, number>>;

const hold = (reason: string, indicators: Figures): Signal => ({ action: "hold", reason, indicators });

const trendFigures = ({ bars, parameters }: Seen) => ({
  close: newestClose(bars),
  trend_average: averageClose(bars, parameters.trend_window),
});

function signalToOpen(one: Seen, benchmark: BenchmarkTrend): Signal {
  const { bars, parameters: rule } = one;
  const dip_average = averageClose(bars, rule.dip_window);
  const rsi = strengthOf(bars, rule.rsi_window);
  const indicators = { ...trendFigures(one), dip_average, rsi };
  if (wasTradedRecently(one)) return hold("SIG_TRADED_RECENTLY", indicators);
  const obstacle = obstacleOfTrend(one, benchmark);
  if (obstacle !== undefined) return hold(obstacle, indicators);
  const isDip = indicators.close <= changedBy(dip_average, rule.dip_tolerance_pct);
  if (!isDip && rsi >= rule.rsi_below) return hold("SIG_NO_DIP", indicators);
  const stopDistance = firstStopDistance(bars, rule);
  const reason = isDip ? "SIG_DIP" : "SIG_OVERSOLD";
  return { action: "buy", reason, indicators, ...(stopDistance < Infinity && { stopDistance }) };
}

/** A purchase counts as well: one that is on its way, or that a stop has undone since the newest bar closed. */
function wasTradedRecently({ bars, parameters, lastBoughtAt, lastSoldAt }: Seen): boolean {
  const lastAt = Math.max(lastBoughtAt ?? -Infinity, lastSoldAt ?? -Infinity);
  return daysSince(bars, lastAt) < parameters.reentry_days;
}

function obstacleOfTrend(one: Seen, benchmark: BenchmarkTrend): string | undefined {
  if (benchmark === "unseen") return "SIG_BENCHMARK_UNSEEN"; // no information is no rising market
  if (benchmark === "falling") return "SIG_BENCHMARK_BELOW_TREND";
  return isRising(one) ? undefined : "SIG_BELOW_TREND";
}

/** From the newest close to the tighter one of the stops that a purchase would begin with. */
function firstStopDistance(bars: readonly Bar[], { stop_loss_pct, atr_multiple, atr_window }: Rule): number {
  const distances = [
    (newestClose(bars) * stop_loss_pct) / 100,
    atr_multiple === 0 ? 0 : atr_multiple * newestRange(bars, atr_window),
  ];
  return Math.min(...distances.filter((distance) => distance > 0));
}

function signalInPosition(one: Seen, position: OwnPosition, benchmark: BenchmarkTrend): Signal {
  const { bars, parameters: rule } = one;
  const first = firstClosedAfter(bars, position.openedAt);
  if (first === bars.length) return hold("SIG_OPENED_SINCE_NEWEST_BAR", trendFigures(one));
  const levels = exitLevels(bars, { first, position, rule });
  const days_held = daysSince(bars, position.openedAt);
  const indicators = { ...trendFigures(one), days_held, ...figuresOf(levels) };
  const exit =
    exitReason(newestClose(bars), levels) ??
    (days_held >= rule.max_hold_days ? "SIG_HOLDING_TIME" : undefined);
  if (exit !== undefined) return { action: "sell", reason: exit, indicators };
  if (!isNextStep(one, position)) return hold("SIG_HELD", indicators);
  const obstacle = obstacleOfTrend(one, benchmark);
  if (obstacle !== undefined) return hold(obstacle, indicators);
  const stopDistance = newestClose(bars) - highestStop(levels);
  return {
    action: "buy",
    reason: "SIG_LADDER_STEP",
    indicators,
    ...(stopDistance < Infinity && { stopDistance }),
  };
}

const figuresOf = (levels: ExitLevels): Figures =>
  Object.fromEntries(
    Object.entries({
      take_profit: levels.takeProfit,
      stop_loss: levels.stopLoss,
      atr_stop: levels.atrStop,
      trailing_stop: levels.trailingStop,
    }).filter(([, price]) => Number.isFinite(price)),
  );

function exitReason(close: number, levels: ExitLevels): string | undefined {
  if (close <= highestStop(levels)) return reasonOfStop(levels);
  return close >= levels.takeProfit ? "SIG_TAKE_PROFIT" : undefined;
}

const highestStop = ({ stopLoss, atrStop, trailingStop }: ExitLevels): number =>
  Math.max(stopLoss, atrStop, trailingStop);

/** The tightest stop is the one that was met first. */
function reasonOfStop(levels: ExitLevels): string {
  const tightest = highestStop(levels);
  if (levels.stopLoss === tightest) return "SIG_STOP_LOSS";
  return levels.atrStop === tightest ? "SIG_ATR_STOP" : "SIG_TRAILING_STOP";
}

/** Each step needs a close of its own: one after the last purchase, or after one that may be on its way. */
function isNextStep({ bars, parameters, lastBoughtAt }: Seen, { entries }: OwnPosition): boolean {
  const last = entries.at(-1);
  if (last === undefined || entries.length > parameters.ladder_steps) return false;
  const boughtAt = Math.max(last.at, lastBoughtAt ?? -Infinity);
  return (
    firstClosedAfter(bars, boughtAt) < bars.length &&
    newestClose(bars) <= changedBy(last.price, -parameters.ladder_step_pct)
  );
}

const newestClose = (bars: readonly Bar[]): number => bars[bars.length - 1]?.close ?? NaN;

/** Summed up from the oldest on, so that the same bars always give the same digits. */
function averageClose(bars: readonly Bar[], window: number): number {
  let sum = 0;
  for (let index = bars.length - window; index < bars.length; index += 1) sum += bars[index]?.close ?? NaN;
  return sum / window;
}

function strengthOf(bars: readonly Bar[], window: number): number {
  const strength = new RelativeStrengthIndex(window);
  let newest: number | undefined;
  for (const { close } of bars) newest = strength.next(close);
  return newest ?? NaN;
}

/** Whole trading days: bars that began after an instant and have closed. */
function daysSince(bars: readonly Bar[], at: number): number {
  let days = 0;
  while (days < bars.length && (bars[bars.length - 1 - days]?.startAt ?? -Infinity) > at) days += 1;
  return days;
}
