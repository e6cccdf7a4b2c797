import type { Timestamp } from "../../core/domain/time.ts";
import { timestamp } from "../../core/domain/time.ts";
import type { TradingHours, TradingSpan } from "./hours/trading-hours.ts";

/** The part of one bar that lies in one span of trading. */
export interface BarPiece {
  readonly span: TradingSpan;
  readonly barStartAt: Timestamp;
  readonly startAt: Timestamp;
  /** Exclusive. */
  readonly endAt: Timestamp;
}

export interface PieceRange {
  readonly barMs: number;
  readonly startAt: Timestamp;
  /** Exclusive. */
  readonly endAt: Timestamp;
}

/** Everything traded in the range, cut into bars, the newest first. */
export function* piecesBackwards(hours: TradingHours, range: PieceRange): Generator<BarPiece> {
  let endAt: number = range.endAt;
  while (endAt > range.startAt) {
    const span = hours.spanAtOrBefore(timestamp(endAt - 1));
    const lowest = Math.max(span.startAt, range.startAt);
    endAt = Math.min(endAt, span.endAt);
    while (endAt > lowest) {
      const barStartAt = Math.floor((endAt - 1) / range.barMs) * range.barMs;
      const startAt = Math.max(barStartAt, lowest);
      yield pieceOf(span, { barStartAt, startAt, endAt });
      endAt = startAt;
    }
  }
}

/** The same, the oldest first. */
export function* piecesForwards(hours: TradingHours, range: PieceRange): Generator<BarPiece> {
  let startAt: number = range.startAt;
  while (startAt < range.endAt) {
    const span = hours.spanAtOrAfter(timestamp(startAt));
    const highest = Math.min(span.endAt, range.endAt);
    startAt = Math.max(startAt, span.startAt);
    while (startAt < highest) {
      const barStartAt = Math.floor(startAt / range.barMs) * range.barMs;
      const endAt = Math.min(barStartAt + range.barMs, highest);
      yield pieceOf(span, { barStartAt, startAt, endAt });
      startAt = endAt;
    }
  }
}

interface PieceTimes {
  readonly barStartAt: number;
  readonly startAt: number;
  readonly endAt: number;
}

const pieceOf = (span: TradingSpan, { barStartAt, startAt, endAt }: PieceTimes): BarPiece => ({
  span,
  barStartAt: timestamp(barStartAt),
  startAt: timestamp(startAt),
  endAt: timestamp(endAt),
});
