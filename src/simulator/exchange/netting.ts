import type { Decimal } from "../../core/domain/decimal.ts";
import { minDecimal, ZERO } from "../../core/domain/decimal.ts";
import type { Instrument } from "../../core/domain/instrument.ts";
import type { Lot } from "./books.ts";
import { toCents } from "./cents.ts";

/** Some of a lot, matched by an opposite execution. */
export interface ClosedPart {
  readonly lot: Lot;
  /** Signed as the lot. */
  readonly amount: Decimal;
}

export interface Netted {
  readonly lots: ReadonlyMap<string, Lot>;
  readonly closed: readonly ClosedPart[];
  /** Signed; what no opposite lot was left for, and so opens a position. Zero when all of it closed something. */
  readonly opening: Decimal;
}

/**
 * Matches an execution with the opposite lots of its instrument, oldest first, at once (netting profile `FifoRealTime`).
 *
 * @param amount signed: negative is a sale
 */
export function netFirstInFirstOut(
  lots: ReadonlyMap<string, Lot>,
  instrument: Instrument,
  amount: Decimal,
): Netted {
  const remaining = new Map(lots);
  const closed: ClosedPart[] = [];
  let opening = amount;
  for (const lot of lots.values()) {
    if (opening.eq(ZERO)) break;
    if (lot.instrument.id !== instrument.id || lot.amount.gt(ZERO) === opening.gt(ZERO)) continue;
    const size = minDecimal(lot.amount.abs(), opening.abs());
    const part = lot.amount.gt(ZERO) ? size : size.neg();
    closed.push({ lot, amount: part });
    opening = opening.plus(part);
    if (part.eq(lot.amount)) remaining.delete(lot.positionId);
    else remaining.set(lot.positionId, reduced(lot, part));
  }
  return { lots: remaining, closed, opening };
}

function reduced(lot: Lot, part: Decimal): Lot {
  const amount = lot.amount.minus(part);
  return { ...lot, amount, commission: toCents(lot.commission.times(amount).div(lot.amount)) };
}

/** Signed sum of all openings in one instrument. */
export function netAmount(lots: ReadonlyMap<string, Lot>, instrument: Instrument): Decimal {
  let sum = ZERO;
  for (const lot of lots.values()) if (lot.instrument.id === instrument.id) sum = sum.plus(lot.amount);
  return sum;
}
