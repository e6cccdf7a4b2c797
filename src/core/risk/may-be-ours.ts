import { isHeld, type NettingProfile, type Position } from "../domain/account.ts";
import { minDecimal, sumDecimals, ZERO, type Decimal } from "../domain/decimal.ts";
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
 * much is shown by the comparison with the broker, which puts them right. Only what somebody else has sold beside it
 * explains by itself why the broker holds less.
 */
export function mayBeOurs({ own, net, lots, nettingProfile, isOwnOrder }: Claims): Decimal {
  const held = lots.filter(isHeld);
  const foreign = held.filter((lot) => isForeignLot(lot, isOwnOrder)).map(({ quantity }) => quantity);
  const soldBeside = sumDecimals(foreign.filter((quantity) => quantity.lt(ZERO)));
  const byBooks = own.plus(soldBeside);
  const named = foreign.filter((quantity) => quantity.gt(ZERO));
  const others = minDecimal(net, sumDecimals(named));
  // where all are averaged into one opening, it bears the name of whoever came first
  const isMixed = nettingProfile === "AverageRealTime" && own.gt(ZERO);
  const byBroker = isMixed ? minDecimal(net, own) : net.minus(others);
  return largest(byBooks, byBroker, ZERO);
}

const largest = (first: Decimal, ...others: readonly Decimal[]): Decimal =>
  others.reduce((most, one) => (one.gt(most) ? one : most), first);
