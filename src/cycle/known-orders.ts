import type { NetPosition } from "../core/domain/account.ts";
import { ZERO } from "../core/domain/decimal.ts";
import { isOwnReference, type OrderId } from "../core/domain/ids.ts";
import type { OpenOrder } from "../core/domain/order.ts";
import { addDuration, durationMs, subtractDuration, type Timestamp } from "../core/domain/time.ts";
import { ACTIVITY_LOOK_BACK, isRefused } from "../core/execution/evidence.ts";
import { VISIBILITY_GRACE } from "../core/execution/verdict.ts";
import type { ApprovedOrder } from "../core/risk/decision.ts";
import type { ConnectedContext } from "./context.ts";

/**
 * Waits, when the store is so new that an order of ours could be in nobody's records yet: sent by whoever lost the
 * store before, and not yet in the broker's log. Its position shows at once, so without one there is nothing to wait for.
 */
export async function waitUntilKnowable(
  { ports }: ConnectedContext,
  orders: readonly ApprovedOrder[],
  positions: readonly NetPosition[],
): Promise<void> {
  const { store, clock, events } = ports;
  const own = store.ownPositions();
  const isUnexplained = ({ instrument }: ApprovedOrder): boolean => {
    const held = positions.find(({ instrumentId }) => instrumentId === instrument.id)?.quantity ?? ZERO;
    return !held.eq(own.get(instrument.id) ?? ZERO);
  };
  const untilMs = addDuration(store.beganAt(), VISIBILITY_GRACE) - clock.now();
  const waitMs = Math.min(untilMs, VISIBILITY_GRACE); // the clock may have been set back since
  if (waitMs <= 0 || !orders.some(isUnexplained)) return;
  events.emit("execution_known_orders_awaited", { wait_ms: waitMs });
  await clock.sleep(durationMs(waitMs));
}

/**
 * References of ours that the broker's own records contain, with the order each belongs to. Read once before the
 * first placement of a cycle: what the broker knows is never sent again, whatever happened to the store. What it only
 * knows to have refused has reached nobody: whether that may be sent again, the store says.
 *
 * @param decidedFrom the earliest decision bar's close among the orders to come; none of them can have been sent before it
 * @throws TradebotError when the records cannot be read: then nothing may be sent
 */
export async function readKnownOrders(
  { broker, account }: ConnectedContext,
  { openOrders, decidedFrom }: { readonly openOrders: readonly OpenOrder[]; readonly decidedFrom: Timestamp },
): Promise<ReadonlyMap<string, OrderId>> {
  const lines = await broker.readOrderActivities(account, subtractDuration(decidedFrom, ACTIVITY_LOOK_BACK));
  const own = [...openOrders, ...lines].filter(({ externalReference: reference }) =>
    isOwnReference(reference),
  );
  const refused = new Set(
    [...new Set(own.map(({ orderId }) => orderId))].filter((id) => isRefused(id, { openOrders, lines })),
  );
  const known = new Map<string, OrderId>();
  for (const { externalReference: reference, orderId } of own) {
    if (reference !== undefined && !refused.has(orderId)) known.set(reference, orderId);
  }
  return known;
}
