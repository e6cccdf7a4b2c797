import type { Books } from "../../exchange/books.ts";
import type { OrderChange } from "../../exchange/change-order.ts";
import { changeOrder } from "../../exchange/change-order.ts";
import type { Refusal } from "../../exchange/order-draft.ts";
import { refusal } from "../../exchange/order-draft.ts";
import type { LegResult, RequestResult } from "../../exchange/order-request.ts";
import { refusedTogether } from "../../exchange/order-request.ts";
import type { Step } from "../../exchange/step.ts";
import { andThen, noStep } from "../../exchange/step.ts";
import type { TradingContext } from "../../exchange/trading-context.ts";
import type { Answer } from "../answer.ts";
import { refuseFields } from "../answer.ts";
import type { ApiRequest } from "../api-request.ts";
import type { Desk } from "../desk.ts";
import { tradingContext } from "../trading.ts";
import { readChange } from "./change-body.ts";
import { resultAnswer } from "./place-order.ts";

/** Changes working orders in their places: all that the request names, or none. */
export function changeOrders(desk: Desk, request: ApiRequest): Answer {
  const read = readChange(request.body, desk);
  if (read.kind === "faults") return refuseFields(read.faults);
  const { changes, rootId, books } = read;
  const outcome =
    books === undefined
      ? { reasons: changes.map(() => refusal("IllegalAccount", "Account is invalid")), step: undefined }
      : applyAll(books, changes, tradingContext(desk, request));
  if (outcome.step === undefined) return refused(changes, outcome.reasons, rootId);
  desk.commit(outcome.step, { key: request.writeKey, at: request.at });
  const legs = changes.map(accepted);
  const isRootChanged = rootId !== undefined && changes[0]?.orderId === rootId;
  const root = isRootChanged ? legs[0] : rootId === undefined ? undefined : accepted({ orderId: rootId });
  return resultAnswer({ root, legs: isRootChanged ? legs.slice(1) : legs });
}

const accepted = ({ orderId }: Pick<OrderChange, "orderId">): LegResult => ({
  kind: "accepted",
  orderId,
  externalReference: undefined,
});

interface Applied {
  /** For each change why it was refused. */
  readonly reasons: readonly (Refusal | undefined)[];
  /** Absent when any was. */
  readonly step: Step | undefined;
}

function applyAll(books: Books, changes: readonly OrderChange[], context: TradingContext): Applied {
  let step = noStep(books);
  const reasons: (Refusal | undefined)[] = [];
  for (const change of changes) {
    const result = changeOrder(step.books, change, context);
    reasons.push(result.kind === "refused" ? result.refusal : undefined);
    if (result.kind === "changed") step = andThen(step, () => result.step);
  }
  return { reasons, step: reasons.some((reason) => reason !== undefined) ? undefined : step };
}

/** An order that is not there any more is a 404, whatever took it away. */
function refused(
  changes: readonly OrderChange[],
  reasons: readonly (Refusal | undefined)[],
  rootId: string | undefined,
): Answer {
  const lines = changes.map((_, index) => ({ reason: reasons[index], externalReference: undefined }));
  const isRootChanged = rootId !== undefined && changes[0]?.orderId === rootId;
  const result: RequestResult = isRootChanged
    ? refusedTogether(lines[0], lines.slice(1))
    : refusedTogether(undefined, lines);
  const isGone = isRootChanged && reasons[0]?.code === "OrderNotFound";
  return { ...resultAnswer(result), status: isGone ? 404 : 400 };
}
