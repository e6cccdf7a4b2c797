import type { RequestId } from "../../../core/domain/ids.ts";
import type { Placement } from "../../../core/domain/order.ts";
import type { Ids } from "../../../cycle/ports.ts";
import type { PrecheckOutcome } from "../../../cycle/ports/broker-answers.ts";
import { orderAnswer, refusalWords } from "../mapping/order-answer.ts";
import { placementBody } from "../mapping/order-body.ts";
import { refuseAgainstRules } from "../mapping/order-rules.ts";
import { pendingDisclaimers, precheckOutcome } from "../mapping/precheck-outcome.ts";
import type { Call } from "../transport/call.ts";
import { parseReply } from "../transport/read.ts";
import type { Reply } from "../transport/reply.ts";
import type { SaxoClient } from "../transport/saxo-client.ts";
import { Precheck } from "../wire/precheck.ts";

/** Books and reserves nothing, so it may be asked again, each time under an id of its own. */
export async function precheck(
  client: SaxoClient,
  ids: Ids,
  { placement, requestId }: { readonly placement: Placement; readonly requestId: RequestId },
): Promise<PrecheckOutcome> {
  refuseAgainstRules(placement);
  const call: Call = {
    method: "POST",
    path: "/trade/v2/orders/precheck",
    body: { ...placementBody(placement), FieldGroups: ["Costs"] },
    requestId,
  };
  const first = await client.ask(call);
  // the duplicate guard takes the same order under another id
  const reply = first.status === 409 ? await client.ask({ ...call, requestId: ids.requestId() }) : first;
  const refusal = refusalOf(reply);
  return refusal === undefined
    ? precheckOutcome(parseReply(call, reply, Precheck))
    : { ...refusal, ...disclaimersBeside(reply) };
}

/** An error code is a judgement on the order, whatever the status; 403 is one on the app or the user. */
function refusalOf({ status, error, json }: Reply): Refused | undefined {
  const blame = refusalWords(orderAnswer(json)?.blame ?? error);
  if (status === 409) return { kind: "refused", code: "DUPLICATE_REQUEST", reason: blame.reason };
  return error === undefined || status === 403 ? undefined : { kind: "refused", ...blame };
}

type Refused = Extract<PrecheckOutcome, { kind: "refused" }>;

/** What is outstanding may be the reason for the refusal: then it is over once they are answered. */
function disclaimersBeside({ json }: Reply): Pick<Refused, "disclaimers"> {
  const { data } = Precheck.safeParse(json);
  const pending = data === undefined ? undefined : pendingDisclaimers(data);
  return pending === undefined || pending === "in_several_contexts" ? {} : { disclaimers: pending };
}
