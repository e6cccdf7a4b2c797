import type { Decimal } from "../domain/decimal.ts";
import { ZERO } from "../domain/decimal.ts";
import type { OrderId } from "../domain/ids.ts";
import type { OpenOrder } from "../domain/order.ts";
import type { DurationMs } from "../domain/time.ts";
import { elapsed, minutes, seconds } from "../domain/time.ts";
import type { FinalStatus, LoggedOrder } from "./activity-log.ts";
import { isFinalStatus } from "./activity-log.ts";
import type { Evidence, SentOrder, Traces } from "./evidence.ts";
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
  | { readonly kind: "live"; readonly orderId: OrderId; readonly filledQuantity: Decimal }
  | {
      /** `cancelled` and `expired` orders may have been executed in part. */
      readonly kind: FinalStatus;
      readonly orderId: OrderId;
      readonly filledQuantity: Decimal;
    }
  | { readonly kind: "absent" }
  | { readonly kind: "unknown"; readonly reason: UnknownReason; readonly orderId?: OrderId }
  /** The broker's records cannot be true of one order of ours: a person must look. */
  | {
      readonly kind: "contradiction";
      readonly reason: "SEVERAL_ORDERS" | "OTHER_ORDER";
      readonly orderIds: readonly OrderId[];
    };

type UnknownReason =
  | "BEING_PROCESSED"
  | "STATUS_NOT_UNDERSTOOD"
  | "SOURCE_MISSING"
  | "LOG_READ_TOO_SHORT"
  | "TOO_EARLY"
  | "ORDER_VANISHED"
  | "POSITION_MOVED";

/** @param log the lines among the traces, read; absent when there are none */
export function verdictFor(order: SentOrder, { evidence, traces, log, visibilityGrace }: Findings): Verdict {
  const { orderIds, areOurs, isSilent } = traces;
  const [orderId] = orderIds;
  if (orderIds.length > 1) return { kind: "contradiction", reason: "SEVERAL_ORDERS", orderIds };
  if (!areOurs) return { kind: "contradiction", reason: "OTHER_ORDER", orderIds };
  if (orderId === undefined || isSilent) return verdictOnSilence(order, evidence, visibilityGrace);
  if (traces.isGuessedRefusal && isEarly(order, evidence, visibilityGrace))
    return { kind: "unknown", reason: "TOO_EARLY" }; // the line of an order that lives may still come
  return verdictFromTraces(orderId, log, traces);
}

const isEarly = ({ underWayUntil }: SentOrder, { asOf }: Evidence, visibilityGrace: DurationMs): boolean =>
  elapsed(underWayUntil, asOf) < visibilityGrace;

interface Findings {
  readonly evidence: Evidence;
  readonly traces: Traces;
  readonly log: LoggedOrder | undefined;
  readonly visibilityGrace: DurationMs;
}

function verdictFromTraces(orderId: OrderId, log: LoggedOrder | undefined, { openOrder }: Traces): Verdict {
  const live = { kind: "live", orderId, filledQuantity: executedQuantity(log, openOrder) } as const;
  if (log === undefined || log.status === "live") return live; // listed but not logged: the log lags behind
  if (isFinalStatus(log.status)) {
    // final only when each execution can be booked; the lines still missing come with a later look
    return log.areFillsComplete ? { kind: log.status, orderId, filledQuantity: log.filledQuantity } : live;
  }
  if (openOrder !== undefined) return live;
  const reason = log.status === "processing" ? "BEING_PROCESSED" : "STATUS_NOT_UNDERSTOOD";
  return { kind: "unknown", reason, orderId };
}

function executedQuantity(log: LoggedOrder | undefined, openOrder: OpenOrder | undefined): Decimal {
  const logged = log?.filledQuantity ?? ZERO;
  const listed = openOrder?.filledQuantity ?? ZERO;
  return logged.gt(listed) ? logged : listed;
}

function verdictOnSilence(order: SentOrder, evidence: Evidence, visibilityGrace: DurationMs): Verdict {
  const reason = reasonToDoubtAbsence(order, evidence, visibilityGrace);
  if (reason === undefined) return { kind: "absent" };
  return { kind: "unknown", reason, ...(order.orderId === undefined ? {} : { orderId: order.orderId }) };
}

function reasonToDoubtAbsence(
  order: SentOrder,
  evidence: Evidence,
  visibilityGrace: DurationMs,
): UnknownReason | undefined {
  const { asOf, openOrders, activities, positionShift } = evidence;
  if (openOrders === undefined || activities === undefined) return "SOURCE_MISSING";
  if (elapsed(activities.since, order.sentAt) < ACTIVITY_LOOK_BACK) return "LOG_READ_TOO_SHORT";
  if (isEarly(order, evidence, visibilityGrace)) return "TOO_EARLY";
  if (order.orderId !== undefined || wasAccepted(order)) return "ORDER_VANISHED"; // it did exist
  const isPositionTelling = elapsed(order.sentAt, asOf) < POSITION_TELLING;
  if (isPositionTelling && positionShift !== undefined && couldExplain(order, positionShift))
    return "POSITION_MOVED";
  return undefined;
}

/** Whether the broker has once said that it has the order. */
export const wasAccepted = ({ state }: Pick<SentOrder, "state">): boolean =>
  state === "placed" || state === "cancelling";

/** Whether executing the order, wholly or in part, moves the position like this. */
function couldExplain({ side, quantity }: SentOrder, shift: Decimal): boolean {
  const towardsOrder = side === "buy" ? shift : shift.times("-1");
  return towardsOrder.gt(ZERO) && towardsOrder.lte(quantity);
}
