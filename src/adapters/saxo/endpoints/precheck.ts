import type { RequestId } from "../../../core/domain/ids.ts";
import type { OrderRequest } from "../../../core/domain/order.ts";
import type { Ids, PrecheckOutcome } from "../../../cycle/ports.ts";
import { orderBody } from "../mapping/order-body.ts";
import { refusal } from "../mapping/placement-outcome.ts";
import { precheckOutcome } from "../mapping/precheck-outcome.ts";
import type { Call } from "../transport/call.ts";
import { parseReply } from "../transport/read.ts";
import type { Reply } from "../transport/reply.ts";
import type { SaxoClient } from "../transport/saxo-client.ts";
import { Precheck } from "../wire/precheck.ts";

/** Books and reserves nothing, so it may be asked again, each time under an id of its own. */
export async function precheck(
  client: SaxoClient,
  ids: Ids,
  { order, requestId }: { readonly order: OrderRequest; readonly requestId: RequestId },
): Promise<PrecheckOutcome> {
  const call: Call = {
    method: "POST",
    path: "/trade/v2/orders/precheck",
    body: { ...orderBody(order), FieldGroups: ["Costs"] },
    requestId,
  };
  const first = await client.ask(call);
  // the duplicate guard takes the same order under another id
  const reply = first.status === 409 ? await client.ask({ ...call, requestId: ids.requestId() }) : first;
  return refusalOf(reply) ?? precheckOutcome(parseReply(call, reply, Precheck));
}

/** An error code is a judgement on the order, whatever the status; 403 is one on the app or the user. */
function refusalOf(reply: Reply): PrecheckOutcome | undefined {
  const { status, error } = reply;
  if (status === 409) return { kind: "refused", code: "DUPLICATE_REQUEST", reason: refusal(reply).reason };
  return error === undefined || status === 403 ? undefined : { kind: "refused", ...refusal(reply) };
}
