import type { Timestamp } from "../../core/domain/time.ts";
import { addDuration, timestamp } from "../../core/domain/time.ts";
import type { BarGrid } from "./bar-grid.ts";
import type { BarPiece } from "./bar-pieces.ts";
import { piecesForwards } from "./bar-pieces.ts";
import type { Listing } from "./listing.ts";
import { tradedSecondAt } from "./listing.ts";
import { valueAt } from "./session-table.ts";
import { SECOND_MS, SLOT_MS, slotOf, slotStart, startOfSecond } from "./slots.ts";
import type { TouchQuery } from "./types.ts";

/** A touch query with its level in units, which need not be whole. */
export interface UnitTouchQuery extends Pick<TouchQuery, "direction" | "after" | "upTo"> {
  readonly level: number;
}

/** Each slot has a walk of its own. */
const oneSlot: BarGrid = (_, at) => {
  const startAt = slotStart(slotOf(at));
  return { startAt, endAt: addDuration(startAt, SLOT_MS) };
};

/** The first second in which the price reaches the level while the instrument trades. */
export function firstTouch(listing: Listing, query: UnitTouchQuery): Timestamp | undefined {
  const startAt = addDuration(startOfSecond(query.after), SECOND_MS);
  const endAt = addDuration(startOfSecond(query.upTo), SECOND_MS);
  for (const piece of piecesForwards(listing.hours, { grid: oneSlot, startAt, endAt })) {
    const touchedAt = touchWithin(listing, piece, query);
    if (touchedAt !== undefined) return touchedAt;
  }
  return undefined;
}

function touchWithin({ series }: Listing, piece: BarPiece, query: UnitTouchQuery): Timestamp | undefined {
  const from = tradedSecondAt(piece.span, piece.startAt);
  const whole = series.joined(from.slot, from.slot);
  if (!reaches(query, query.direction === "at_or_below" ? whole.low : whole.high)) return undefined;
  const path = series.pathAt(from.slot);
  const seconds = (piece.endAt - piece.startAt) / SECOND_MS;
  for (let passed = 0; passed < seconds; passed++) {
    if (reaches(query, valueAt(path, from.second + passed))) {
      return timestamp(piece.startAt + passed * SECOND_MS);
    }
  }
  return undefined;
}

const reaches = ({ direction, level }: UnitTouchQuery, price: number): boolean =>
  direction === "at_or_below" ? price <= level : price >= level;
