import type { Fill } from "../domain/order.ts";
import { present } from "../domain/present.ts";
import type { DurationMs } from "../domain/time.ts";
import type { FinalStatus } from "./activity-log.ts";
import { readOrderLog } from "./activity-log.ts";
import type { Evidence, SentOrder } from "./evidence.ts";
import { tracesOf } from "./evidence.ts";
import type { Transition } from "./lifecycle.ts";
import { isFinal } from "./lifecycle.ts";
import type { Verdict } from "./verdict.ts";
import { verdictFor, VISIBILITY_GRACE, wasAccepted } from "./verdict.ts";

/** Why an order is called absent of which no source has a trace; the one reason that time may prove wrong. */
export const FOUND_NOWHERE = "ABSENT";

export interface Settlement {
  readonly verdict: Verdict;
  /** Steps to record, in order; none when the evidence says nothing new. */
  readonly transitions: readonly Transition[];
  /** Every execution the evidence shows, to be booked once each by its log id. */
  readonly fills: readonly Fill[];
}

/**
 * Says what became of one order, from the broker's records alone. Only evidence ends a doubt: `absent` needs every
 * source to have answered, late enough, with nothing found.
 */
export function settle(
  order: SentOrder,
  evidence: Evidence,
  visibilityGrace: DurationMs = VISIBILITY_GRACE,
): Settlement {
  const traces = tracesOf(order, evidence);
  const log = traces.lines.length === 0 ? undefined : readOrderLog(traces.lines);
  const verdict = verdictFor(order, { evidence, traces, log, visibilityGrace });
  const isContradictory = verdict.kind === "contradiction"; // whose executions they are is not for us to say
  return {
    verdict,
    transitions: isFinal(order.state) ? [] : transitionsFor(order, verdict),
    fills: isContradictory ? [] : (log?.fills ?? []),
  };
}

function transitionsFor(order: SentOrder, verdict: Verdict): readonly Transition[] {
  switch (verdict.kind) {
    case "live":
      return liveSteps(order, verdict);
    case "absent":
      return order.state === "created" ? [] : [{ to: "absent", reason: FOUND_NOWHERE }];
    case "unknown":
    case "contradiction":
      return isNews(order, verdict) ? [unknownStep(verdict)] : [];
    default:
      return finalSteps(order, verdict);
  }
}

type Live = Extract<Verdict, { kind: "live" }>;

function liveSteps(order: SentOrder, live: Live): readonly Transition[] {
  const { state } = order;
  const evidence = evidenceIn(order, live);
  if (!wasAccepted(order)) return [{ to: "placed", reason: FOUND, ...evidence }];
  if (state === "cancelling" && live.isCancelRefused)
    return [{ to: "placed", reason: "CANCEL_REFUSED", ...evidence }];
  if (evidence.quantity !== undefined) return [{ to: state, reason: "CHANGED_AT_BROKER", ...evidence }];
  return live.filledQuantity.gt(order.filledQuantity) ? [{ to: state, reason: FOUND, ...evidence }] : [];
}

const FOUND = "FOUND_AT_BROKER";

type Final = Extract<Verdict, { kind: FinalStatus }>;

function finalSteps(order: SentOrder, verdict: Final): readonly Transition[] {
  const { kind: to } = verdict;
  const evidence = evidenceIn(order, verdict);
  const last: Transition = { to, reason: to.toUpperCase(), ...evidence };
  return order.state === "created" ? [{ to: "placed", reason: FOUND, ...evidence }, last] : [last];
}

/** What it was executed for never shrinks: a look at fewer sources may know less than an earlier one. */
function evidenceIn(order: SentOrder, verdict: Live | Final): Omit<Transition, "to" | "reason"> {
  const { kind, orderId, quantity, filledQuantity: told } = verdict;
  const isLess = kind === "live" && told.lt(order.filledQuantity);
  const filledQuantity = isLess ? order.filledQuantity : told;
  return { orderId, filledQuantity, ...(quantity.eq(order.quantity) ? {} : { quantity }) };
}

/** An accepted order is still believed in while its records may merely be late. */
function isNews(order: SentOrder, verdict: Extract<Verdict, { kind: "unknown" | "contradiction" }>): boolean {
  if (wasAccepted(order)) return verdict.kind === "contradiction" || verdict.reason === "ORDER_VANISHED";
  return order.state === "placing";
}

function unknownStep(verdict: Extract<Verdict, { kind: "unknown" | "contradiction" }>): Transition {
  const { kind, reason } = verdict;
  const orderId = kind === "unknown" ? verdict.orderId : undefined;
  return { to: "unknown", reason, ...present({ detail: detailOf(verdict), orderId }) };
}

/** What a person needs besides the reason: the orders in question, or who did not answer. */
export function detailOf(verdict: Verdict): string | undefined {
  if (verdict.kind === "contradiction") return `orders ${verdict.orderIds.join(", ")}`;
  const silent = verdict.kind === "unknown" ? (verdict.unanswered ?? []) : [];
  return silent.length === 0 ? undefined : `no answer: ${silent.join(", ")}`;
}
