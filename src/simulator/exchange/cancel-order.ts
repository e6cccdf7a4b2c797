import type { Timestamp } from "../../core/domain/time.ts";
import type { Books } from "./books.ts";
import { record } from "./record.ts";
import type { Step } from "./step.ts";

/** Takes a working order out of the market; `undefined` when there is none of that id. */
export function cancelOrder(books: Books, orderId: string, at: Timestamp): Step | undefined {
  const order = books.orders.get(orderId);
  if (order === undefined) return undefined;
  const orders = new Map(books.orders);
  orders.delete(orderId);
  return record({ ...books, orders }, { at, order, status: "Cancelled", subStatus: "Confirmed" });
}
