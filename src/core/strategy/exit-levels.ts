import type { Bar } from "../domain/market-data.ts";
import { barCloseAt } from "./closed-bars.ts";
import type { OwnPosition } from "./contract.ts";
import { trueRange } from "./indicators/average-true-range.ts";
import { SimpleMovingAverage } from "./indicators/simple-moving-average.ts";

/** In percent of a price, or of true ranges; what is 0 does not exist. */
export interface ExitRule {
  readonly take_profit_pct: number;
  readonly stop_loss_pct: number;
  readonly trailing_stop_pct: number;
  readonly atr_multiple: number;
  readonly atr_window: number;
}

/** Where a position is to be left; infinitely far away where the rule has no such level. */
export interface ExitLevels {
  readonly takeProfit: number;
  readonly stopLoss: number;
  readonly atrStop: number;
  readonly trailingStop: number;
}

const DAY_MINUTES = 1440;

/** Index of the first daily bar that closed after an instant; the number of bars when none has. */
export function firstClosedAfter(bars: readonly Bar[], at: number): number {
  let index = bars.length;
  for (let bar = bars[index - 1]; bar !== undefined && barCloseAt(bar, DAY_MINUTES) > at; index -= 1) {
    bar = bars[index - 2];
  }
  return index;
}

/**
 * The levels by what has closed since the opening. The stop of the true range and the trailing one are the highest of levels
 * that each belong to a bar, or to the opening, for good: they only rise.
 *
 * @param first index of the first bar that closed after the opening
 */
export function exitLevels(
  bars: readonly Bar[],
  {
    first,
    position,
    rule,
  }: { readonly first: number; readonly position: OwnPosition; readonly rule: ExitRule },
): ExitLevels {
  const { averagePrice } = position;
  const { take_profit_pct, stop_loss_pct, trailing_stop_pct, atr_multiple } = rule;
  return {
    takeProfit: take_profit_pct > 0 ? changedBy(averagePrice, take_profit_pct) : Infinity,
    stopLoss: stop_loss_pct > 0 ? changedBy(averagePrice, -stop_loss_pct) : -Infinity,
    trailingStop:
      trailing_stop_pct > 0 ? changedBy(highestClose(bars, first), -trailing_stop_pct) : -Infinity,
    atrStop: atr_multiple > 0 ? ratchet(bars, { first, position, rule }) : -Infinity,
  };
}

/** The quotient comes last, so that 10 percent more than 100 are 110. */
export const changedBy = (price: number, percent: number): number => (price * (100 + percent)) / 100;

function highestClose(bars: readonly Bar[], first: number): number {
  let highest = -Infinity;
  for (let index = first; index < bars.length; index += 1) {
    highest = Math.max(highest, bars[index]?.close ?? NaN);
  }
  return highest;
}

/** Below the opening by a multiple of the true range of the bars before it; then below each close by that of its own bars. */
function ratchet(
  bars: readonly Bar[],
  {
    first,
    position,
    rule,
  }: { readonly first: number; readonly position: OwnPosition; readonly rule: ExitRule },
): number {
  const openedFor = position.entries[0]?.price ?? position.averagePrice;
  const range = new SimpleMovingAverage(rule.atr_window); // begins with the opening's own, so that no level ever changes
  let stop = -Infinity;
  for (let index = Math.max(first - rule.atr_window, 1); index < bars.length; index += 1) {
    const average = range.next(trueRangeAt(bars, index));
    if (average === undefined) continue;
    const from = index < first ? openedFor : (bars[index]?.close ?? NaN);
    stop = Math.max(stop, from - rule.atr_multiple * average);
  }
  return stop;
}

/** Mean true range of the newest bars. */
export function newestRange(bars: readonly Bar[], window: number): number {
  let sum = 0;
  for (let index = bars.length - window; index < bars.length; index += 1) sum += trueRangeAt(bars, index);
  return sum / window;
}

function trueRangeAt(bars: readonly Bar[], index: number): number {
  const bar = bars[index];
  return bar === undefined ? NaN : trueRange(bar, bars[index - 1]?.close ?? NaN);
}
