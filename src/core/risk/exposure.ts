import type { Decimal } from "../domain/decimal.ts";
import { minDecimal, sumDecimals, ZERO } from "../domain/decimal.ts";
import type { InstrumentId } from "../domain/instrument.ts";
import type { Side } from "../domain/order.ts";
import { isInDoubt, mayBeLive } from "../execution/lifecycle.ts";
import type { AccountView } from "./decision-input.ts";

/** How the account stands in one instrument. */
export interface InstrumentExposure {
  /** By our own fills, signed. */
  readonly own: Decimal;
  /** By the broker's word, signed; foreign positions included. */
  readonly net: Decimal;
  /** What we may sell: never more than is ours, never more than is there. */
  readonly closable: Decimal;
  readonly canBeClosed: boolean;
  /** Sides of orders that are working or may be, whoever made them. */
  readonly pendingSides: ReadonlySet<Side>;
  /** Nobody can say what became of an order of ours. */
  readonly isInDoubt: boolean;
}

export function exposureIn(account: AccountView, id: InstrumentId): InstrumentExposure {
  const positions = account.positions.filter(({ instrumentId }) => instrumentId === id);
  const unsettled = account.unsettled.filter(({ intent }) => intent.instrument.id === id);
  const working = account.openOrders.filter(({ instrumentId }) => instrumentId === id);
  const own = account.ownPositions.get(id) ?? ZERO;
  const net = sumDecimals(positions.map(({ quantity }) => quantity));
  const ours = minDecimal(own, net);
  return {
    own,
    net,
    closable: ours.gt(ZERO) ? ours : ZERO,
    canBeClosed: positions.length > 0 && positions.every(({ canBeClosed }) => canBeClosed),
    pendingSides: new Set([
      ...working.map(({ side }) => side),
      ...unsettled.filter(({ state }) => mayBeLive(state)).map(({ intent }) => intent.side),
    ]),
    isInDoubt: unsettled.some(isInDoubt),
  };
}
