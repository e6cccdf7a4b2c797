import type { OrderId } from "../core/domain/ids.ts";
import type { OpenOrder, OrderActivity } from "../core/domain/order.ts";
import { minutes, subtractDuration } from "../core/domain/time.ts";
import { isRefused } from "../core/execution/evidence.ts";
import { recordAsPlaced } from "./adopt-orders.ts";
import type { ConnectedContext } from "./context.ts";
import { orderFields } from "./event-fields.ts";
import { logNeededFrom, sentAtOf } from "./gather-evidence.ts";
import type { IntentStanding } from "./ports/order-store.ts";
import { settleOrders } from "./settle-orders.ts";

/** Orders are good for a day: one that shows up at all has shown up by then. */
const LATEST = minutes(24 * 60);

/**
 * Silence is evidence, not proof: an order that was called absent may turn out to have been booked after all. For a day
 * the broker's records are looked through for it, so that no order of ours is ever left to itself.
 *
 * @throws TradebotError when either list does not answer: what may be ours must be known before anything is decided
 */
export async function takeOverLateOrders(context: ConnectedContext): Promise<void> {
  const { store, clock } = context.ports;
  const absent = store.absentIntentsSince(subtractDuration(clock.now(), LATEST));
  if (absent.length === 0) return;
  const records = await readRecords(context, absent);
  const newest = new Map(absent.map((standing) => [standing.intent.externalReference, standing]));
  const taken = [...newest.values()].flatMap((standing) => {
    const orderId = orderUnder(standing, records);
    return orderId === undefined ? [] : [takeOver(context, standing, orderId)];
  });
  await settleOrders(context, taken, "resume");
}

interface Records {
  readonly openOrders: readonly OpenOrder[];
  readonly lines: readonly OrderActivity[];
}

/** Both are needed: an order that neither shows to us may still be ours, and then nothing new may be risked. */
async function readRecords(
  { broker, account, ports }: ConnectedContext,
  absent: readonly IntentStanding[],
): Promise<Records> {
  const since = logNeededFrom(absent, ports.clock.now());
  const [openOrders, lines] = await Promise.all([
    broker.readOpenOrders(account),
    broker.readOrderActivities(account, since),
  ]);
  return { openOrders, lines };
}

/** An order under the reference that is, or was, more than a refusal. */
const orderUnder = ({ intent }: IntentStanding, { openOrders, lines }: Records): OrderId | undefined =>
  [...openOrders, ...lines]
    .filter(({ externalReference }) => externalReference === intent.externalReference)
    .map(({ orderId }) => orderId)
    .find((orderId) => !isRefused(orderId, { openOrders, lines }));

/** What has been recorded as absent stays so: the order counts as an intent of its own under the same reference. */
function takeOver(context: ConnectedContext, standing: IntentStanding, orderId: OrderId): IntentStanding {
  const { ports, cycle } = context;
  const intent = ports.store.createIntent(cycle, {
    ...standing.intent,
    createdAt: ports.clock.now(),
    requestId: ports.ids.requestId(),
  });
  ports.events.emit("execution_order_appeared", {
    ...orderFields(ports, intent),
    order_id: orderId,
    execution_outcome: "RECONCILIATION_NEEDED",
  });
  return recordAsPlaced(context, intent, { orderId, at: sentAtOf(standing) });
}
