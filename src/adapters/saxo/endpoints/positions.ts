import type { AccountIdentity, Position } from "../../../core/domain/account.ts";
import { position } from "../mapping/position.ts";
import { query } from "../transport/call.ts";
import { parseRows, readRows } from "../transport/read.ts";
import type { SaxoClient } from "../transport/saxo-client.ts";
import { Position as WirePosition } from "../wire/position.ts";

/** Every opening of the account; under netting by the end of the day also what closes them. */
export async function readPositions(
  client: SaxoClient,
  account: AccountIdentity,
): Promise<readonly Position[]> {
  const call = {
    method: "GET",
    path: "/port/v1/positions",
    query: query({
      ClientKey: account.clientKey,
      AccountKey: account.accountKey,
      FieldGroups: "PositionBase,PositionView",
    }),
  } as const;
  return parseRows(call, await readRows(client, call), WirePosition)
    .filter(({ PositionBase: { AccountId: id } }) => id === undefined || id === account.accountId)
    .map(position);
}
