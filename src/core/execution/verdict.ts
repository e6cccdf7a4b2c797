import { maxDecimal, ZERO, type Decimal } from "../domain/decimal.ts";
import type { OrderId } from "../domain/ids.ts";
import { present } from "../domain/present.ts";
import type { DurationMs } from "../domain/time.ts";
import { elapsed, minutes, seconds } from "../domain/time.ts";
import type { FinalStatus, LoggedOrder } from "./activity-log.ts";
import { isFinalStatus } from "./activity-log.ts";
import type { Evidence, EvidenceSource, SentOrder, Traces } from "./evidence.ts";
import { ACTIVITY_LOOK_BACK } from "./evidence.ts";

/**
 * How long after the end of the sending "nobody has heard of it" begins to mean something. The broker's log shows an
 * order about three seconds late, and its duplicate guard holds an equal request for fifteen: the longer of the two.
 */
export const VISIBILITY_GRACE: DurationMs = seconds(15);

/** How long an order desk may take to answer: one that comes late is worth more than an unknown outcome. */
export const ANSWER_PATIENCE: DurationMs = seconds(30);

/** How long after it was announced a request may still leave: the wait for a turn, or for a token in place of a refused one. */
export const SENDING_PATIENCE: DurationMs = seconds(30);

/**
 * How long a moved position speaks against absence. A complete log that is silent for longer than any lag ever seen is
 * the stronger witness: somebody else has traded.
 */
const POSITION_TELLING: DurationMs = minutes(60);

export type Verdict =
  | (Told & {
      readonly kind: "live";
      /** Whether the broker has refused to cancel it, and nobody has asked again since. */
      readonly isCancelRefused: boolean;
    })
  /** `cancelled` and `expired` orders may have been executed in part. */
  | (Told & { readonly kind: FinalStatus })
  | { readonly kind: "absent" }
  | {
      readonly kind: "unknown";
      readonly reason: UnknownReason;
      readonly orderId?: OrderId;
      readonly unanswered?: readonly EvidenceSource[];
    }
  /** The broker's records cannot be true of one order of ours: a person must look. */
  | {
      readonly kind: "contradiction";
      readonly reason: "SEVERAL_ORDERS" | "OTHER_ORDER";
      readonly orderIds: readonly OrderId[];
    };

interface Told {
  readonly orderId: OrderId;
  readonly filledQuantity: Decimal;
  /** What it is for by now; not what we ordered when somebody has changed it in the broker's own platform. */
  readonly quantity: Decimal;
}

type UnknownReason =
  | "BEING_PROCESSED"
  | "STATUS_NOT_UNDERSTOOD"
  | "SOURCE_MISSING"
  | "LOG_READ_TOO_SHORT"
  | "TOO_EARLY"
  | "ORDER_VANISHED"
  | "POSITION_MOVED"
  /** It was executed, by an order whose id nobody has told yet. */
  | "POSITION_WITHOUT_ORDER";

/** @param log the lines among the traces, read; absent when there are none */
export function verdictFor(order: SentOrder, findings: Findings): Verdict {
  const { evidence, traces, visibilityGrace } = findings;
  const { orderIds, areOurs, isSilent } = traces;
  const [orderId] = orderIds;
  if (orderIds.length > 1) return { kind: "contradiction", reason: "SEVERAL_ORDERS", orderIds };
  if (!areOurs) return { kind: "contradiction", reason: "OTHER_ORDER", orderIds };
  if (isSilent) return verdictOnSilence(order, evidence, visibilityGrace);
  if (orderId === undefined) return { kind: "unknown", reason: "POSITION_WITHOUT_ORDER" };
  if (traces.isGuessedRefusal && order.quietFor < visibilityGrace)
    return { kind: "unknown", reason: "TOO_EARLY" }; // the line of an order that lives may still come
  return verdictFromTraces(order, orderId, findings);
}

interface Findings {
  readonly evidence: Evidence;
  readonly traces: Traces;
  readonly log: LoggedOrder | undefined;
  readonly visibilityGrace: DurationMs;
}

function verdictFromTraces(order: SentOrder, orderId: OrderId, { log, traces }: Findings): Verdict {
  const told = toldOf(order, orderId, { log, traces });
  const live: Verdict = { ...told, kind: "live", isCancelRefused: isCancelRefused(log, traces) };
  if (log === undefined || log.status === "live") return live; // listed but not logged: the log lags behind
  if (isFinalStatus(log.status)) {
    // final only when each execution can be booked; the lines still missing come with a later look
    return isToldWhole(log, traces)
      ? { ...told, kind: log.status, filledQuantity: log.filledQuantity }
      : live;
  }
  if (traces.openOrder !== undefined || traces.openedQuantity.gt(ZERO)) return live;
  const reason = log.status === "processing" ? "BEING_PROCESSED" : "STATUS_NOT_UNDERSTOOD";
  return { kind: "unknown", reason, orderId };
}

function toldOf(
  order: SentOrder,
  orderId: OrderId,
  { log, traces: { openOrder, openedQuantity } }: Pick<Findings, "log" | "traces">,
): Told {
  const filledQuantity = [
    log?.filledQuantity ?? ZERO,
    openOrder?.filledQuantity ?? ZERO,
    openedQuantity,
  ].reduce(maxDecimal, ZERO);
  // the list shows a change before the log does
  const quantity = maxDecimal(openOrder?.quantity ?? log?.changedTo ?? order.quantity, filledQuantity);
  return { orderId, filledQuantity, quantity };
}

/** What it opened must be among the executions: where the log knows of none, their lines are still to come. */
const isToldWhole = (log: LoggedOrder, { openedQuantity }: Traces): boolean =>
  log.areFillsComplete && (log.fills.length > 0 || openedQuantity.eq(ZERO));

/** The list shows a new wish to cancel before the log does. */
const isCancelRefused = (log: LoggedOrder | undefined, { openOrder }: Traces): boolean =>
  log?.cancellation === "refused" && openOrder?.status.includes("CancelPending") !== true;

function verdictOnSilence(order: SentOrder, evidence: Evidence, visibilityGrace: DurationMs): Verdict {
  const reason = reasonToDoubtAbsence(order, evidence, visibilityGrace);
  if (reason === undefined) return { kind: "absent" };
  const { unanswered } = evidence;
  return { kind: "unknown", reason, ...present({ orderId: order.orderId, unanswered }) };
}

function reasonToDoubtAbsence(
  order: SentOrder,
  evidence: Evidence,
  visibilityGrace: DurationMs,
): UnknownReason | undefined {
  const { asOf, activities } = evidence;
  if (activities === undefined || isSourceMissing(evidence)) return "SOURCE_MISSING";
  if (elapsed(activities.since, order.loggedFrom) < ACTIVITY_LOOK_BACK) return "LOG_READ_TOO_SHORT";
  if (order.quietFor < visibilityGrace) return "TOO_EARLY";
  if (order.orderId !== undefined || wasAccepted(order)) return "ORDER_VANISHED"; // it did exist
  const isPositionTelling = elapsed(order.sentAt, asOf) < POSITION_TELLING;
  return isPositionTelling && couldExplain(order, evidence) ? "POSITION_MOVED" : undefined;
}

const isSourceMissing = ({ openOrders, positions, unanswered = [] }: Evidence): boolean =>
  openOrders === undefined || positions === undefined || unanswered.length > 0;

/** Whether the broker has once said that it has the order. */
export const wasAccepted = ({ state }: Pick<SentOrder, "state">): boolean =>
  state === "placed" || state === "cancelling";

/** Whether executing the order, wholly or in part, moves the position as it has moved. */
function couldExplain({ side, quantity }: SentOrder, { positionShift: shift = ZERO }: Evidence): boolean {
  const towardsOrder = side === "buy" ? shift : shift.times("-1");
  return towardsOrder.gt(ZERO) && towardsOrder.lte(quantity);
}
