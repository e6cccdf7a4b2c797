import type { TradebotError } from "../../../core/domain/errors.ts";
import type { OrderRequest, Placement } from "../../../core/domain/order.ts";
import type {
  LegOutcome,
  PendingDisclaimers,
  PlacementOutcome,
} from "../../../cycle/ports/broker-answers.ts";
import { brokerRefused, loginNeeded, outcomeUnknown, tooManyWrites } from "../transport/failures.ts";
import { isSuccess } from "../transport/reply.ts";
import type { Reply } from "../transport/reply.ts";
import type { WriteResult } from "../transport/saxo-client.ts";
import { DisclaimersRefusal } from "../wire/order-reply.ts";
import { isDefiniteRefusal, isRefusedRow, orderAnswer, refusalWords } from "./order-answer.ts";
import type { OrderAnswer, ResultRow } from "./order-answer.ts";

/** Which results an answer must have: where the order at the root is new, and of which orders there are rows besides. */
interface Shape {
  readonly isRootNew: boolean;
  readonly inRows: readonly OrderRequest[];
}

/** What can be said about a placement. When in doubt: unknown, which only evidence settles. */
export function placementOutcome(what: string, result: WriteResult, placement: Placement): PlacementOutcome {
  if (result.kind === "not_sent") return { kind: "not_sent", cause: result.cause };
  if (result.kind === "lost") return { kind: "unknown", cause: result.cause };
  const { reply } = result;
  const answer = orderAnswer(reply.json);
  return answer === undefined
    ? withoutAnswer(what, reply)
    : judge(what, { reply, answer, shape: shapeOf(placement) });
}

function shapeOf(placement: Placement): Shape {
  switch (placement.kind) {
    case "single":
      return { isRootNew: true, inRows: [] };
    case "entry":
      return { isRootNew: true, inRows: placement.children };
    case "pair":
    case "on_order":
    case "on_position":
      return { isRootNew: false, inRows: placement.orders };
  }
}

interface Judged {
  readonly reply: Reply;
  readonly answer: OrderAnswer;
  readonly shape: Shape;
}

function judge(what: string, { reply, answer, shape }: Judged): PlacementOutcome {
  const results = resultsIn(answer, shape);
  const legs = shape.inRows.length === 0 ? {} : { legs: results.map(legOutcome) };
  const [id] = [...results, ...livingRows(answer, shape)].flatMap(({ orderId }) => orderId ?? []);
  if (id !== undefined && isPlaced({ reply, answer, shape }, results)) {
    return { kind: "placed", orderId: id, ...legs };
  }
  // an order id beside an error, or in an odd place: an order may live behind it
  if (id !== undefined) return { kind: "unknown", cause: doubt(what, reply, results), orderId: id, ...legs };
  const notSent = refusedAtTheDoor(what, reply);
  if (notSent !== undefined) return { kind: "not_sent", cause: notSent };
  if (!isDefiniteRefusal(reply, answer))
    return { kind: "unknown", cause: unknownCause(what, reply), ...legs };
  return { kind: "rejected", ...refusalWords(answer.blame), ...disclaimersIn(reply.json), ...legs };
}

function withoutAnswer(what: string, reply: Reply): PlacementOutcome {
  const notSent = refusedAtTheDoor(what, reply);
  if (notSent !== undefined) return { kind: "not_sent", cause: notSent };
  return { kind: "unknown", cause: unknownCause(what, reply) };
}

/**
 * One result for each new order; a row that is missing says nothing. They come in the order of the request, but what a
 * row says of itself counts before its place: an id under the wrong order would make a stop of a target.
 */
function resultsIn({ root, rows }: OrderAnswer, { isRootNew, inRows }: Shape): readonly ResultRow[] {
  const wanted = inRows.map(({ externalReference }): string => externalReference);
  const isOfAnother = ({ reference }: ResultRow): boolean =>
    reference !== undefined && wanted.includes(reference);
  const found = wanted.map((reference, index) => {
    const atItsPlace = rows[index] ?? {};
    return rows.find((row) => row.reference === reference) ?? (isOfAnother(atItsPlace) ? {} : atItsPlace);
  });
  return isRootNew ? [root, ...found] : found;
}

/** Where else a new order may have got an id. */
const livingRows = ({ root, rows }: OrderAnswer, { isRootNew }: Shape): readonly ResultRow[] =>
  isRootNew ? [root, ...rows] : rows;

const isPlaced = ({ reply: { status }, answer }: Judged, results: readonly ResultRow[]): boolean =>
  isSuccess(status) &&
  status !== 202 &&
  !answer.hasError &&
  results.every(({ orderId }) => orderId !== undefined);

function legOutcome(result: ResultRow): LegOutcome {
  if (result.orderId !== undefined) return { kind: "placed", orderId: result.orderId };
  return isRefusedRow(result) ? { kind: "rejected", ...refusalWords(result.error) } : { kind: "unknown" };
}

/** Some of several orders were accepted, and some clearly were not. */
function doubt(what: string, reply: Reply, results: readonly ResultRow[]): TradebotError {
  const refused = results.find(isRefusedRow);
  if (refused === undefined) return unknownCause(what, reply);
  const { code } = refusalWords(refused.error);
  return outcomeUnknown(
    "PARTLY_ACCEPTED",
    what,
    `one of its orders was refused, "${code}", and another was not`,
  );
}

function disclaimersIn(json: unknown): { disclaimers?: PendingDisclaimers } {
  const pending = DisclaimersRefusal.safeParse(json).data?.ErrorInfo.PreTradeDisclaimers;
  if (pending === undefined || pending.DisclaimerTokens.length === 0) return {}; // nothing that could be answered
  return { disclaimers: { context: pending.DisclaimerContext, tokens: pending.DisclaimerTokens } };
}

/** Statuses that the gateway gives before the order desk sees anything. */
export function refusedAtTheDoor(what: string, reply: Reply): TradebotError | undefined {
  if (reply.status === 401) return loginNeeded(what, reply);
  if (reply.status === 403) return brokerRefused(what, reply);
  return reply.status === 429 ? tooManyWrites(what) : undefined;
}

export function unknownCause(what: string, reply: Reply): TradebotError {
  const { status, error } = reply;
  const found = `status ${status}${error === undefined ? "" : `, "${error.code}"`}`;
  if (status === 409) return outcomeUnknown("DUPLICATE_REQUEST", what, `${found}: an earlier one may have`);
  if (status === 408 || status >= 500) return outcomeUnknown("BROKER_UNREACHABLE", what, found);
  if (reply.json === undefined)
    return outcomeUnknown("BROKER_CONTRACT_BROKEN", what, `${found}, no readable JSON`);
  return outcomeUnknown("OUTCOME_UNCERTAIN", what, found);
}
