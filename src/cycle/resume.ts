import type { ConnectedContext, CycleContext } from "./context.ts";
import { orderFields } from "./event-fields.ts";
import type { IntentStanding } from "./ports/order-store.ts";
import { isWaitingForItsPrice, settleOrders } from "./settle-orders.ts";

/**
 * How every cycle begins: whatever the one before left open is settled first. Intents that were written down but
 * never announced as sent are dropped, as a fact: the commit that comes before the request is missing. Orders that wait
 * for their price are compared with the broker's list when it is read anyway: a request for each start would be wasted.
 */
export async function resumeUnsettledOrders(
  context: CycleContext,
  connect: () => Promise<ConnectedContext>,
): Promise<void> {
  const unsettled = context.ports.store.unsettledIntents();
  for (const standing of unsettled.filter(({ state }) => state === "created")) abandon(context, standing);
  const sent = unsettled.filter(
    (standing) => standing.state !== "created" && !isWaitingForItsPrice(standing),
  );
  if (sent.length > 0) await settleOrders(await connect(), sent, "resume");
}

function abandon({ ports, cycle, tally }: CycleContext, { intent }: IntentStanding): void {
  const reason = "ABANDONED_BEFORE_SENDING";
  ports.store.recordTransition(cycle, intent.id, { to: "dropped", reason }, ports.clock.now());
  tally.dropped += 1;
  ports.events.emit("execution_order_dropped", {
    ...orderFields(ports, intent),
    execution_outcome: "SKIPPED",
    failure_reason: reason,
  });
}
