import { TradebotError } from "../core/domain/errors.ts";
import type { IntentId } from "../core/domain/ids.ts";
import { isFinal, type Transition } from "../core/execution/lifecycle.ts";
import type { ConnectedContext } from "./context.ts";
import { orderFields } from "./event-fields.ts";
import type { CancelOutcome } from "./ports/broker-answers.ts";
import type { IntentStanding } from "./ports/order-store.ts";
import { settleOrders } from "./settle-orders.ts";

/**
 * Takes orders of ours back: says so in the store, asks the broker once for all of them, and waits for the evidence of
 * what became of each, which a fill may have forestalled.
 *
 * @param standings orders the broker has accepted; others are left alone
 * @param reason stable code of why they are not wanted any more
 * @returns those whose end nobody can show yet; they may still work
 * @throws TradebotError when the request certainly did not leave: then each works on, as the store says
 */
export async function cancelOrders(
  context: ConnectedContext,
  standings: readonly IntentStanding[],
  reason: string,
): Promise<readonly IntentStanding[]> {
  const working = standings.filter(({ state }) => state === "placed" || state === "cancelling");
  if (working.length === 0) return [];
  await context.broker.waitForOrderTurn();
  context.ports.guard.requireWritable();
  announce(context, working, reason);
  await request(context, working);
  const asked = new Set(working.map(({ intent }) => intent.id));
  await settleOrders(context, stillOpen(context, asked), "read_back");
  return stillOpen(context, asked);
}

function announce(context: ConnectedContext, working: readonly IntentStanding[], reason: string): void {
  const { ports } = context;
  record(context, working, () => ({ to: "cancelling", reason }));
  for (const { intent, orderId = "" } of working) {
    ports.events.emit("execution_cancel_begin", { ...orderFields(ports, intent), order_id: orderId, reason });
  }
}

async function request(context: ConnectedContext, working: readonly IntentStanding[]): Promise<void> {
  const { broker, account, ports } = context;
  const orderIds = working.map(({ orderId }) => orderId).filter((id) => id !== undefined);
  try {
    const outcomes = await broker.cancel(account, orderIds, ports.ids.requestId());
    for (const standing of working) {
      const outcome = standing.orderId === undefined ? undefined : outcomes.get(standing.orderId);
      recordAnswer(context, standing, outcome);
    }
  } catch (error) {
    if (error instanceof TradebotError)
      record(context, working, () => ({ to: "placed", reason: error.code, detail: error.message }));
    throw error;
  }
}

/** A refusal leaves it as it was, or comes too late: the evidence tells which. */
function recordAnswer(
  context: ConnectedContext,
  standing: IntentStanding,
  outcome: CancelOutcome | undefined,
): void {
  if (outcome?.kind !== "refused") return;
  const { code, reason } = outcome;
  record(context, [standing], () => ({ to: "placed", reason: code, detail: reason }));
  context.ports.events.emit("execution_cancel_refused", {
    ...orderFields(context.ports, standing.intent),
    order_id: standing.orderId ?? "",
    failure_reason: code,
    detail: reason,
  });
}

function record(
  { ports, cycle }: ConnectedContext,
  standings: readonly IntentStanding[],
  step: (standing: IntentStanding) => Transition,
): void {
  const steps = standings.map((standing) => ({ intent: standing.intent.id, transition: step(standing) }));
  ports.store.recordTransitions(cycle, steps, ports.clock.now());
}

const stillOpen = ({ ports }: ConnectedContext, asked: ReadonlySet<IntentId>): readonly IntentStanding[] =>
  ports.store.unsettledIntents().filter(({ intent, state }) => asked.has(intent.id) && !isFinal(state));
