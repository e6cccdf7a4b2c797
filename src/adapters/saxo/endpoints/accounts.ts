import { parseRows, readRows } from "../transport/read.ts";
import type { SaxoClient } from "../transport/saxo-client.ts";
import { Account } from "../wire/account.ts";

export async function readAccounts(client: SaxoClient): Promise<Account[]> {
  const call = { method: "GET", path: "/port/v1/accounts/me" } as const;
  return parseRows(call, await readRows(client, call), Account);
}
