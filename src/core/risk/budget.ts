import { sumDecimals, ZERO, type Decimal } from "../domain/decimal.ts";
import { mayBeLive } from "../execution/lifecycle.ts";
import { unitValue } from "./conversion.ts";
import type { ApprovedOrder } from "./decision.ts";
import type { AccountView, DecisionInput } from "./decision-input.ts";
import { grossExposure } from "./gross-exposure.ts";

/** What limits leave room for. Money is in the account's currency. */
export interface Budget {
  /** Instruments that hold, or may soon hold, a position: ours or foreign, tradable for us or not. */
  readonly occupied: ReadonlySet<string>;
  /** Sent today, and approved so far. */
  readonly orders: number;
  /** What an instrument may come to be exposed to; it is decided about once. */
  readonly values: ReadonlyMap<string, Decimal>;
  /** Of all instruments whose value is known. */
  readonly exposure: Decimal;
  readonly unvalued: readonly string[];
  /** Bought today, ordered, and approved so far; absent where nobody knows what some of it is worth. */
  readonly turnover?: Decimal;
  /** Ordered, and approved so far, of what is paid in full; less what approved sales will bring. */
  readonly cashBound: Decimal;
}

/** Used up decision by decision, in place: a copy for each order would cost the square of their number. */
export interface OpenBudget extends Budget {
  readonly occupied: Set<string>;
  orders: number;
  exposure: Decimal;
  turnover?: Decimal;
  cashBound: Decimal;
}

export function openingBudget({
  account,
  instruments,
}: Pick<DecisionInput, "account" | "instruments">): OpenBudget {
  const { positions, openOrders, ordersToday } = account;
  const held = positions.filter(({ quantity }) => !quantity.eq(ZERO));
  const occupied = new Set<string>([
    ...held.map(({ instrumentId }) => instrumentId),
    ...openOrders.map(({ instrumentId }) => instrumentId),
    ...pendingIn(account).map(({ intent }) => intent.instrument.id),
  ]);
  const { byInstrument, total, unvalued } = grossExposure(account, instruments);
  const turnover = turnoverIn({ account, instruments });
  return {
    occupied,
    orders: ordersToday,
    values: byInstrument,
    exposure: total,
    unvalued,
    ...(turnover === undefined ? {} : { turnover }),
    cashBound: ZERO,
  };
}

const pendingIn = ({ unsettled }: AccountView): AccountView["unsettled"] =>
  unsettled.filter(({ state }) => mayBeLive(state));

/** What was bought today, and what may be bought by entries on their way. */
function turnoverIn({
  account,
  instruments,
}: Pick<DecisionInput, "account" | "instruments">): Decimal | undefined {
  const views = new Map<string, DecisionInput["instruments"][number]>(
    instruments.map((view) => [view.instrument.id, view]),
  );
  const worth = (id: string, quantity: Decimal, paid?: Decimal): Decimal | undefined => {
    const { details, quote } = views.get(id) ?? {};
    const price = paid ?? (quote?.kind === "quote" ? quote.quote.ask : undefined);
    return details === undefined || price === undefined
      ? undefined
      : unitValue(price, details, account)?.times(quantity);
  };
  const entries = pendingIn(account).filter(({ intent }) => intent.purpose === "entry");
  const values = [
    ...account.purchasesToday.map(({ instrumentId, quantity, price }) =>
      worth(instrumentId, quantity, price),
    ),
    ...entries.map(({ intent }) => worth(intent.instrument.id, intent.quantity)),
  ];
  const known = values.filter((value) => value !== undefined);
  return known.length < values.length ? undefined : sumDecimals(known);
}

/**
 * A position that is being closed still occupies its place, and still counts: only a fill frees either.
 *
 * @param cash what the order takes of it, or brings where that is negative
 */
export function spend(budget: OpenBudget, order: ApprovedOrder, cash: Decimal): void {
  const worth = order.bound === undefined ? ZERO : (order.bound.worth ?? order.bound.atMost);
  budget.occupied.add(order.instrument.id);
  budget.orders += 1;
  budget.exposure = budget.exposure.plus(worth);
  if (budget.turnover !== undefined) budget.turnover = budget.turnover.plus(worth);
  budget.cashBound = budget.cashBound.plus(cash);
}
