import type { Decimal } from "../domain/decimal.ts";
import type { OrderId } from "../domain/ids.ts";
import type { Fill } from "../domain/order.ts";
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
      return isKnownLive(order, verdict)
        ? []
        : [{ ...placedStep(verdict), to: order.state === "cancelling" ? "cancelling" : "placed" }];
    case "absent":
      return order.state === "created" ? [] : [{ to: "absent", reason: FOUND_NOWHERE }];
    case "unknown":
    case "contradiction":
      return isNews(order, verdict) ? [unknownStep(verdict)] : [];
    default:
      return finalSteps(order, verdict);
  }
}

function finalSteps(
  order: SentOrder,
  { kind: to, orderId, filledQuantity }: Extract<Verdict, { kind: FinalStatus }>,
): readonly Transition[] {
  const last: Transition = { to, reason: to.toUpperCase(), orderId, filledQuantity };
  return order.state === "created" ? [placedStep({ orderId, filledQuantity }), last] : [last];
}

const isKnownLive = (order: SentOrder, live: { readonly filledQuantity: Decimal }): boolean =>
  wasAccepted(order) && live.filledQuantity.lte(order.filledQuantity);

const placedStep = (found: { readonly orderId: OrderId; readonly filledQuantity: Decimal }): Transition => ({
  to: "placed",
  reason: "FOUND_AT_BROKER",
  orderId: found.orderId,
  filledQuantity: found.filledQuantity,
});

/** An accepted order is still believed in while its records may merely be late. */
function isNews(order: SentOrder, verdict: Extract<Verdict, { kind: "unknown" | "contradiction" }>): boolean {
  if (wasAccepted(order)) return verdict.kind === "contradiction" || verdict.reason === "ORDER_VANISHED";
  return order.state === "placing";
}

function unknownStep(verdict: Extract<Verdict, { kind: "unknown" | "contradiction" }>): Transition {
  const { reason } = verdict;
  if (verdict.kind === "contradiction") {
    return { to: "unknown", reason, detail: `orders ${verdict.orderIds.join(", ")}` };
  }
  return { to: "unknown", reason, ...(verdict.orderId === undefined ? {} : { orderId: verdict.orderId }) };
}
