import type { Decimal } from "../../core/domain/decimal.ts";
import { ZERO } from "../../core/domain/decimal.ts";
import type { Timestamp } from "../../core/domain/time.ts";
import { timestamp } from "../../core/domain/time.ts";
import type { SimulatedInstrument } from "../market/types.ts";
import type { Books, Lot } from "./books.ts";
import { apportion, commissionFor, toCents } from "./cents.ts";
import { closePart, sumOfResults, withClosed } from "./close-lots.ts";
import { positionIdOf } from "./ids.ts";
import { netExecution } from "./netting.ts";
import { withOpening } from "./open-lot.ts";
import type { OrderProgress, WorkingOrder } from "./order-terms.ts";
import { record } from "./record.ts";
import type { Step } from "./step.ts";
import { withOrder, withoutOrder } from "./working-orders.ts";

export interface ExecutionTerms {
  readonly instrument: SimulatedInstrument;
  /** Unsigned; at most what is left of the order. */
  readonly amount: Decimal;
  readonly price: Decimal;
  /** Units of account currency for one of the instrument's. */
  readonly rate: Decimal;
  readonly at: Timestamp;
}

/** Executes (a part of) an order at one price: nets it, books the cash, and lets the order work on with the rest. */
export function fillOrder(books: Books, order: WorkingOrder, terms: ExecutionTerms): Step {
  const { at, amount, price } = terms;
  const filled = progressed(order, terms);
  const isFinal = filled.filledAmount.gte(order.amount);
  const commission = commissionDue(order, filled, terms);
  const positions = books.counters.positions + 1;
  const positionId = positionIdOf(positions);
  const booked = book(books, order, { ...terms, commission, positionId });
  const execution = { amount, price, positionId, commission, cashChange: booked.cashChange };
  const after = { ...booked.books, counters: { ...books.counters, positions } };
  return record(isFinal ? withoutOrder(after, order.orderId) : withOrder(after, workingOn(filled, at)), {
    at,
    order: filled,
    status: isFinal ? "FinalFill" : "Fill",
    subStatus: "Confirmed",
    execution,
  });
}

function progressed(order: WorkingOrder, { amount, price }: ExecutionTerms): WorkingOrder & OrderProgress {
  const filledAmount = order.filledAmount.plus(amount);
  const paid = (order.averagePrice ?? ZERO).times(order.filledAmount).plus(price.times(amount));
  return { ...order, filledAmount, averagePrice: paid.div(filledAmount) };
}

/** What is left goes on at the market, or at its limit, after the pause between two parts. */
function workingOn(order: WorkingOrder, at: Timestamp): WorkingOrder {
  const { split, ...rest } = order;
  if (split === undefined) return { ...rest, isTriggered: true };
  const next = { amounts: split.amounts.slice(1), everyMs: split.everyMs };
  return { ...rest, isTriggered: true, split: next, notBefore: timestamp(at + split.everyMs) };
}

/** The commission is that of the whole order, its minimum included once; each part pays what is new. */
function commissionDue(
  before: OrderProgress,
  after: OrderProgress,
  { instrument, rate, price }: ExecutionTerms,
): Decimal {
  const inAccountCurrency = ({ filledAmount, averagePrice = price }: OrderProgress): Decimal =>
    filledAmount.eq(ZERO) ? ZERO : toCents(commissionFor(instrument, filledAmount, averagePrice).times(rate));
  return inAccountCurrency(after).minus(inAccountCurrency(before));
}

interface Booking extends ExecutionTerms {
  readonly commission: Decimal;
  readonly positionId: string;
}

function book(
  books: Books,
  order: WorkingOrder,
  booking: Booking,
): { readonly books: Books; readonly cashChange: Decimal } {
  const { instrument, price, rate, at, commission, positionId } = booking;
  const amount = order.side === "buy" ? booking.amount : booking.amount.neg();
  const netted = netExecution(books, order, amount);
  const value = toCents(amount.times(price).times(rate));
  const amounts = [...netted.closed.map((part) => part.amount), netted.opening].map((part) => part.abs());
  const [values, costs] = [apportion(value, amounts), apportion(commission, amounts)];
  const closed = netted.closed.map((part, index) =>
    closePart(part, {
      positionId,
      isMargin: instrument.isMargin,
      price,
      rate,
      at,
      value: values[index] ?? ZERO,
      cost: costs[index] ?? ZERO,
      method: order.relatedPositionId === undefined ? "Fifo" : "Explicit",
      reference: order.externalReference,
    }),
  );
  const result = instrument.isMargin ? sumOfResults(closed) : value.neg();
  const cashChange = result.minus(commission);
  const opened: Lot = {
    positionId,
    account: books.account.number,
    instrument: order.instrument,
    amount: netted.opening,
    openPrice: price,
    openRate: rate,
    openedAt: at,
    openValue: values.at(-1) ?? ZERO,
    commission: costs.at(-1) ?? ZERO,
    isForceOpen: order.isForceOpen,
    orderId: order.orderId,
    correlationKey: order.correlationKey,
    ...(order.externalReference !== undefined && { externalReference: order.externalReference }),
  };
  return {
    cashChange,
    books: {
      ...books,
      cash: books.cash.plus(cashChange),
      lots: withOpening(netted.lots, opened, books.account.nettingProfile),
      closedPositions: withClosed(books.closedPositions, closed),
    },
  };
}
