import type { Timestamp } from "../../core/domain/time.ts";
import { timestamp } from "../../core/domain/time.ts";
import type { BarGrid, BarInterval } from "./bar-grid.ts";
import type { TradingHours, TradingSpan } from "./hours/trading-hours.ts";
import { isIn } from "./hours/trading-hours.ts";

/** The part of one bar that lies in one span of trading. */
export interface BarPiece {
  readonly span: TradingSpan;
  readonly barStartAt: Timestamp;
  readonly startAt: Timestamp;
  /** Exclusive. */
  readonly endAt: Timestamp;
}

export interface PieceRange {
  readonly grid: BarGrid;
  readonly startAt: Timestamp;
  /** Exclusive. */
  readonly endAt: Timestamp;
}

/** Everything traded in the range, cut into bars, the newest first. */
export function* piecesBackwards(hours: TradingHours, range: PieceRange): Generator<BarPiece> {
  const barAround = rememberingLast(range.grid);
  let endAt = range.endAt;
  while (endAt > range.startAt) {
    const span = hours.spanAtOrBefore(timestamp(endAt - 1));
    const lowest = latest(span.startAt, range.startAt);
    endAt = earliest(endAt, span.endAt);
    while (endAt > lowest) {
      const bar = barAround(span, timestamp(endAt - 1));
      const startAt = latest(bar.startAt, lowest);
      yield { span, barStartAt: bar.startAt, startAt, endAt };
      endAt = startAt;
    }
  }
}

/** The same, the oldest first. */
export function* piecesForwards(hours: TradingHours, range: PieceRange): Generator<BarPiece> {
  const barAround = rememberingLast(range.grid);
  let startAt = range.startAt;
  while (startAt < range.endAt) {
    const span = hours.spanAtOrAfter(startAt);
    const highest = earliest(span.endAt, range.endAt);
    startAt = latest(startAt, span.startAt);
    while (startAt < highest) {
      const bar = barAround(span, startAt);
      const endAt = earliest(bar.endAt, highest);
      yield { span, barStartAt: bar.startAt, startAt, endAt };
      startAt = endAt;
    }
  }
}

/** A long bar has many pieces, and where it begins takes looking through the calendar. */
function rememberingLast(grid: BarGrid): BarGrid {
  let last: BarInterval | undefined;
  return (span, at) => {
    if (last === undefined || !isIn(at, last)) last = grid(span, at);
    return last;
  };
}

const latest = (one: Timestamp, other: Timestamp): Timestamp => (one > other ? one : other);
const earliest = (one: Timestamp, other: Timestamp): Timestamp => (one < other ? one : other);
