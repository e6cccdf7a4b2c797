import type { OpenOrder } from "../core/domain/order.ts";
import type { ConnectedContext } from "./context.ts";
import type { IntentStanding } from "./ports/order-store.ts";
import { isWaitingForItsPrice, settleOrders } from "./settle-orders.ts";

/**
 * Compares the orders that wait beside our positions with the broker's list. Only what is missing there, or is for
 * another amount than our books say, costs a look into the log: the others go on waiting.
 *
 * @returns whether any of them was not as our books had it
 * @throws TradebotError when no source answers
 */
export async function followProtection(
  context: ConnectedContext,
  openOrders: readonly OpenOrder[],
): Promise<boolean> {
  const listed = new Map(openOrders.map((order) => [order.orderId, order]));
  const moved = context.ports.store
    .unsettledIntents()
    .filter(isWaitingForItsPrice)
    .filter((standing) => !isAsRecorded(standing, listed));
  await settleOrders(context, moved, "read_back"); // the log may lag behind the list
  return moved.length > 0;
}

/** Whether the broker lists it as our books have it. */
export function isAsRecorded(
  { intent, orderId, filledQuantity }: IntentStanding,
  listed: ReadonlyMap<string, OpenOrder>,
): boolean {
  const order = orderId === undefined ? undefined : listed.get(orderId);
  return order !== undefined && order.quantity.eq(intent.quantity) && order.filledQuantity.eq(filledQuantity);
}
