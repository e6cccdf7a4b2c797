import type { CancelOutcome } from "../../../cycle/ports.ts";
import { isSuccess } from "../transport/reply.ts";
import type { WriteResult } from "../transport/saxo-client.ts";
import { isDefiniteRefusal, orderAnswer } from "./order-answer.ts";
import { refusal, refusedAtTheDoor, unknownCause } from "./placement-outcome.ts";

/** @throws TradebotError when the request certainly did not arrive */
export function cancelOutcome(what: string, result: WriteResult): CancelOutcome {
  if (result.kind === "not_sent") throw result.cause;
  if (result.kind === "lost") return { kind: "unknown", cause: result.cause };
  const { reply } = result;
  const notSent = refusedAtTheDoor(what, reply);
  if (notSent !== undefined) throw notSent;
  const answer = orderAnswer(reply.json);
  if (answer !== undefined && isDefiniteRefusal(reply, answer)) return { kind: "refused", ...refusal(reply) };
  const isRequested = isSuccess(reply.status) && (reply.isEmpty || answer?.hasError === false);
  return isRequested ? { kind: "requested" } : { kind: "unknown", cause: unknownCause(what, reply) };
}
