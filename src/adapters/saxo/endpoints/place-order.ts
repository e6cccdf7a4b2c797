import type { RequestId } from "../../../core/domain/ids.ts";
import type { OrderRequest } from "../../../core/domain/order.ts";
import type { PlacementOutcome } from "../../../cycle/ports.ts";
import { orderBody } from "../mapping/order-body.ts";
import { placementOutcome } from "../mapping/placement-outcome.ts";
import { describeCall } from "../transport/call.ts";
import type { SaxoClient } from "../transport/saxo-client.ts";

/** Sent once. Its outcome is a value, whatever happens on the way. */
export async function placeOrder(
  client: SaxoClient,
  order: OrderRequest,
  requestId: RequestId,
): Promise<PlacementOutcome> {
  const call = { method: "POST", path: "/trade/v2/orders", requestId } as const;
  return placementOutcome(
    `${describeCall(call)} of "${order.externalReference}"`,
    await client.write({ ...call, body: orderBody(order) }),
  );
}
