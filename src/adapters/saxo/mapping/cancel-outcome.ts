import type { OrderId } from "../../../core/domain/ids.ts";
import type { CancelOutcome, ChangeOutcome } from "../../../cycle/ports/broker-answers.ts";
import { isSuccess } from "../transport/reply.ts";
import type { Reply } from "../transport/reply.ts";
import type { WriteResult } from "../transport/saxo-client.ts";
import { isDefiniteRefusal, isRefusedRow, orderAnswer, refusalWords } from "./order-answer.ts";
import type { OrderAnswer, ResultRow } from "./order-answer.ts";
import { refusedAtTheDoor, unknownCause } from "./placement-outcome.ts";

/**
 * Of a write that changes or cancels what is there, as a whole.
 *
 * @throws TradebotError when the request certainly did not arrive
 */
export function changeOutcome(what: string, result: WriteResult): ChangeOutcome {
  const reply = arrivedReply(what, result);
  return "kind" in reply ? reply : outcomeOf(what, reply, orderAnswer(reply.json));
}

/**
 * Of each order for itself: a success may hold refusals. Rows are known by their order id or, where a refused one
 * has none, by their place.
 *
 * @throws TradebotError when the request certainly did not arrive
 */
export function cancelOutcomes(
  what: string,
  result: WriteResult,
  orderIds: readonly OrderId[],
): ReadonlyMap<OrderId, CancelOutcome> {
  const reply = arrivedReply(what, result);
  if ("kind" in reply) return new Map(orderIds.map((id) => [id, reply]));
  const answer = orderAnswer(reply.json);
  const rows = answer?.rows ?? [];
  const isByRow = rows.length > 0 && isSuccessOrRefusal(reply);
  return new Map(
    orderIds.map((id, index) => [
      id,
      isByRow ? rowOutcome(what, reply, rowOf(rows, id, index)) : outcomeOf(what, reply, answer),
    ]),
  );
}

function arrivedReply(
  what: string,
  result: WriteResult,
): Reply | Extract<CancelOutcome, { kind: "unknown" }> {
  if (result.kind === "not_sent") throw result.cause;
  if (result.kind === "lost") return { kind: "unknown", cause: result.cause };
  const notSent = refusedAtTheDoor(what, result.reply);
  if (notSent !== undefined) throw notSent;
  return result.reply;
}

const isSuccessOrRefusal = ({ status }: Reply): boolean =>
  isSuccess(status) || (status >= 400 && status < 500 && status !== 408 && status !== 409);

function outcomeOf(what: string, reply: Reply, answer: OrderAnswer | undefined): CancelOutcome {
  if (answer !== undefined && isDefiniteRefusal(reply, answer))
    return { kind: "refused", ...refusalWords(answer.blame) };
  const isRequested = isSuccess(reply.status) && (reply.isEmpty || answer?.hasError === false);
  return isRequested ? { kind: "requested" } : { kind: "unknown", cause: unknownCause(what, reply) };
}

const rowOf = (rows: readonly ResultRow[], id: OrderId, index: number): ResultRow | undefined =>
  rows.find((row) => row.orderId === id) ?? (rows[index]?.orderId === undefined ? rows[index] : undefined);

function rowOutcome(what: string, reply: Reply, row: ResultRow | undefined): CancelOutcome {
  if (row?.error?.code !== undefined && isRefusedRow({ error: row.error }))
    return { kind: "refused", ...refusalWords(row.error) };
  if (row?.orderId !== undefined && row.error === undefined && isSuccess(reply.status))
    return { kind: "requested" };
  return { kind: "unknown", cause: unknownCause(what, reply) };
}
