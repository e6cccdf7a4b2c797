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
  /** Of what opening the lot cost, and of what it was worth then; what is left keeps the rest. */
  readonly commission: Decimal;
  readonly openValue: Decimal;
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
    const part = partOf(lot, lot.amount.gt(ZERO) ? size : size.neg());
    closed.push(part);
    opening = opening.plus(part.amount);
    takeOff(remaining, part);
  }
  return { lots: remaining, closed, opening };
}

/** @param amount signed as the lot, and no more than it */
export function partOf(lot: Lot, amount: Decimal): ClosedPart {
  const share = (whole: Decimal): Decimal => toCents(whole.times(amount).div(lot.amount));
  return { lot, amount, commission: share(lot.commission), openValue: share(lot.openValue) };
}

/** Takes a part off its lot, and the lot away when nothing is left of it. */
export function takeOff(lots: Map<string, Lot>, { lot, ...part }: ClosedPart): void {
  const amount = lot.amount.minus(part.amount);
  const commission = lot.commission.minus(part.commission);
  const openValue = lot.openValue.minus(part.openValue);
  if (amount.eq(ZERO)) lots.delete(lot.positionId);
  else lots.set(lot.positionId, { ...lot, amount, commission, openValue });
}

/** Signed sum of all openings in one instrument. */
export function netAmount(lots: ReadonlyMap<string, Lot>, instrument: Instrument): Decimal {
  let sum = ZERO;
  for (const lot of lots.values()) if (lot.instrument.id === instrument.id) sum = sum.plus(lot.amount);
  return sum;
}
