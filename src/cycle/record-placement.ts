import type { Intent } from "../core/domain/order.ts";
import type { Transition } from "../core/execution/lifecycle.ts";
import type { ConnectedContext } from "./context.ts";
import { orderFields } from "./event-fields.ts";
import type { PlacementOutcome } from "./ports.ts";

interface Answered {
  readonly outcome: PlacementOutcome;
  readonly durationMs: number;
  readonly mayFollow: boolean;
}

/** Commits what became of a placement, and says it. */
export function recordOutcome(
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
      giveUpUnsent(context, intent, {
        to: "absent",
        reason: outcome.cause.code,
        detail: outcome.cause.message,
      });
      return;
    case "unknown":
      recordUnknown(context, intent, outcome);
  }
}

export const fieldsOf = ({ ports }: ConnectedContext, intent: Intent) => ({
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

/** Gives an intent up that was meant to be sent now, and says so. */
export function giveUpUnsent(context: ConnectedContext, intent: Intent, transition: Transition): void {
  drop(context, intent, transition);
  context.ports.events.emit("execution_order_dropped", {
    ...fieldsOf(context, intent),
    execution_outcome: "FAILED",
    failure_reason: transition.reason,
    detail: transition.detail,
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

export function commit({ ports, cycle }: ConnectedContext, intent: Intent, transition: Transition): void {
  ports.store.recordTransition(cycle, intent.id, transition, ports.clock.now());
}
