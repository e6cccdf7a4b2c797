import type { Decimal } from "../../core/domain/decimal.ts";
import { minDecimal, ZERO } from "../../core/domain/decimal.ts";
import type { Instrument } from "../../core/domain/instrument.ts";
import type { Books, Lot } from "./books.ts";
import { toCents } from "./cents.ts";
import type { OrderTerms } from "./order-terms.ts";

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

/** Matches an execution the way the account nets. @param amount signed: negative is a sale */
export function netExecution(
  { lots, account }: Books,
  order: Pick<OrderTerms, "instrument" | "relatedPositionId" | "isForceOpen">,
  amount: Decimal,
): Netted {
  const { relatedPositionId, isForceOpen, instrument } = order;
  if (relatedPositionId !== undefined) {
    return netAgainst(lots, amount, (lot) => lot.positionId === relatedPositionId);
  }
  if (isForceOpen || account.nettingProfile === "FifoEndOfDay") return { lots, closed: [], opening: amount };
  return netFirstInFirstOut(lots, instrument, amount);
}

/** Matches an execution with the opposite lots of its instrument, oldest first, at once. */
export const netFirstInFirstOut = (
  lots: ReadonlyMap<string, Lot>,
  instrument: Instrument,
  amount: Decimal,
): Netted => netAgainst(lots, amount, (lot) => lot.instrument.id === instrument.id && !lot.isForceOpen);

function netAgainst(
  lots: ReadonlyMap<string, Lot>,
  amount: Decimal,
  isCandidate: (lot: Lot) => boolean,
): Netted {
  const remaining = new Map(lots);
  const closed: ClosedPart[] = [];
  let opening = amount;
  for (const lot of lots.values()) {
    if (opening.eq(ZERO)) break;
    if (!isCandidate(lot) || lot.amount.gt(ZERO) === opening.gt(ZERO)) continue;
    const size = minDecimal(lot.amount.abs(), opening.abs());
    const part = lot.amount.gt(ZERO) ? size : size.neg();
    closed.push({ lot, amount: part });
    opening = opening.plus(part);
    putReduced(remaining, lot, part);
  }
  return { lots: remaining, closed, opening };
}

/** Takes a part off a lot, and the lot away when nothing is left of it. */
export function putReduced(lots: Map<string, Lot>, lot: Lot, part: Decimal): void {
  const amount = lot.amount.minus(part);
  if (amount.eq(ZERO)) lots.delete(lot.positionId);
  else lots.set(lot.positionId, { ...lot, amount, commission: shareOf(lot, amount) });
}

/** What opening a part of a lot cost. @param part signed as the lot */
export const shareOf = (lot: Lot, part: Decimal): Decimal =>
  toCents(lot.commission.times(part).div(lot.amount));

/** Signed sum of all openings in one instrument. */
export function netAmount(lots: ReadonlyMap<string, Lot>, instrument: Instrument): Decimal {
  let sum = ZERO;
  for (const lot of lots.values()) if (lot.instrument.id === instrument.id) sum = sum.plus(lot.amount);
  return sum;
}
