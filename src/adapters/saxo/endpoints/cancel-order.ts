import type { AccountIdentity } from "../../../core/domain/account.ts";
import type { OrderId, RequestId } from "../../../core/domain/ids.ts";
import type { CancelOutcome } from "../../../cycle/ports.ts";
import { cancelOutcome } from "../mapping/cancel-outcome.ts";
import { describeCall, query } from "../transport/call.ts";
import type { Call } from "../transport/call.ts";
import type { SaxoClient } from "../transport/saxo-client.ts";

export async function cancelOrder(
  client: SaxoClient,
  account: AccountIdentity,
  { orderId, requestId }: { readonly orderId: OrderId; readonly requestId: RequestId },
): Promise<CancelOutcome> {
  const call: Call = {
    method: "DELETE",
    path: `/trade/v2/orders/${encodeURIComponent(orderId)}`,
    query: query({ AccountKey: account.accountKey }),
    requestId,
  };
  return cancelOutcome(describeCall(call), await client.write(call));
}
