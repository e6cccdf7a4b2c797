import type { RequestId } from "../../../core/domain/ids.ts";
import type { OrderChange } from "../../../core/domain/order.ts";
import type { ChangeOutcome } from "../../../cycle/ports/broker-answers.ts";
import { changeOutcome } from "../mapping/cancel-outcome.ts";
import { changeBody } from "../mapping/order-body.ts";
import { refuseOrdersAgainstRules } from "../mapping/order-rules.ts";
import { describeCall } from "../transport/call.ts";
import type { Call } from "../transport/call.ts";
import type { SaxoClient } from "../transport/saxo-client.ts";

/** @throws TradebotError when the order as changed breaks a rule, or the request certainly did not arrive */
export async function changeOrder(
  client: SaxoClient,
  change: OrderChange,
  requestId: RequestId,
): Promise<ChangeOutcome> {
  refuseOrdersAgainstRules([change.order, ...(change.children ?? []).map(({ order }) => order)]);
  const call: Call = { method: "PATCH", path: "/trade/v2/orders", body: changeBody(change), requestId };
  return changeOutcome(`${describeCall(call)} of ${change.orderId}`, await client.write(call));
}
