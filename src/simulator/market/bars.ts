import type { Timestamp } from "../../core/domain/time.ts";
import { addDuration, subtractDuration, timestamp } from "../../core/domain/time.ts";
import type { BarGrid } from "./bar-grid.ts";
import { barGrid } from "./bar-grid.ts";
import type { BarPiece } from "./bar-pieces.ts";
import { piecesBackwards, piecesForwards } from "./bar-pieces.ts";
import type { TradingHours } from "./hours/trading-hours.ts";
import type { Listing } from "./listing.ts";
import { tradedSecondAt } from "./listing.ts";
import { SECOND_MS, startOfSecond } from "./slots.ts";
import type { Traded } from "./traded.ts";
import { join } from "./traded.ts";
import { tradedBetween } from "./traded-between.ts";
import type { MarketBarQuery } from "./types.ts";

/** The charts of every instrument begin here, so that no query walks back without end. */
const FIRST_BAR_AT = timestamp(Date.UTC(2000, 0, 1));

/** A bar in whole units. */
export interface UnitBar {
  readonly startAt: Timestamp;
  readonly traded: Traded;
}

/** Ascending; intervals without trading have no bar. Nothing after the second of `at` is used. */
export function readBars(listing: Listing, query: MarketBarQuery, at: Timestamp): UnitBar[] {
  const { hours } = listing;
  const { from, upTo = at, barMinutes } = query;
  if ((from ?? FIRST_BAR_AT) > at || upTo < FIRST_BAR_AT) return [];
  const calendar = { hours, grid: barGrid(hours, barMinutes) };
  const startAt = firstBarSince(calendar, timestamp(Math.max(from ?? FIRST_BAR_AT, FIRST_BAR_AT)));
  const wantedUntil = endOfBarUntil(calendar, timestamp(Math.min(upTo, at)));
  const happenedUntil = addDuration(startOfSecond(at), SECOND_MS);
  const endAt = timestamp(Math.min(happenedUntil, wantedUntil));
  const range = { grid: calendar.grid, startAt, endAt };
  return from === undefined
    ? collect(listing, piecesBackwards(hours, range), query).reverse()
    : collect(listing, piecesForwards(hours, range), query);
}

interface Calendar {
  readonly hours: TradingHours;
  readonly grid: BarGrid;
}

/** Where the first bar begins that starts no earlier than an instant. */
function firstBarSince({ hours, grid }: Calendar, since: Timestamp): Timestamp {
  const span = hours.spanAtOrAfter(since);
  const bar = grid(span, since > span.startAt ? since : span.startAt);
  return bar.startAt >= since ? bar.startAt : bar.endAt;
}

/** Where the last bar ends that starts no later than an instant. */
function endOfBarUntil({ hours, grid }: Calendar, until: Timestamp): Timestamp {
  const span = hours.spanAtOrBefore(until);
  return grid(span, timestamp(Math.min(until, span.endAt - 1))).endAt;
}

function collect(listing: Listing, pieces: Iterable<BarPiece>, { count }: MarketBarQuery): UnitBar[] {
  const bars: UnitBar[] = [];
  let previousAt = -Infinity;
  for (const piece of pieces) {
    const last = bars.at(-1);
    if (last?.startAt !== piece.barStartAt && bars.length === count) break;
    const traded = tradedIn(listing, piece);
    if (last?.startAt === piece.barStartAt) {
      const isLater = piece.startAt > previousAt;
      bars.pop();
      bars.push({ ...last, traded: isLater ? join(last.traded, traded) : join(traded, last.traded) });
    } else bars.push({ startAt: piece.barStartAt, traded });
    previousAt = piece.startAt;
  }
  return bars;
}

const tradedIn = ({ series }: Listing, { span, startAt, endAt }: BarPiece): Traded =>
  tradedBetween(
    series,
    tradedSecondAt(span, startAt),
    tradedSecondAt(span, subtractDuration(endAt, SECOND_MS)),
  );
