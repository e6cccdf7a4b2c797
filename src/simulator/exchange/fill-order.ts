import type { Decimal } from "../../core/domain/decimal.ts";
import { sumDecimals, ZERO } from "../../core/domain/decimal.ts";
import type { Timestamp } from "../../core/domain/time.ts";
import { isoFromTimestamp } from "../../core/domain/time.ts";
import type { SimulatedInstrument } from "../market/types.ts";
import type { Books, ClosingsOfDay, Lot, OrderTerms } from "./books.ts";
import { commissionFor, toCents } from "./cents.ts";
import { positionIdOf } from "./ids.ts";
import type { ClosedPart } from "./netting.ts";
import { netFirstInFirstOut } from "./netting.ts";
import { record } from "./record.ts";
import type { Step } from "./step.ts";

export interface ExecutionTerms {
  readonly instrument: SimulatedInstrument;
  readonly price: Decimal;
  readonly at: Timestamp;
}

const signedAmount = (order: Pick<OrderTerms, "side" | "amount">): Decimal =>
  order.side === "buy" ? order.amount : order.amount.neg();

/** Executes the whole order at one price: nets it, books the cash, and takes it out of the working orders. */
export function fillOrder(books: Books, order: OrderTerms, { instrument, price, at }: ExecutionTerms): Step {
  const amount = signedAmount(order);
  const commission = commissionFor(instrument, amount, price);
  const netted = netFirstInFirstOut(books.lots, instrument, amount);
  const result = instrument.isMargin ? profitOf(netted.closed, price) : amount.times(price).neg();
  const cashChange = toCents(result).minus(commission);

  const positions = books.counters.positions + 1;
  const positionId = positionIdOf(positions);
  const opened: Lot = {
    positionId,
    instrument: order.instrument,
    amount: netted.opening,
    openPrice: price,
    openedAt: at,
    commission: toCents(commission.times(netted.opening).div(amount)),
    orderId: order.orderId,
    correlationKey: order.correlationKey,
    ...(order.externalReference !== undefined && { externalReference: order.externalReference }),
  };
  const orders = new Map(books.orders);
  orders.delete(order.orderId);
  const after: Books = {
    ...books,
    cash: books.cash.plus(cashChange),
    counters: { ...books.counters, positions },
    closings: countClosings(books.closings, netted.closed.length, at),
    lots: netted.opening.eq(ZERO) ? netted.lots : new Map(netted.lots).set(positionId, opened),
    orders,
  };
  return record(after, {
    at,
    orderId: order.orderId,
    status: "FinalFill",
    subStatus: "Confirmed",
    execution: { amount: order.amount, price, positionId, commission, cashChange },
  });
}

const profitOf = (closed: readonly ClosedPart[], price: Decimal): Decimal =>
  sumDecimals(closed.map(({ lot, amount }) => price.minus(lot.openPrice).times(amount)));

function countClosings(closings: ClosingsOfDay, closed: number, at: Timestamp): ClosingsOfDay {
  if (closed === 0) return closings;
  const day = isoFromTimestamp(at).slice(0, 10);
  return { day, count: (closings.day === day ? closings.count : 0) + closed };
}
