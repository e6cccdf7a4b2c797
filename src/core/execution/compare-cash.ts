import type { AccountBalance } from "../domain/account.ts";
import { commonPart, decimal, ZERO, type Decimal } from "../domain/decimal.ts";

/** What our own executions have cost and brought lately, in account currency. */
export interface Turnover {
  readonly bought: Decimal;
  readonly sold: Decimal;
}

/** A move of the account that nothing of ours explains; in account currency, signed. */
export interface CashDifference {
  readonly cashMoved: Decimal;
  readonly equityMoved: Decimal;
  readonly unexplained: Decimal;
  readonly tolerance: Decimal;
}

/**
 * Of the equity before: costs, interest and a dividend stay below a hundredth of it from one cycle to the next; money
 * that was paid in or out, and a loss that the limits should know of, seldom do.
 */
const TOLERATED = decimal("0.01");

/**
 * What came into the account or went out of it since the last look. A market that moves changes the equity and not the
 * cash, a trade changes the cash and hardly the equity, and so does its booking days later: what changes both alike is
 * neither. Trades of somebody else explain themselves in the same way.
 *
 * @param turnover of ours, which the cash may have been booked for by now, or not; absent where it is not known in
 * account currency, and may be any
 * @returns `undefined` when it is within the tolerance, or the figures cannot be compared
 */
export function cashDifference(
  before: AccountBalance,
  now: AccountBalance,
  turnover: Turnover | undefined,
): CashDifference | undefined {
  if (before.currency !== now.currency || !before.isReliable || !now.isReliable) return undefined;
  const cashMoved = now.cash.minus(before.cash);
  const equityMoved = now.totalValue.minus(before.totalValue);
  const beyondTurnover = turnover === undefined ? ZERO : beyond(cashMoved, turnover);
  const unexplained = commonPart(beyondTurnover, equityMoved);
  const tolerance = before.totalValue.abs().times(TOLERATED);
  return unexplained.abs().gt(tolerance) ? { cashMoved, equityMoved, unexplained, tolerance } : undefined;
}

function beyond(moved: Decimal, { bought, sold }: Turnover): Decimal {
  if (moved.gt(sold)) return moved.minus(sold);
  const spent = moved.neg();
  return spent.gt(bought) ? spent.minus(bought).neg() : ZERO;
}
