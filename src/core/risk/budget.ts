import { ZERO } from "../domain/decimal.ts";
import type { InstrumentId } from "../domain/instrument.ts";
import { mayBeLive } from "../execution/lifecycle.ts";
import type { AccountView } from "./decision-input.ts";

/** What limits leave room for; used up decision by decision. */
export interface Budget {
  /** Instruments that hold, or may soon hold, a position: ours or foreign, tradable for us or not. */
  readonly occupied: ReadonlySet<string>;
  /** Sent today, and approved so far. */
  readonly orders: number;
}

export function openingBudget({ positions, openOrders, unsettled, ordersToday }: AccountView): Budget {
  const held = positions.filter(({ quantity }) => !quantity.eq(ZERO));
  const pending = unsettled.filter(({ state }) => mayBeLive(state));
  const occupied = new Set([
    ...held.map(({ instrumentId }) => instrumentId),
    ...openOrders.map(({ instrumentId }) => instrumentId),
    ...pending.map(({ intent }) => intent.instrument.id),
  ]);
  return { occupied, orders: ordersToday };
}

/** A position that is being closed still occupies its place: only a fill frees it. */
export const spend = (budget: Budget, instrumentId: InstrumentId): Budget => ({
  occupied: new Set([...budget.occupied, instrumentId]),
  orders: budget.orders + 1,
});
