import type { Decimal } from "../../core/domain/decimal.ts";
import { decimal, sumDecimals, ZERO } from "../../core/domain/decimal.ts";
import type { Timestamp } from "../../core/domain/time.ts";
import type { SimulatedInstrument } from "../market/types.ts";
import type { Books, ClosedPosition, Lot } from "./books.ts";
import { closedPositionId } from "./books.ts";
import type { OrderTerms } from "./order-terms.ts";
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
    openRate: decimal("1"),
    openedAt: at,
    commission: toCents(commission.times(netted.opening).div(amount)),
    isForceOpen: order.isForceOpen,
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
    lots: netted.opening.eq(ZERO) ? netted.lots : new Map(netted.lots).set(positionId, opened),
    orders,
    closedPositions: withClosed(books, netted.closed, { order, positionId, price, at, commission }),
  };
  return record(after, {
    at,
    order: { ...order, filledAmount: order.amount, averagePrice: price },
    status: "FinalFill",
    subStatus: "Confirmed",
    execution: { amount: order.amount, price, positionId, commission, cashChange },
  });
}

const profitOf = (closed: readonly ClosedPart[], price: Decimal): Decimal =>
  sumDecimals(closed.map(({ lot, amount }) => price.minus(lot.openPrice).times(amount)));

interface Closing {
  readonly order: OrderTerms;
  readonly positionId: string;
  readonly price: Decimal;
  readonly at: Timestamp;
  readonly commission: Decimal;
}

function withClosed(
  { closedPositions }: Books,
  parts: readonly ClosedPart[],
  { order, positionId, price, at, commission }: Closing,
): ReadonlyMap<string, ClosedPosition> {
  const all = new Map(closedPositions);
  for (const { lot, amount } of parts) {
    const closed: ClosedPosition = {
      openingPositionId: lot.positionId,
      closingPositionId: positionId,
      instrument: lot.instrument,
      amount,
      openPrice: lot.openPrice,
      closingPrice: price,
      openRate: lot.openRate,
      closingRate: decimal("1"),
      openedAt: lot.openedAt,
      closedAt: at,
      openingCost: toCents(lot.commission.times(amount).div(lot.amount)),
      closingCost: toCents(commission.times(amount).div(order.amount).abs()),
      method: "Fifo",
      ...(lot.externalReference !== undefined && { openingReference: lot.externalReference }),
      ...(order.externalReference !== undefined && { closingReference: order.externalReference }),
    };
    all.set(closedPositionId(closed), closed);
  }
  return all;
}
