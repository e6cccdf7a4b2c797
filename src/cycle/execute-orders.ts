import type { NetPosition } from "../core/domain/account.ts";
import type { OrderId } from "../core/domain/ids.ts";
import type { Intent, OpenOrder } from "../core/domain/order.ts";
import type { ApprovedOrder } from "../core/risk/decision.ts";
import type { ConnectedContext } from "./context.ts";
import { executeOrder } from "./execute-order.ts";
import { readKnownOrders, waitUntilKnowable } from "./known-orders.ts";
import { orderFields } from "./event-fields.ts";
import { settleOrders } from "./settle-orders.ts";

interface Execution {
  readonly openOrders: readonly OpenOrder[];
  readonly positions: readonly NetPosition[];
  readonly dryRun: boolean;
}

/**
 * Executes the approved orders one after another, then waits for evidence of what became of them. Ends early, before
 * the next order, when the process is asked to stop.
 *
 * @throws TradebotError when going on makes no sense; orders already sent are settled first as far as possible
 */
export async function executeOrders(
  context: ConnectedContext,
  orders: readonly ApprovedOrder[],
  execution: Execution,
): Promise<void> {
  if (orders.length === 0) return;
  const known = execution.dryRun ? undefined : await lookUp(context, orders, execution);
  try {
    for (const order of orders) {
      if (context.ports.stop.reason !== undefined) break;
      const intent = writeDown(context, order);
      const orderId = known?.get(intent.externalReference);
      if (orderId === undefined) {
        await executeOrder(context, intent, execution);
      } else {
        adopt(context, intent, orderId);
      }
    }
  } finally {
    await settleOrders(context, sentOrders(context), "read_back");
  }
}

async function lookUp(context: ConnectedContext, orders: readonly ApprovedOrder[], execution: Execution) {
  const { openOrders, positions } = execution;
  await waitUntilKnowable(context, orders, positions);
  const decidedFrom = orders.map((order) => order.decisionBarCloseAt).reduce((a, b) => (b < a ? b : a));
  return readKnownOrders(context, { openOrders, decidedFrom });
}

const sentOrders = ({ ports }: ConnectedContext) =>
  ports.store.unsettledIntents().filter(({ state }) => state !== "created");

function writeDown({ ports, cycle, tally }: ConnectedContext, order: ApprovedOrder): Intent {
  const intent = ports.store.createIntent(cycle, {
    ...order,
    createdAt: ports.clock.now(),
    requestId: ports.ids.requestId(),
  });
  tally.approved += 1;
  ports.events.emit("execution_intent_created", orderFields(ports, intent));
  return intent;
}

/** The broker has this very decision already: from a store that was lost, or from another machine. */
function adopt({ ports, cycle }: ConnectedContext, intent: Intent, orderId: OrderId): void {
  const step = { to: "placed", reason: "ALREADY_AT_BROKER", orderId } as const;
  ports.store.recordTransition(cycle, intent.id, step, ports.clock.now());
  ports.events.emit("execution_reconcile_result", {
    ...orderFields(ports, intent),
    intent_state: step.to,
    reason: step.reason,
    order_id: orderId,
    execution_outcome: "SUCCESS",
  });
}
