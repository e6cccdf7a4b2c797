import type { AccountIdentity, NetPosition } from "../../../core/domain/account.ts";
import { netPositions } from "../mapping/net-positions.ts";
import { query } from "../transport/call.ts";
import { parseRows, readRows } from "../transport/read.ts";
import type { SaxoClient } from "../transport/saxo-client.ts";
import { NetPosition as WireNetPosition } from "../wire/net-position.ts";

/** Asked for one account, because without its key the rows add up all accounts of the client. */
export async function readNetPositions(
  client: SaxoClient,
  account: AccountIdentity,
): Promise<readonly NetPosition[]> {
  const call = {
    method: "GET",
    path: "/port/v1/netpositions",
    query: query({
      ClientKey: account.clientKey,
      AccountKey: account.accountKey,
      FieldGroups: "NetPositionBase,NetPositionView",
    }),
  } as const;
  return netPositions(parseRows(call, await readRows(client, call), WireNetPosition));
}
