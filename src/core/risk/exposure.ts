import type { Decimal } from "../domain/decimal.ts";
import { minDecimal, sumDecimals, ZERO } from "../domain/decimal.ts";
import type { InstrumentId } from "../domain/instrument.ts";
import { isProtective, type Side } from "../domain/order.ts";
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
  /**
   * Sides of orders that are working or may be, whoever made them; but for our own beside the position, which are
   * cancelled before it is closed in another way.
   */
  readonly pendingSides: ReadonlySet<Side>;
  /** Nobody can say what became of an order of ours. */
  readonly isInDoubt: boolean;
}

export function exposureIn(account: AccountView, id: InstrumentId): InstrumentExposure {
  const positions = account.positions.filter(({ instrumentId }) => instrumentId === id);
  const unsettled = account.unsettled.filter(({ intent }) => intent.instrument.id === id);
  const protective = new Set(unsettled.filter(isAcceptedProtection).map(({ orderId }) => orderId));
  const working = account.openOrders.filter(
    ({ instrumentId, orderId }) => instrumentId === id && !protective.has(orderId),
  );
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
      ...unsettled
        .filter((one) => mayBeLive(one.state) && !isAcceptedProtection(one))
        .map(({ intent }) => intent.side),
    ]),
    isInDoubt: unsettled.some(isInDoubt),
  };
}

/** A stop or target of ours that the broker has, also where it was asked to end it. */
const isAcceptedProtection = ({ intent, state }: AccountView["unsettled"][number]): boolean =>
  isProtective(intent.purpose) && (state === "placed" || state === "cancelling");
