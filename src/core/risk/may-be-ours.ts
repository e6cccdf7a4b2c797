import { isHeld, type NettingProfile, type Position } from "../domain/account.ts";
import { maxDecimal, minDecimal, sumDecimals, ZERO, type Decimal } from "../domain/decimal.ts";
import { isForeignLot } from "../execution/reconcile.ts";
import type { OrderId } from "../domain/ids.ts";

/** What our books and the broker's lists say of one instrument. */
export interface Claims {
  /** By our books, signed. */
  readonly own: Decimal;
  /** At the broker, signed. */
  readonly net: Decimal;
  /** The openings in the instrument, each for itself. */
  readonly lots: readonly Position[];
  readonly nettingProfile: NettingProfile | "Unknown";
  readonly isOwnOrder: (orderId: OrderId) => boolean;
}

/**
 * How much of a long position may be ours by any of the records, of which each may be late: a net position behind the
 * log, the log behind the net position, our books behind both. So much is left its protection; that our books have too
 * much is shown by the comparison with the broker, which puts them right. Only what others have sold, beyond what they
 * have bought, explains by itself why the broker holds less.
 *
 * @returns never less than books and position both say is ours: what is placed for that must not be too much the next time
 */
export function mayBeOurs({ own, net, lots, nettingProfile, isOwnOrder }: Claims): Decimal {
  const foreign = lots.filter((lot) => isHeld(lot) && isForeignLot(lot, isOwnOrder));
  // until the night nets them, both openings of what somebody else has bought and sold again are listed
  const others = sumDecimals(foreign.map(({ quantity }) => quantity));
  const byBooks = others.lt(ZERO) ? own.plus(others) : own;
  const theirs = others.gt(ZERO) ? minDecimal(net, others) : ZERO;
  // where all are averaged into one opening, it bears the name of whoever came first
  const isMixed = nettingProfile === "AverageRealTime" && own.gt(ZERO);
  const byBroker = isMixed ? minDecimal(net, own) : net.minus(theirs);
  return maxDecimal(maxDecimal(byBooks, byBroker), ZERO);
}
