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
  const { positions, unsettled, openOrders } = entriesOf(account, id);
  const protective = new Set(unsettled.filter(isAcceptedProtection).map(({ orderId }) => orderId));
  const working = openOrders.filter(({ orderId }) => !protective.has(orderId));
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

type Entries = Pick<AccountView, "positions" | "unsettled" | "openOrders">;

/** Of accounts that were asked about: to look through all of one for each instrument would cost the square of their number. */
const known = new WeakMap<AccountView, ReadonlyMap<string, Entries>>();
const NO_ENTRIES: Entries = { positions: [], unsettled: [], openOrders: [] };

function entriesOf(account: AccountView, id: InstrumentId): Entries {
  const found = known.get(account) ?? byInstrument(account);
  known.set(account, found);
  return found.get(id) ?? NO_ENTRIES;
}

function byInstrument(account: AccountView): ReadonlyMap<string, Entries> {
  const positions = Map.groupBy(account.positions, ({ instrumentId }): string => instrumentId);
  const openOrders = Map.groupBy(account.openOrders, ({ instrumentId }): string => instrumentId);
  const unsettled = Map.groupBy(account.unsettled, ({ intent }): string => intent.instrument.id);
  const ids = new Set([...positions.keys(), ...openOrders.keys(), ...unsettled.keys()]);
  return new Map(
    [...ids].map((id) => [
      id,
      {
        positions: positions.get(id) ?? [],
        openOrders: openOrders.get(id) ?? [],
        unsettled: unsettled.get(id) ?? [],
      },
    ]),
  );
}
