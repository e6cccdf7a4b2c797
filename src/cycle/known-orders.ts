import { isOwnReference, type OrderId } from "../core/domain/ids.ts";
import type { OpenOrder } from "../core/domain/order.ts";
import { subtractDuration, type Timestamp } from "../core/domain/time.ts";
import { ACTIVITY_LOOK_BACK } from "../core/execution/evidence.ts";
import type { ConnectedContext } from "./context.ts";

/**
 * References of ours that the broker's own records contain, with the order each belongs to. Read once before the
 * first placement of a cycle: what the broker knows is never sent again, whatever happened to the store.
 *
 * @param decidedFrom the earliest decision bar's close among the orders to come; none of them can have been sent before it
 * @throws TradebotError when the records cannot be read: then nothing may be sent
 */
export async function readKnownOrders(
  { broker, account }: ConnectedContext,
  { openOrders, decidedFrom }: { readonly openOrders: readonly OpenOrder[]; readonly decidedFrom: Timestamp },
): Promise<ReadonlyMap<string, OrderId>> {
  const activities = await broker.readOrderActivities(
    account,
    subtractDuration(decidedFrom, ACTIVITY_LOOK_BACK),
  );
  const known = new Map<string, OrderId>();
  for (const { externalReference, orderId } of [...openOrders, ...activities]) {
    if (externalReference !== undefined && isOwnReference(externalReference))
      known.set(externalReference, orderId);
  }
  return known;
}
