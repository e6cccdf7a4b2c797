import { barDuration } from "../../core/domain/market-data.ts";
import type { Timestamp } from "../../core/domain/time.ts";
import { subtractDuration, timestamp } from "../../core/domain/time.ts";
import type { BarPiece, PieceRange } from "./bar-pieces.ts";
import { piecesBackwards, piecesForwards } from "./bar-pieces.ts";
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

/**
 * Ascending. Bars start at whole multiples of their length since the epoch, also where trading starts between
 * two of them; intervals without trading have none. Nothing after the second of `at` is used.
 */
export function readBars(listing: Listing, query: MarketBarQuery, at: Timestamp): UnitBar[] {
  const range = rangeOf(query, at);
  if (query.from === undefined)
    return collect(listing, piecesBackwards(listing.hours, range), query).reverse();
  return collect(listing, piecesForwards(listing.hours, range), query);
}

/** `from` and `upTo` choose bars by their start. */
function rangeOf({ barMinutes, from = FIRST_BAR_AT, upTo }: MarketBarQuery, at: Timestamp): PieceRange {
  const barMs = barDuration(barMinutes);
  const happenedUntil = startOfSecond(at) + SECOND_MS;
  const wantedUntil = upTo === undefined ? happenedUntil : (Math.floor(upTo / barMs) + 1) * barMs;
  return {
    barMs,
    startAt: timestamp(Math.ceil(Math.max(from, FIRST_BAR_AT) / barMs) * barMs),
    endAt: timestamp(Math.min(happenedUntil, wantedUntil)),
  };
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
