import type { TradebotError } from "../../../core/domain/errors.ts";
import type { PendingDisclaimers, PlacementOutcome } from "../../../cycle/ports.ts";
import { brokerRefused, brokerUnreachable, loginNeeded, outcomeUnknown } from "../transport/failures.ts";
import { isSuccess } from "../transport/reply.ts";
import type { Reply } from "../transport/reply.ts";
import type { WriteResult } from "../transport/saxo-client.ts";
import { DisclaimersRefusal } from "../wire/order-reply.ts";
import { isDefiniteRefusal, orderAnswer } from "./order-answer.ts";
import type { OrderAnswer } from "./order-answer.ts";

/** What can be said about a placement. When in doubt: unknown, which only evidence settles. */
export function placementOutcome(what: string, result: WriteResult): PlacementOutcome {
  if (result.kind === "not_sent") return { kind: "not_sent", cause: result.cause };
  if (result.kind === "lost") return { kind: "unknown", cause: result.cause };
  const { reply } = result;
  const answer = orderAnswer(reply.json);
  const id = answer?.orderId;
  if (id !== undefined && isPlaced(reply, answer)) return { kind: "placed", orderId: id };
  // an order id beside an error, or in an odd place: an order may live behind it
  if (id !== undefined) return { kind: "unknown", cause: unknownCause(what, reply), orderId: id };
  const notSent = refusedAtTheDoor(what, reply);
  if (notSent !== undefined) return { kind: "not_sent", cause: notSent };
  if (answer !== undefined && isDefiniteRefusal(reply, answer))
    return { kind: "rejected", ...refusal(reply), ...disclaimersIn(reply.json) };
  return { kind: "unknown", cause: unknownCause(what, reply) };
}

function disclaimersIn(json: unknown): { disclaimers?: PendingDisclaimers } {
  const pending = DisclaimersRefusal.safeParse(json).data?.ErrorInfo.PreTradeDisclaimers;
  if (pending === undefined) return {};
  return { disclaimers: { context: pending.DisclaimerContext, tokens: pending.DisclaimerTokens } };
}

const isPlaced = ({ status }: Reply, answer: OrderAnswer | undefined): boolean =>
  isSuccess(status) && status !== 202 && answer?.isOrderAtRoot === true && !answer.hasError;

/** Statuses that the gateway gives before the order desk sees anything. */
export function refusedAtTheDoor(what: string, reply: Reply): TradebotError | undefined {
  if (reply.status === 401) return loginNeeded(what);
  if (reply.status === 403) return brokerRefused(what, reply);
  return reply.status === 429 ? brokerUnreachable(what, "status 429, too many requests") : undefined;
}

/** @returns the broker's code and words; only for replies that carry a code */
export const refusal = ({ error, status }: Reply): { code: string; reason: string } => ({
  code: error?.code ?? `HTTP_${status}`,
  reason: error?.message ?? "the broker gave no reason",
});

export function unknownCause(what: string, reply: Reply): TradebotError {
  const { status, error } = reply;
  const found = `status ${status}${error === undefined ? "" : `, "${error.code}"`}`;
  if (status === 409) return outcomeUnknown("DUPLICATE_REQUEST", what, `${found}: an earlier one may have`);
  if (status === 408 || status >= 500) return outcomeUnknown("BROKER_UNREACHABLE", what, found);
  if (reply.json === undefined)
    return outcomeUnknown("BROKER_CONTRACT_BROKEN", what, `${found}, no readable JSON`);
  return outcomeUnknown("OUTCOME_UNCERTAIN", what, found);
}
