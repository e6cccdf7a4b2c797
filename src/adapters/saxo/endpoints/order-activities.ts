import type { AccountIdentity } from "../../../core/domain/account.ts";
import type { OrderActivity } from "../../../core/domain/order.ts";
import { isoFromTimestamp } from "../../../core/domain/time.ts";
import type { Timestamp } from "../../../core/domain/time.ts";
import { orderActivities } from "../mapping/order-activities.ts";
import { query } from "../transport/call.ts";
import { readRowsFrom } from "../transport/read.ts";
import type { SaxoClient } from "../transport/saxo-client.ts";
import { OrderActivity as WireOrderActivity } from "../wire/order-activity.ts";
import type { ForeignRows } from "./foreign-rows.ts";

/** With status 404, the broker's word for a log without a line in the time asked for. */
const NOTHING_FOUND = "NotFoundError";

/** The whole log, not the last line of each order: every fill is a line of its own. */
export async function readOrderActivities(
  client: SaxoClient,
  account: AccountIdentity,
  { since, foreign }: { readonly since: Timestamp; readonly foreign: ForeignRows },
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
  const reply = await client.ask(call);
  if (reply.status === 404 && reply.error?.code === NOTHING_FOUND) return [];
  return orderActivities(foreign.parse(call, await readRowsFrom(client, call, reply), WireOrderActivity));
}
