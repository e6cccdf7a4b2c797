import { isoFromTimestamp } from "../../core/domain/time.ts";
import type { Examination } from "../../cycle/examine-order.ts";
import { printable } from "../output.ts";

/** All that the broker's records show of an order in doubt, as JSON values. */
export function examinationDocument({ standing, evidence, traces, companions }: Examination) {
  const { intent, state, orderId, placingAt } = standing;
  const { openOrders = [], positions = [], positionShift, unanswered = [] } = evidence;
  const ids = new Set<string>(traces.orderIds);
  return {
    external_reference: intent.externalReference,
    instrument_id: intent.instrument.id,
    side: intent.side,
    purpose: intent.purpose,
    quantity: intent.quantity.toString(),
    state,
    order_id: orderId,
    request_id: intent.requestId,
    sent_at: placingAt === undefined ? undefined : isoFromTimestamp(placingAt),
    same_request: companions.map(({ externalReference: external_reference, purpose }) => ({
      external_reference,
      purpose,
    })),
    evidence: {
      no_answer: unanswered,
      order_ids: traces.orderIds,
      open_orders: openOrders
        .filter((order) => ids.has(order.orderId))
        .map((order) => ({
          order_id: order.orderId,
          status: order.status,
          quantity: order.quantity.toString(),
          filled_quantity: order.filledQuantity.toString(),
        })),
      order_log: traces.lines.map((line) => ({
        at: isoFromTimestamp(line.at),
        order_id: line.orderId,
        status: `${line.status}/${line.subStatus}`,
        filled_quantity: line.filledQuantity?.toString(),
      })),
      openings: positions
        .filter(
          ({ sourceOrderId = "", externalReference }) =>
            ids.has(sourceOrderId) || externalReference === intent.externalReference,
        )
        .map(({ positionId, quantity, status }) => ({
          position_id: positionId,
          quantity: quantity.toString(),
          status,
        })),
      position_moved_by: positionShift?.toString(),
    },
  };
}

export type ExaminationDocument = ReturnType<typeof examinationDocument>;

/** The same for people. */
export function examinationText(document: ExaminationDocument): string {
  const { side, quantity, instrument_id, external_reference, sent_at, evidence } = document;
  const lines = [
    `${side} ${quantity} ${instrument_id} (${external_reference}), ${document.purpose}, sent at ${sent_at ?? "an unknown time"}, request ${document.request_id}`,
    `order id: ${document.order_id ?? "none was told"}`,
    ...document.same_request.map(
      ({ external_reference: reference, purpose }) =>
        `in doubt as well, of the same request: its ${purpose}, ${reference}`,
    ),
    ...evidence.no_answer.map((source) => `NO ANSWER: ${source}`),
    ...evidence.open_orders.map(
      (order) =>
        `open order ${order.order_id}: ${order.status}, ${order.filled_quantity} of ${order.quantity} filled`,
    ),
    ...evidence.order_log.map(
      (line) =>
        `order log ${line.at}: order ${line.order_id} ${line.status}${line.filled_quantity === undefined ? "" : `, ${line.filled_quantity} filled`}`,
    ),
    ...evidence.openings.map(
      (opening) => `opening ${opening.position_id}: ${opening.quantity}, ${opening.status}`,
    ),
    ...(isSilent(evidence) ? ["nothing of it in open orders, order log and positions"] : []),
    `the position has moved since it was sent, beyond what other orders of ours explain, by: ${evidence.position_moved_by ?? "not known"}`,
  ];
  return lines.map((line) => `${printable(line)}\n`).join("");
}

const isSilent = ({ open_orders, order_log, openings }: ExaminationDocument["evidence"]): boolean =>
  open_orders.length + order_log.length + openings.length === 0;
