import { isPaidInFull } from "../accounting/valuation.ts";
import { sumDecimals, ZERO, type Decimal } from "../domain/decimal.ts";
import { mayBeLive } from "../execution/lifecycle.ts";
import { unitValue } from "./conversion.ts";
import type { ApprovedOrder } from "./decision.ts";
import type { AccountView, DecisionInput } from "./decision-input.ts";
import { grossExposure } from "./gross-exposure.ts";
import { countedWorth } from "./value-bound.ts";

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
  /** Ordered, as far as the balance does not tell, and approved so far, of what is paid in full. */
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
  const { byInstrument, total, unvalued, cashBound } = grossExposure(account, instruments);
  const turnover = turnoverIn({ account, instruments });
  return {
    occupied,
    orders: ordersToday,
    values: byInstrument,
    exposure: total,
    unvalued,
    ...(turnover === undefined ? {} : { turnover }),
    cashBound,
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
 * A position that is being closed still occupies its place, still counts, and has brought no money: only a fill does
 * that. A sale may be refused, forbidden or left unfilled, and what is bought goes out before anybody knows.
 */
export function spend(budget: OpenBudget, order: ApprovedOrder): void {
  const worth = order.bound === undefined ? ZERO : countedWorth(order.bound);
  budget.occupied.add(order.instrument.id);
  budget.orders += 1;
  budget.exposure = budget.exposure.plus(worth);
  if (budget.turnover !== undefined) budget.turnover = budget.turnover.plus(worth);
  if (isPaidInFull(order.instrument)) budget.cashBound = budget.cashBound.plus(worth);
}
