import type { OrderId } from "../core/domain/ids.ts";
import { isProtective, type Intent } from "../core/domain/order.ts";
import type { Transition } from "../core/execution/lifecycle.ts";
import type { Bundle } from "./bundle.ts";
import type { ConnectedContext } from "./context.ts";
import { orderFields } from "./event-fields.ts";
import { isGoneUpInPieces, type FollowUp } from "./follow-up.ts";
import type { LegOutcome, PlacementOutcome } from "./ports/broker-answers.ts";

interface Answered {
  readonly outcome: PlacementOutcome;
  readonly durationMs: number;
  /** What is sent in its place, where the broker refused it all. */
  readonly followUp: FollowUp;
}

/** What became of one of the orders, and how to tell it. */
interface Ending {
  readonly intent: Intent;
  readonly transition: Transition;
  readonly tell: () => void;
}

/** Commits what became of a placement, of all its orders at once, and says it. */
export function recordOutcome(context: ConnectedContext, bundle: Bundle, answered: Answered): void {
  const endings = bundle.intents.map((intent, index) => endingOf(context, intent, { ...answered, index }));
  const { ports, cycle } = context;
  const steps = endings.map(({ intent, transition }) => ({ intent: intent.id, transition }));
  ports.store.recordTransitions(cycle, steps, ports.clock.now());
  for (const { tell } of endings) tell();
}

type AnsweredOne = Answered & {
  /** Of the order among those of the request. */
  readonly index: number;
};

function endingOf(context: ConnectedContext, intent: Intent, answered: AnsweredOne): Ending {
  const { outcome, index } = answered;
  const leg = outcome.kind === "not_sent" ? undefined : outcome.legs?.[index];
  switch (outcome.kind) {
    case "placed":
      return placed(context, intent, { ...answered, orderId: orderIdOf(leg) ?? outcome.orderId });
    case "rejected":
      return rejected(context, intent, { ...answered, refusal: refusalOf(leg) ?? outcome });
    case "not_sent":
      return unsent(context, intent, {
        to: "absent",
        reason: outcome.cause.code,
        detail: outcome.cause.message,
      });
    case "unknown":
      return ofDoubtful(context, intent, { ...answered, outcome, leg });
  }
}

const orderIdOf = (leg: LegOutcome | undefined): OrderId | undefined =>
  leg?.kind === "placed" ? leg.orderId : undefined;

const refusalOf = (leg: LegOutcome | undefined) => (leg?.kind === "rejected" ? leg : undefined);

export const fieldsOf = ({ ports }: ConnectedContext, intent: Intent) => ({
  ...orderFields(ports, intent),
  saxo_request_id: intent.requestId,
});

function placed(
  context: ConnectedContext,
  intent: Intent,
  { orderId, durationMs }: { readonly orderId: OrderId; readonly durationMs: number },
): Ending {
  return {
    intent,
    transition: { to: "placed", reason: "ACCEPTED", orderId },
    tell: () => {
      if (!isProtective(intent.purpose)) context.tally.placed += 1; // what waits beside a position is no trade of its own
      context.ports.events.emit("execution_order_placed", {
        ...fieldsOf(context, intent),
        order_id: orderId,
        duration_ms: durationMs,
        execution_outcome: "SUCCESS",
      });
    },
  };
}

interface Refused {
  readonly refusal: { readonly code: string; readonly reason: string };
  readonly followUp: FollowUp;
}

/** A refusal is final for the decision, unless the order is sent once more without what it was refused for. */
function rejected(
  context: ConnectedContext,
  intent: Intent,
  { refusal: { code, reason }, followUp }: Refused,
): Ending {
  const isSentAgain = followUp.again.includes(intent);
  return {
    intent,
    transition: { to: isSentAgain ? "absent" : "rejected", reason: code, detail: reason },
    tell: () => {
      context.tally[isSentAgain ? "dropped" : "rejected"] += 1;
      context.ports.events.emit("execution_order_rejected", {
        ...fieldsOf(context, intent),
        execution_outcome: "FAILED",
        failure_reason: code,
        detail: reason,
      });
    },
  };
}

function unsent(context: ConnectedContext, intent: Intent, transition: Transition): Ending {
  return {
    intent,
    transition,
    tell: () => {
      context.tally.dropped += 1;
      tellDropped(context, intent, transition);
    },
  };
}

type Doubtful = Extract<PlacementOutcome, { kind: "unknown" }>;

/**
 * Of orders that were accepted in part each one has an end of its own: what was refused is over, and what was accepted
 * has been asked to end again, of which the broker's records alone can tell.
 */
function ofDoubtful(
  context: ConnectedContext,
  intent: Intent,
  {
    outcome,
    leg,
    ...answered
  }: AnsweredOne & { readonly outcome: Doubtful; readonly leg: LegOutcome | undefined },
): Ending {
  const refusal = isGoneUpInPieces(outcome) ? refusalOf(leg) : undefined;
  if (refusal !== undefined) return rejected(context, intent, { ...answered, refusal });
  const ownId = outcome.legs === undefined || leg === undefined ? outcome.orderId : orderIdOf(leg);
  return doubtful(context, intent, { cause: outcome.cause, orderId: ownId });
}

function doubtful(
  context: ConnectedContext,
  intent: Intent,
  { cause, orderId }: { readonly cause: Doubtful["cause"]; readonly orderId: OrderId | undefined },
): Ending {
  return {
    intent,
    transition: {
      to: "unknown",
      reason: cause.code,
      detail: cause.message,
      ...(orderId === undefined ? {} : { orderId }),
    },
    tell: () => {
      context.ports.events.emit("execution_order_unknown", {
        ...fieldsOf(context, intent),
        order_id: orderId,
        execution_outcome: "RECONCILIATION_NEEDED",
        failure_reason: cause.code,
        detail: cause.message,
      });
    },
  };
}

/** Gives intents up that were meant to be sent now, and says so. */
export function giveUpUnsent(context: ConnectedContext, bundle: Bundle, transition: Transition): void {
  drop(context, bundle, transition);
  for (const intent of bundle.intents) tellDropped(context, intent, transition);
}

function tellDropped(
  context: ConnectedContext,
  intent: Intent,
  { reason, detail }: Pick<Transition, "reason" | "detail">,
): void {
  context.ports.events.emit("execution_order_dropped", {
    ...fieldsOf(context, intent),
    execution_outcome: "FAILED",
    failure_reason: reason,
    detail,
  });
}

/** Gives intents up of which nothing has arrived. */
export function drop(context: ConnectedContext, bundle: Bundle, transition: Transition): void {
  commit(context, bundle, transition);
  context.tally.dropped += bundle.intents.length;
}

/** The same step for all of them, in one commit. */
export function commit(
  { ports, cycle }: ConnectedContext,
  { intents }: Bundle,
  transition: Transition,
): void {
  const steps = intents.map(({ id }) => ({ intent: id, transition }));
  ports.store.recordTransitions(cycle, steps, ports.clock.now());
}
