import type { Bar } from "../domain/market-data.ts";
import { minutes, type Timestamp } from "../domain/time.ts";
import { isBeforeMonth, type MonthTable } from "./calendar-months.ts";

/** From which months a return can be told. */
export interface MonthlyRule {
  readonly lookback_months: number;
  readonly month_bars_min: number;
  readonly gap_days_max: number;
}

export type MonthlyMomentum =
  | {
      readonly kind: "momentum";
      /** As a fraction. */
      readonly momentum: number;
      readonly firstClose: number;
      readonly lastClose: number;
    }
  | {
      readonly kind: "incomplete";
      readonly reason: "SIG_TOO_FEW_MONTHS" | "SIG_MONTH_TOO_THIN" | "SIG_BARS_GAPPED";
      readonly figures: Readonly<Record<string, number>>;
    };

/**
 * What was gained from the close of the first month of the table to that of its last one: the product of as many monthly
 * returns as the table has months after the first. Each of these months must be whole, and no two bars may lie further
 * apart than is usual; a month's close must lie as near to its end.
 *
 * @param months one more than the rule looks back
 */
export function monthlyMomentum(
  bars: readonly Bar[],
  months: MonthTable,
  rule: MonthlyRule,
): MonthlyMomentum {
  const edges = months.starts.map((_, month) => firstBarSince(month, bars, months));
  const [begin = 0, second = 0] = edges;
  const end = edges.at(-1) ?? 0;
  const [first, last] = [bars[second - 1], bars[end - 1]];
  if (first === undefined || last === undefined || begin === second) {
    return { kind: "incomplete", reason: "SIG_TOO_FEW_MONTHS", figures: { bars: bars.length } };
  }
  const month_bars = fewestBars(edges.slice(1));
  if (month_bars < rule.month_bars_min) {
    return { kind: "incomplete", reason: "SIG_MONTH_TOO_THIN", figures: { month_bars } };
  }
  const endAt = months.starts.at(-1) ?? last.startAt;
  const gap_days = widestGapDays(bars, { from: second - 1, end, endAt });
  if (gap_days > rule.gap_days_max) {
    return { kind: "incomplete", reason: "SIG_BARS_GAPPED", figures: { gap_days } };
  }
  const [firstClose, lastClose] = [first.close, last.close];
  return { kind: "momentum", momentum: rounded(lastClose / firstClose - 1), firstClose, lastClose };
}

/** Coarser than the rounding of binary quotients, so that equal returns rank as equal; no minus zero. */
const rounded = (momentum: number): number => Math.round(momentum * 1e12) / 1e12 + 0;

/** Index of the first bar that is not before the month, by halving; the number of bars where all are. */
function firstBarSince(month: number, bars: readonly Bar[], months: MonthTable): number {
  let [low, high] = [0, bars.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const bar = bars[middle];
    if (bar !== undefined && isBeforeMonth(bar, months, month)) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** @param edges index of the first bar of each month, and of the one after them */
const fewestBars = (edges: readonly number[]): number =>
  edges.reduce((fewest, edge, month) => Math.min(fewest, edge - (edges[month - 1] ?? -Infinity)), Infinity);

const DAY = minutes(24 * 60);

interface Stretch {
  /** Index of the first bar, and of the one after the last. */
  readonly from: number;
  readonly end: number;
  /** What the last bar must lie near to. */
  readonly endAt: Timestamp;
}

/** Whole days between the starts of two bars, or of the last one and the end of its month. */
function widestGapDays(bars: readonly Bar[], { from, end, endAt }: Stretch): number {
  let widest = endAt - (bars[end - 1]?.startAt ?? endAt);
  for (let index = from + 1; index < end; index += 1) {
    const gap = (bars[index]?.startAt ?? 0) - (bars[index - 1]?.startAt ?? 0);
    if (gap > widest) widest = gap;
  }
  return Math.round(widest / DAY);
}
