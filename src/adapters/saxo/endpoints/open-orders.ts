import type { AccountIdentity } from "../../../core/domain/account.ts";
import type { OpenOrder } from "../../../core/domain/order.ts";
import { openOrders } from "../mapping/open-order.ts";
import { query } from "../transport/call.ts";
import { readRows } from "../transport/read.ts";
import type { SaxoClient } from "../transport/saxo-client.ts";
import { OpenOrder as WireOpenOrder } from "../wire/open-order.ts";
import type { ForeignRows } from "./foreign-rows.ts";

/** The account's orders, flat: `Working` alone would hide those that wait for another one. */
export async function readOpenOrders(
  client: SaxoClient,
  account: AccountIdentity,
  foreign: ForeignRows,
): Promise<readonly OpenOrder[]> {
  const call = {
    method: "GET",
    path: "/port/v1/orders",
    query: query({ ClientKey: account.clientKey, Status: "All", FieldGroups: "DisplayAndFormat" }),
  } as const;
  const rows = foreign.parse(call, await readRows(client, call), WireOpenOrder);
  return openOrders(rows.filter(({ AccountKey: key }) => key === undefined || key === account.accountKey));
}
