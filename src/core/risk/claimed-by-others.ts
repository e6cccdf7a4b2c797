import { maxDecimal, minDecimal, sumDecimals, ZERO, type Decimal } from "../domain/decimal.ts";
import { remainingOf, type OpenOrder } from "../domain/order.ts";

/** How much of what we own the sells of others are waiting to close: those that bound a loss, and all the rest. */
export interface Claimed {
  readonly byStops: Decimal;
  readonly byOthers: Decimal;
}

/**
 * Beside a stop that somebody has placed by hand one of ours would sell the same again. What the account holds beyond
 * ours is taken to be what they wait for, as far as it goes.
 *
 * @param held what the account holds, ours among it
 * @param orders of others, in the instrument
 */
export function claimedByOthers(owned: Decimal, held: Decimal, orders: readonly OpenOrder[]): Claimed {
  const sells = orders.filter((order) => order.side === "sell" && !waitsForEntry(order));
  const claimedBy = (some: readonly OpenOrder[]): Decimal => {
    const all = sumDecimals(some.map(remainingOf));
    return maxDecimal(minDecimal(all.minus(held.minus(owned)), owned), ZERO);
  };
  return {
    byStops: claimedBy(sells.filter(isStop)),
    byOthers: claimedBy(sells.filter((order) => !isStop(order))), // the two may be a pair
  };
}

/** A child protects nothing before its entry is filled. */
export const waitsForEntry = ({ relation }: Pick<OpenOrder, "relation">): boolean =>
  relation?.startsWith("IfDoneSlave") === true;

/** `StopIfTraded`, `TrailingStop`, `StopLimit`, ... */
const isStop = ({ orderType = "" }: OpenOrder): boolean => orderType.includes("Stop");
