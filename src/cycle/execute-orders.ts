import type { NetPosition } from "../core/domain/account.ts";
import { TradebotError } from "../core/domain/errors.ts";
import type { OrderId } from "../core/domain/ids.ts";
import type { Intent, OpenOrder } from "../core/domain/order.ts";
import type { DisclaimerPolicy } from "../core/execution/disclaimers.ts";
import type { ApprovedOrder } from "../core/risk/decision.ts";
import type { ConnectedContext } from "./context.ts";
import { recordAsPlaced } from "./adopt-orders.ts";
import { exitsByLot } from "./exits-by-lot.ts";
import { executeOrder } from "./execute-order.ts";
import { readKnownOrders, waitUntilKnowable } from "./known-orders.ts";
import { orderFields } from "./event-fields.ts";
import { settleOrders } from "./settle-orders.ts";

interface Execution {
  readonly openOrders: readonly OpenOrder[];
  readonly positions: readonly NetPosition[];
  readonly dryRun: boolean;
  readonly disclaimerPolicy: DisclaimerPolicy;
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
  const [known, parts] = await Promise.all([
    execution.dryRun ? undefined : lookUp(context, orders, execution),
    exitsByLot(context, orders, execution.positions),
  ]);
  const failure = await executeInTurn(context, parts, { ...execution, known });
  await settleAfter(context, failure);
  if (failure !== undefined) throw failure;
}

/** @returns the first failure; one that concerns a single order lets the others go on */
async function executeInTurn(
  context: ConnectedContext,
  orders: readonly ApprovedOrder[],
  execution: Execution & { readonly known: ReadonlyMap<string, OrderId> | undefined },
): Promise<TradebotError | undefined> {
  let first: TradebotError | undefined;
  for (const order of orders) {
    if (context.ports.stop.reason !== undefined) break;
    const intent = writeDown(context, order);
    const orderId = execution.known?.get(intent.externalReference);
    try {
      if (orderId === undefined) await executeOrder(context, intent, execution);
      else recordAsPlaced(context, intent, { orderId, at: context.ports.clock.now() });
    } catch (error) {
      if (!(error instanceof TradebotError)) throw error; // a bug: everything stays as a crash would leave it
      first ??= error;
      if (!concernsOneOrder(error)) break;
    }
  }
  return first;
}

/** An answer that makes no sense for one order says nothing about the next; everything else does. */
const concernsOneOrder = ({ exit }: TradebotError): boolean =>
  exit === "broker_contract_broken" || exit === "configuration";

/** What was sent is looked for even after a failure, which then remains the one that is reported. */
async function settleAfter(context: ConnectedContext, failure: TradebotError | undefined): Promise<void> {
  if (failure?.exit === "lock_held") return; // the store is somebody else's now
  try {
    await settleOrders(context, sentOrders(context), "read_back");
  } catch (error) {
    if (failure === undefined || !(error instanceof TradebotError)) throw error;
    const fields = { failure_reason: error.code, error_message: error.message, hint: error.hint };
    context.ports.events.emit("cycle_failed", fields);
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
