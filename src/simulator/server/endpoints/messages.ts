import { assert } from "../../../core/domain/assert.ts";
import { minutes, subtractDuration } from "../../../core/domain/time.ts";
import { instrumentOf } from "../../exchange/instrument-of.ts";
import type { LoggedActivity } from "../../persistence/stored.ts";
import type { Answer } from "../answer.ts";
import { empty, ok, refuse, refuseFields, wireTime } from "../answer.ts";
import type { ApiRequest } from "../api-request.ts";
import type { Desk } from "../desk.ts";
import { listAnswer } from "../list.ts";

/** Messages are about the last day; what is older was read somewhere else. */
const KEPT = minutes(1440);

/** Messages that nobody has marked as seen: a confirmation of each execution. */
export function messages(desk: Desk, request: ApiRequest): Answer {
  const unseen = executionsOf(desk, request)
    .filter(({ activity }) => !desk.seenMessages.has(activity.logId))
    .map((line) => messageOf(line, desk));
  if (desk.settings.listsAsSeenBare) return ok(unseen);
  return listAnswer(unseen, request, { pageSize: desk.settings.pageSize, withCount: false });
}

export function markMessageSeen(desk: Desk, request: ApiRequest): Answer {
  return mark([request.pathParameters.get("MessageId") ?? ""], desk, request);
}

export function markMessagesSeen(desk: Desk, request: ApiRequest): Answer {
  const messageIds = request.query.list("MessageIds");
  return messageIds.length === 0
    ? refuseFields({ MessageIds: ["MessageIds is required"] })
    : mark(messageIds, desk, request);
}

function mark(messageIds: readonly string[], desk: Desk, request: ApiRequest): Answer {
  const known = new Set(executionsOf(desk, request).map(({ activity }) => activity.logId));
  const unknown = messageIds.find((messageId) => !known.has(messageId));
  if (unknown !== undefined) return refuse(400, "InvalidRequest", `There is no message ${unknown}`);
  for (const messageId of messageIds) desk.seenMessages.add(messageId);
  return empty(204);
}

const executionsOf = (desk: Desk, { at }: ApiRequest): readonly LoggedActivity[] =>
  desk
    .activities(at, {
      from: subtractDuration(at, KEPT),
      upTo: undefined,
      orderId: undefined,
      correlationKey: undefined,
      afterLogId: undefined,
    })
    .filter(({ activity }) => activity.execution !== undefined);

function messageOf({ activity, order }: LoggedActivity, { market }: Desk): Record<string, unknown> {
  const { execution, at, logId, orderId } = activity;
  assert(execution !== undefined, "only executions are confirmed");
  const { symbol } = instrumentOf(market, order.instrument);
  const what = `${execution.amount.toString()} ${symbol}`;
  const done = order.side === "buy" ? "Bought" : "Sold";
  return {
    DateTime: wireTime(at),
    DisplayType: "Default",
    MessageBody: `${done} ${what} at ${execution.price.toString()}. Order ${orderId}.`,
    MessageHeader: "Trade Confirmation",
    MessageId: logId,
    MessageType: "TradeConfirmation",
  };
}
