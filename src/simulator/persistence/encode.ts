import type { Activity, Books, Lot, OrderTerms, WorkingOrder } from "../exchange/books.ts";

/** Values in the order of the table's columns. */
type Columns = (string | number | null)[];

export const accountColumns = (books: Books): Columns => [
  books.cash.toString(),
  books.settledThrough,
  books.counters.orders,
  books.counters.positions,
  books.counters.activities,
  books.closings.day,
  books.closings.count,
];

/** @param working the order as it rests in the market; `undefined` when it does not */
export const orderColumns = (order: OrderTerms, working: WorkingOrder | undefined): Columns => [
  order.orderId,
  working === undefined ? 0 : 1,
  order.instrument.assetType,
  order.instrument.uic,
  order.side,
  order.amount.toString(),
  order.type,
  order.limitPrice?.toString() ?? null,
  order.duration,
  order.expirationText ?? null,
  working?.expiresAt ?? null,
  order.placedAt,
  order.correlationKey,
  order.externalReference ?? null,
];

export const lotColumns = (lot: Lot): Columns => [
  lot.positionId,
  lot.instrument.assetType,
  lot.instrument.uic,
  lot.amount.toString(),
  lot.openPrice.toString(),
  lot.openedAt,
  lot.commission.toString(),
  lot.orderId,
  lot.correlationKey,
  lot.externalReference ?? null,
];

export function activityColumns({ logId, at, orderId, status, subStatus, execution }: Activity): Columns {
  const line = [logId, at, orderId, status, subStatus];
  if (execution === undefined) return [...line, null, null, null, null, null];
  const { amount, price, positionId, commission, cashChange } = execution;
  return [
    ...line,
    amount.toString(),
    price.toString(),
    positionId,
    commission.toString(),
    cashChange.toString(),
  ];
}
