import type { Decimal } from "../../core/domain/decimal.ts";
import type { Books } from "./books.ts";
import type { WorkingOrder } from "./order-terms.ts";

/** Puts an order among the working ones, or in the place of what it was. */
export const withOrder = (books: Books, order: WorkingOrder): Books => ({
  ...books,
  orders: new Map(books.orders).set(order.orderId, order),
});

export function withoutOrder(books: Books, orderId: string): Books {
  const orders = new Map(books.orders);
  orders.delete(orderId);
  return { ...books, orders };
}

/** What of an order is still to be executed. */
export const remainingOf = ({ amount, filledAmount }: WorkingOrder): Decimal => amount.minus(filledAmount);

/** An order without some of what it may have. */
export function without<Name extends keyof WorkingOrder>(
  order: WorkingOrder,
  names: readonly Name[],
): Omit<WorkingOrder, Name> {
  const isKept = ([name]: readonly [string, unknown]): boolean => !names.some((left) => left === name);
  return Object.fromEntries(Object.entries(order).filter(isKept)) as Omit<WorkingOrder, Name>;
}
