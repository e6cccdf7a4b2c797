import type { AccountIdentity } from "../../../core/domain/account.ts";
import type { AccountKey, OrderId, RequestId } from "../../../core/domain/ids.ts";
import type { Instrument } from "../../../core/domain/instrument.ts";
import type { CancelOutcome } from "../../../cycle/ports/broker-answers.ts";
import { cancelOutcomes, changeOutcome } from "../mapping/cancel-outcome.ts";
import { describeCall, query } from "../transport/call.ts";
import type { Call } from "../transport/call.ts";
import type { SaxoClient } from "../transport/saxo-client.ts";

const PATH = "/trade/v2/orders";

/** @throws TradebotError when the request certainly did not arrive */
export async function cancelOrders(
  client: SaxoClient,
  cancellation: {
    readonly accountKey: AccountKey;
    readonly orderIds: readonly OrderId[];
    readonly requestId: RequestId;
  },
): Promise<ReadonlyMap<OrderId, CancelOutcome>> {
  const { accountKey, orderIds, requestId } = cancellation;
  const call: Call = {
    method: "DELETE",
    path: `${PATH}/${orderIds.map((id) => encodeURIComponent(id)).join(",")}`,
    query: query({ AccountKey: accountKey }),
    requestId,
  };
  return cancelOutcomes(describeCall(call), await client.write(call), orderIds);
}

/** @throws TradebotError when the request certainly did not arrive */
export async function cancelAll(
  client: SaxoClient,
  account: AccountIdentity,
  { instrument, requestId }: { readonly instrument: Instrument; readonly requestId: RequestId },
): Promise<CancelOutcome> {
  const call: Call = {
    method: "DELETE",
    path: PATH,
    query: query({
      AccountKey: account.accountKey,
      AssetType: instrument.assetType,
      Uic: instrument.uic,
    }),
    requestId,
  };
  return changeOutcome(`${describeCall(call)} in ${instrument.id}`, await client.write(call));
}
