import type { AccountBalance, AccountIdentity } from "../../../core/domain/account.ts";
import { accountBalance } from "../mapping/balance.ts";
import { query } from "../transport/call.ts";
import { readObject } from "../transport/read.ts";
import type { SaxoClient } from "../transport/saxo-client.ts";
import { Balance } from "../wire/balance.ts";

/** With both keys the figures are in the account's own currency. */
export async function readBalance(client: SaxoClient, account: AccountIdentity): Promise<AccountBalance> {
  const call = {
    method: "GET",
    path: "/port/v1/balances",
    query: query({ ClientKey: account.clientKey, AccountKey: account.accountKey }),
  } as const;
  return accountBalance(await readObject(client, call, Balance));
}
