import type { Intent, Placement } from "../core/domain/order.ts";
import type { DisclaimerPolicy } from "../core/execution/disclaimers.ts";
import type { Transition } from "../core/execution/lifecycle.ts";
import type { ConnectedContext } from "./context.ts";
import { orderFields } from "./event-fields.ts";
import type { PendingDisclaimers, PlacementOutcome } from "./ports.ts";
import { DISCLAIMER_BLOCKED, resolveDisclaimers } from "./resolve-disclaimers.ts";

/** The order as the broker gets it: closing one opening where each is closed for itself. */
export function placementOf(intent: Intent): Placement {
  const { accountKey, instrument, side, quantity, externalReference, positionId } = intent;
  const order = { kind: "market", accountKey, instrument, side, quantity, externalReference } as const;
  return positionId === undefined
    ? { kind: "single", order }
    : { kind: "on_position", positionId, orders: [order] };
}

/**
 * Sends a written-down intent: after `placing` there is exactly one request, whatever comes back. An order refused
 * because a text came up meanwhile is sent once more when the policy lets the text be accepted: as an intent of its
 * own, since the refused one has reached nobody and is over.
 *
 * @throws TradebotError when going on with further orders makes no sense
 */
export async function placeIntent(
  context: ConnectedContext,
  intent: Intent,
  policy: DisclaimerPolicy,
): Promise<void> {
  const pending = await send(context, intent, { mayFollow: policy !== "block_all" });
  if (pending === undefined) return;
  const demand = { pending, policy, mayAnswer: true, otherwise: "FAILED" } as const;
  const resolution = await resolveDisclaimers(context, intent, demand);
  if (resolution.kind === "refused" || policy === "block_all") return;
  const again = await send(context, followUp(context, intent), { mayFollow: false });
  if (again === undefined) return;
  context.ports.events.emit("execution_disclaimer_blocked", {
    ...orderFields(context.ports, intent),
    disclaimer_tokens_count: again.tokens.length,
    disclaimer_policy: policy,
    execution_outcome: "FAILED",
    failure_reason: DISCLAIMER_BLOCKED,
    detail: "outstanding again, right after they were accepted",
  });
}

/** The same order under a request id of its own. */
function followUp({ ports, cycle }: ConnectedContext, intent: Intent): Intent {
  const next = ports.store.createIntent(cycle, {
    ...intent,
    createdAt: ports.clock.now(),
    requestId: ports.ids.requestId(),
  });
  ports.events.emit("execution_intent_created", orderFields(ports, next));
  return next;
}

/** @returns the texts because of which the order was refused */
async function send(
  context: ConnectedContext,
  intent: Intent,
  { mayFollow }: { readonly mayFollow: boolean },
): Promise<PendingDisclaimers | undefined> {
  const { broker, ports } = context;
  await broker.waitForOrderTurn();
  if (ports.stop.reason !== undefined) {
    drop(context, intent, { to: "dropped", reason: "CYCLE_STOPPED" });
    return undefined;
  }
  ports.guard.check();
  commit(context, intent, { to: "placing", reason: "ABOUT_TO_SEND" });
  ports.events.emit("execution_placement_begin", fieldsOf(context, intent));
  const startedAtMs = ports.clock.monotonicMs();
  const outcome = await broker.place(placementOf(intent), intent.requestId);
  const durationMs = Math.round(ports.clock.monotonicMs() - startedAtMs);
  recordOutcome(context, intent, { outcome, durationMs, mayFollow });
  if (outcome.kind === "not_sent") throw outcome.cause;
  return outcome.kind === "rejected" ? outcome.disclaimers : undefined;
}

interface Answered {
  readonly outcome: PlacementOutcome;
  readonly durationMs: number;
  readonly mayFollow: boolean;
}

function recordOutcome(
  context: ConnectedContext,
  intent: Intent,
  { outcome, durationMs, mayFollow }: Answered,
): void {
  switch (outcome.kind) {
    case "placed":
      recordPlaced(context, intent, { orderId: outcome.orderId, durationMs });
      return;
    case "rejected":
      recordRejected(context, intent, { outcome, mayFollow });
      return;
    case "not_sent":
      recordNotSent(context, intent, outcome);
      return;
    case "unknown":
      recordUnknown(context, intent, outcome);
  }
}

const fieldsOf = ({ ports }: ConnectedContext, intent: Intent) => ({
  ...orderFields(ports, intent),
  saxo_request_id: intent.requestId,
});

function recordPlaced(
  context: ConnectedContext,
  intent: Intent,
  {
    orderId,
    durationMs,
  }: Pick<Extract<PlacementOutcome, { kind: "placed" }>, "orderId"> & { durationMs: number },
): void {
  commit(context, intent, { to: "placed", reason: "ACCEPTED", orderId });
  context.tally.placed += 1;
  context.ports.events.emit("execution_order_placed", {
    ...fieldsOf(context, intent),
    order_id: orderId,
    duration_ms: durationMs,
    execution_outcome: "SUCCESS",
  });
}

/** A refusal is final for the decision, unless it was only for a text that may be accepted now. */
function recordRejected(
  context: ConnectedContext,
  intent: Intent,
  {
    outcome,
    mayFollow,
  }: { outcome: Extract<PlacementOutcome, { kind: "rejected" }>; readonly mayFollow: boolean },
): void {
  const isForText = outcome.disclaimers !== undefined && mayFollow;
  const { code, reason } = outcome;
  commit(context, intent, { to: isForText ? "absent" : "rejected", reason: code, detail: reason });
  if (isForText) context.tally.dropped += 1;
  else context.tally.rejected += 1;
  context.ports.events.emit("execution_order_rejected", {
    ...fieldsOf(context, intent),
    execution_outcome: "FAILED",
    failure_reason: code,
    detail: reason,
  });
}

function recordNotSent(
  context: ConnectedContext,
  intent: Intent,
  { cause }: Extract<PlacementOutcome, { kind: "not_sent" }>,
): void {
  drop(context, intent, { to: "absent", reason: cause.code, detail: cause.message });
  context.ports.events.emit("execution_order_dropped", {
    ...fieldsOf(context, intent),
    execution_outcome: "FAILED",
    failure_reason: cause.code,
    detail: cause.message,
  });
}

function recordUnknown(
  context: ConnectedContext,
  intent: Intent,
  { cause, orderId }: Extract<PlacementOutcome, { kind: "unknown" }>,
): void {
  commit(context, intent, {
    to: "unknown",
    reason: cause.code,
    detail: cause.message,
    ...(orderId === undefined ? {} : { orderId }),
  });
  context.ports.events.emit("execution_order_unknown", {
    ...fieldsOf(context, intent),
    order_id: orderId,
    execution_outcome: "RECONCILIATION_NEEDED",
    failure_reason: cause.code,
    detail: cause.message,
  });
}

/** Gives an intent up of which nothing has arrived. */
export function drop(context: ConnectedContext, intent: Intent, transition: Transition): void {
  commit(context, intent, transition);
  context.tally.dropped += 1;
}

function commit({ ports, cycle }: ConnectedContext, intent: Intent, transition: Transition): void {
  ports.store.recordTransition(cycle, intent.id, transition, ports.clock.now());
}
