import { ZERO } from "../domain/decimal.ts";
import type { InstrumentId } from "../domain/instrument.ts";
import { mayBeLive } from "../execution/lifecycle.ts";
import type { AccountView } from "./decision-input.ts";

/** What limits leave room for. */
export interface Budget {
  /** Instruments that hold, or may soon hold, a position: ours or foreign, tradable for us or not. */
  readonly occupied: ReadonlySet<string>;
  /** Sent today, and approved so far. */
  readonly orders: number;
}

/** Used up decision by decision, in place: a copy for each order would cost the square of their number. */
interface OpenBudget extends Budget {
  readonly occupied: Set<string>;
  orders: number;
}

export function openingBudget({ positions, openOrders, unsettled, ordersToday }: AccountView): OpenBudget {
  const held = positions.filter(({ quantity }) => !quantity.eq(ZERO));
  const pending = unsettled.filter(({ state }) => mayBeLive(state));
  const occupied = new Set<string>([
    ...held.map(({ instrumentId }) => instrumentId),
    ...openOrders.map(({ instrumentId }) => instrumentId),
    ...pending.map(({ intent }) => intent.instrument.id),
  ]);
  return { occupied, orders: ordersToday };
}

/** A position that is being closed still occupies its place: only a fill frees it. */
export function spend(budget: OpenBudget, instrumentId: InstrumentId): void {
  budget.occupied.add(instrumentId);
  budget.orders += 1;
}
