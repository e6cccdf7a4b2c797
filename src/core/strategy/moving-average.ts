import type { Bar } from "../domain/market-data.ts";
import { defineStrategy, type Signal } from "./contract.ts";
import { anyNumber, wholeNumber } from "./parameter.ts";

interface CrossingRule {
  readonly short_window: number;
  readonly long_window: number;
  readonly threshold_bps: number;
  readonly cooldown_bars: number;
}

/**
 * Buys when the short average of closes rises above the long one and sells when it falls below.
 *
 * A crossing belongs to one bar: on the bar before, the gap between the averages was zero or on the other side; on
 * this bar it is beyond zero and at least the threshold. Averages that are equal lie on neither side: touching is no
 * crossing, and leaving equality is one, to whichever side. A crossing within the cooldown before the newest bar
 * silences it, whether or not it was acted on, because the bars are all that this strategy knows.
 */
export const movingAverage = defineStrategy({
  name: "moving_average",
  version: 1,
  description: "Crossing of a short and a long simple moving average of closing prices",
  source:
    "The crossing of two moving averages, folklore of technical analysis; W. Brock, J. Lakonishok and B. LeBaron, 1992",
  formula:
    "gap = SMA(close, short_window) / SMA(close, long_window) - 1; buy when it leaves zero or below for at least +threshold_bps, sell when it leaves zero or above for at most -threshold_bps",
  parameters: {
    short_window: wholeNumber({
      default: 5,
      min: 1,
      max: 500,
      unit: "bars",
      description: "Closes in the short average",
    }),
    long_window: wholeNumber({
      default: 20,
      min: 2,
      max: 1000,
      unit: "bars",
      description: "Closes in the long average; more than in the short one",
    }),
    threshold_bps: anyNumber({
      default: 0,
      min: 0,
      max: 1000,
      unit: "basis points of the long average",
      description: "Distance between the averages from which a crossing counts",
    }),
    cooldown_bars: wholeNumber({
      default: 0,
      min: 0,
      max: 100,
      unit: "bars",
      description: "Bars after a crossing during which no other one counts",
    }),
  },

  checkParameters({ short_window, long_window }) {
    if (short_window < long_window) return undefined;
    return `short_window (${short_window}) must be less than long_window (${long_window})`;
  },

  barsRequired: ({ long_window, cooldown_bars }) => long_window + 1 + cooldown_bars,

  evaluate: ({ instruments }) => ({
    signals: new Map(instruments.map(({ id, bars, parameters }) => [id, signalFor(bars, parameters)])),
  }),
});

function signalFor(bars: readonly Bar[], rule: CrossingRule): Signal {
  const newest = bars.length - 1;
  if (newest < rule.long_window + rule.cooldown_bars) {
    return { action: "hold", reason: "SIG_TOO_FEW_BARS", indicators: { bars: bars.length } };
  }
  const gaps = newestGaps(bars, rule);
  const { gapBps: gap_bps, short, long } = gaps.at(-1) ?? NO_GAP;
  const { gapBps: previous_gap_bps } = gaps.at(-2) ?? NO_GAP;
  const indicators = { short_average: short, long_average: long, gap_bps, previous_gap_bps };
  const crossing = crossingBetween(previous_gap_bps, gap_bps, rule);
  if (crossing === "none") return { action: "hold", reason: "SIG_NO_CROSSING", indicators };
  if (crossing === "below_threshold") return { action: "hold", reason: "SIG_BELOW_THRESHOLD", indicators };
  if (hasCrossing(gaps.slice(0, -1), rule)) return { action: "hold", reason: "SIG_COOLDOWN", indicators };
  return crossing === "above"
    ? { action: "buy", reason: "SIG_CROSSED_ABOVE", indicators }
    : { action: "sell", reason: "SIG_CROSSED_BELOW", indicators };
}

type Crossing = "above" | "below" | "below_threshold" | "none";

function crossingBetween(before: number, gap: number, rule: CrossingRule): Crossing {
  const crossed = (before <= 0 && gap > 0) || (before >= 0 && gap < 0);
  if (!crossed) return "none";
  if (Math.abs(gap) < rule.threshold_bps) return "below_threshold";
  return gap > 0 ? "above" : "below";
}

const hasCrossing = (gaps: readonly Gap[], rule: CrossingRule): boolean =>
  gaps.some(({ gapBps }, index) => {
    const before = gaps[index - 1];
    if (before === undefined) return false;
    const crossing = crossingBetween(before.gapBps, gapBps, rule);
    return crossing === "above" || crossing === "below";
  });

/** The averages at one bar, and how far the short one lies above the long one; negative when below. */
interface Gap {
  readonly short: number;
  readonly long: number;
  readonly gapBps: number;
}
const NO_GAP: Gap = { short: 0, long: 0, gapBps: 0 };

/** At the newest bar, the one before it, and each of the cooldown, oldest first. */
function newestGaps(bars: readonly Bar[], rule: CrossingRule): readonly Gap[] {
  const gaps: Gap[] = [];
  for (let end = bars.length - rule.cooldown_bars - 1; end <= bars.length; end += 1) {
    gaps.push(gapAt(bars, rule, end));
  }
  return gaps;
}

/** Finer than any gap one tick can make, coarser than the rounding of binary sums, so that equal averages compare equal. */
const GAP_STEPS_PER_BPS = 1e8;

/** @param end the bar after the last one that counts */
function gapAt(bars: readonly Bar[], rule: CrossingRule, end: number): Gap {
  const short = averageClose(bars, end - rule.short_window, end);
  const long = averageClose(bars, end - rule.long_window, end);
  const gapBps = Math.round((short / long - 1) * 10_000 * GAP_STEPS_PER_BPS) / GAP_STEPS_PER_BPS + 0; // no minus zero
  return { short, long, gapBps };
}

/** Summed afresh and from the oldest on, so that the same bars give the same digits wherever a history begins. */
function averageClose(bars: readonly Bar[], first: number, end: number): number {
  let sum = 0;
  for (let index = first; index < end; index += 1) {
    const bar = bars[index];
    if (bar === undefined) return NaN;
    sum += bar.close;
  }
  return sum / (end - first);
}
