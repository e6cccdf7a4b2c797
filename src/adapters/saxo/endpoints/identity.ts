import type { AccountIdentity } from "../../../core/domain/account.ts";
import { accountKey, clientKey } from "../../../core/domain/ids.ts";
import type { EventEmitter } from "../../../events/emitter.ts";
import { chooseAccount } from "../mapping/account-choice.ts";
import type { AccountChoice } from "../mapping/account-choice.ts";
import { accountRights } from "../mapping/account-rights.ts";
import { nettingProfile } from "../mapping/netting-profile.ts";
import type { SaxoClient } from "../transport/saxo-client.ts";
import { SessionCapabilities } from "../wire/session-capabilities.ts";
import { User } from "../wire/user.ts";
import { UserRights } from "../wire/user-rights.ts";
import { readAccounts } from "./accounts.ts";
import { readClient } from "./client.ts";
import { readIfAnswered } from "./read-if-answered.ts";

/** Whom the token speaks for and what it may do, in one round trip. */
export async function readIdentity(
  client: SaxoClient,
  choice: AccountChoice,
  events: EventEmitter,
): Promise<AccountIdentity> {
  const [owner, accounts, user, userRights, session] = await Promise.all([
    readClient(client),
    readAccounts(client),
    readIfAnswered(client, "/port/v1/users/me", User),
    readIfAnswered(client, "/root/v1/user", UserRights),
    readIfAnswered(client, "/root/v1/sessions/capabilities", SessionCapabilities),
  ]);
  const account = chooseAccount(accounts, choice);
  const identity: AccountIdentity = {
    clientKey: clientKey(account.ClientKey ?? owner.ClientKey),
    accountKey: accountKey(account.AccountKey),
    accountId: account.AccountId,
    currency: account.Currency,
    nettingProfile: nettingProfile(owner),
    rights: accountRights({ account, owner, user, userRights, session }),
  };
  events.emit("auth_account_selected", {
    client_key: identity.clientKey,
    account_key: identity.accountKey,
    currency: identity.currency,
    netting_profile: identity.nettingProfile,
    trade_level: session?.TradeLevel,
    data_level: session?.DataLevel,
  });
  return identity;
}
