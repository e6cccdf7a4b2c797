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

const USER = "/port/v1/users/me";
const USER_RIGHTS = "/root/v1/user";
const SESSION = "/root/v1/sessions/capabilities";

/** Whom the token speaks for and what it may do, in one round trip. */
export async function readIdentity(
  client: SaxoClient,
  choice: AccountChoice,
  events: EventEmitter,
): Promise<AccountIdentity> {
  const [owner, accounts, user, userRights, session] = await Promise.all([
    readClient(client),
    readAccounts(client),
    readIfAnswered(client, USER, User),
    readIfAnswered(client, USER_RIGHTS, UserRights),
    readIfAnswered(client, SESSION, SessionCapabilities),
  ]);
  const account = chooseAccount(accounts, choice);
  const unanswered = unansweredAmong({ [USER]: user, [USER_RIGHTS]: userRights, [SESSION]: session });
  const identity: AccountIdentity = {
    clientKey: clientKey(account.ClientKey ?? owner.ClientKey),
    accountKey: accountKey(account.AccountKey),
    accountId: account.AccountId,
    currency: account.Currency,
    nettingProfile: nettingProfile(owner),
    rights: accountRights({ account, owner, user, userRights, session, unanswered }),
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

const unansweredAmong = (answers: Readonly<Record<string, unknown>>): readonly string[] =>
  Object.keys(answers).filter((path) => answers[path] === undefined);
