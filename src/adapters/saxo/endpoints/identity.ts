import type { AccountIdentity } from "../../../core/domain/account.ts";
import { accountKey, clientKey } from "../../../core/domain/ids.ts";
import type { EventEmitter } from "../../../events/emitter.ts";
import { chooseAccount } from "../mapping/account-choice.ts";
import type { AccountChoice } from "../mapping/account-choice.ts";
import { nettingProfile } from "../mapping/netting-profile.ts";
import type { SaxoClient } from "../transport/saxo-client.ts";
import { readAccounts } from "./accounts.ts";
import { readClient } from "./client.ts";
import { readSessionCapabilities } from "./session-capabilities.ts";

/** Whom the token speaks for, in one round trip. */
export async function readIdentity(
  client: SaxoClient,
  choice: AccountChoice,
  events: EventEmitter,
): Promise<AccountIdentity> {
  const [owner, accounts, session] = await Promise.all([
    readClient(client),
    readAccounts(client),
    readSessionCapabilities(client),
  ]);
  const account = chooseAccount(accounts, choice);
  const identity: AccountIdentity = {
    clientKey: clientKey(account.ClientKey ?? owner.ClientKey),
    accountKey: accountKey(account.AccountKey),
    accountId: account.AccountId,
    currency: account.Currency,
    nettingProfile: nettingProfile(owner),
  };
  events.emit("auth_account_selected", {
    client_key: identity.clientKey,
    account_key: identity.accountKey,
    currency: identity.currency,
    trade_level: session.TradeLevel,
    data_level: session.DataLevel,
  });
  return identity;
}
