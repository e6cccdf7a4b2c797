import { TradebotError } from "../../../core/domain/errors.ts";
import type { AccountKey, OrderId, RequestId } from "../../../core/domain/ids.ts";
import type { Placement } from "../../../core/domain/order.ts";
import { present } from "../../../core/domain/present.ts";
import { SENDING_PATIENCE } from "../../../core/execution/verdict.ts";
import type { Ids } from "../../../cycle/ports.ts";
import type { CancelOutcome, LegOutcome, PlacementOutcome } from "../../../cycle/ports/broker-answers.ts";
import { placementBody } from "../mapping/order-body.ts";
import { refuseAgainstRules } from "../mapping/order-rules.ts";
import { ordersIn } from "../mapping/orders-in.ts";
import { ordersToTakeBack } from "../mapping/partial-acceptance.ts";
import { placementOutcome } from "../mapping/placement-outcome.ts";
import { describeCall, type Call } from "../transport/call.ts";
import type { SaxoClient } from "../transport/saxo-client.ts";
import { cancelOrders } from "./cancel-order.ts";

interface Sending {
  readonly placement: Placement;
  readonly requestId: RequestId;
  readonly mayGoAgain: (() => boolean) | undefined;
}

/**
 * Sent once. Its outcome is a value, whatever happens on the way.
 *
 * @throws TradebotError before anything is sent, when an order breaks the rules of its instrument
 */
export async function placeOrder(
  client: SaxoClient,
  ids: Ids,
  { placement, requestId, mayGoAgain }: Sending,
): Promise<PlacementOutcome> {
  refuseAgainstRules(placement);
  const call: Call = {
    method: "POST",
    path: "/trade/v2/orders",
    requestId,
    startWithin: SENDING_PATIENCE,
    ...present({ mayGoAgain }),
  };
  const [first] = ordersIn(placement);
  const what = `${describeCall(call)} of "${first?.externalReference ?? ""}"`;
  const result = await client.write({ ...call, body: placementBody(placement) });
  const outcome = placementOutcome(what, result, placement);
  const orderIds = ordersToTakeBack(placement, outcome);
  if (first === undefined || orderIds.length === 0) return outcome;
  const { accountKey } = first;
  const cancelled = await takeBack(client, { accountKey, orderIds, requestId: ids.requestId() });
  return withCancellations(outcome, cancelled);
}

interface Cancellation {
  readonly accountKey: AccountKey;
  readonly orderIds: readonly OrderId[];
  readonly requestId: RequestId;
}

/** What is known of the placement must be told even when the cancellation cannot be sent. */
async function takeBack(
  client: SaxoClient,
  cancellation: Cancellation,
): Promise<ReadonlyMap<OrderId, CancelOutcome>> {
  try {
    return await cancelOrders(client, cancellation);
  } catch (cause) {
    if (!(cause instanceof TradebotError)) throw cause;
    return new Map(cancellation.orderIds.map((id) => [id, { kind: "unknown", cause }]));
  }
}

/** A fill may win the race against it: the outcome stays unknown until the records tell. */
function withCancellations(
  outcome: PlacementOutcome,
  cancelled: ReadonlyMap<OrderId, CancelOutcome>,
): PlacementOutcome {
  if (outcome.kind !== "unknown" || outcome.legs === undefined) return outcome;
  const legs = outcome.legs.map((leg): LegOutcome => {
    const cancellation = leg.kind === "placed" ? cancelled.get(leg.orderId) : undefined;
    return leg.kind === "placed" && cancellation !== undefined ? { ...leg, cancellation } : leg;
  });
  return { ...outcome, legs };
}
