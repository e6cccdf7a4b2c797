import type { AccountIdentity } from "../../../core/domain/account.ts";
import type { OrderActivity } from "../../../core/domain/order.ts";
import { isoFromTimestamp } from "../../../core/domain/time.ts";
import type { Timestamp } from "../../../core/domain/time.ts";
import { orderActivities } from "../mapping/order-activities.ts";
import { query } from "../transport/call.ts";
import { parseRows, readRows } from "../transport/read.ts";
import type { SaxoClient } from "../transport/saxo-client.ts";
import { OrderActivity as WireOrderActivity } from "../wire/order-activity.ts";

/** The whole log, not the last line of each order: every fill is a line of its own. */
export async function readOrderActivities(
  client: SaxoClient,
  account: AccountIdentity,
  since: Timestamp,
): Promise<readonly OrderActivity[]> {
  const call = {
    method: "GET",
    path: "/cs/v1/audit/orderactivities",
    query: query({
      AccountKey: account.accountKey,
      ClientKey: account.clientKey,
      FromDateTime: isoFromTimestamp(since),
      EntryType: "All",
    }),
  } as const;
  return orderActivities(parseRows(call, await readRows(client, call), WireOrderActivity));
}
