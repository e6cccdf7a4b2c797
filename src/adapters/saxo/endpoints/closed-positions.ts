import type { AccountIdentity, ClosedPosition } from "../../../core/domain/account.ts";
import { closedPosition } from "../mapping/position.ts";
import { query } from "../transport/call.ts";
import { parseRows, readRows } from "../transport/read.ts";
import type { SaxoClient } from "../transport/saxo-client.ts";
import { ClosedPosition as WireClosedPosition } from "../wire/position.ts";

/** The rows name their account by its id alone. */
export async function readClosedPositions(
  client: SaxoClient,
  account: AccountIdentity,
): Promise<readonly ClosedPosition[]> {
  const call = {
    method: "GET",
    path: "/port/v1/closedpositions",
    query: query({ ClientKey: account.clientKey, FieldGroups: "ClosedPosition" }),
  } as const;
  return parseRows(call, await readRows(client, call, { mayBeBare: true }), WireClosedPosition)
    .filter(({ ClosedPosition: { AccountId: id } }) => id === undefined || id === account.accountId)
    .map(closedPosition);
}
