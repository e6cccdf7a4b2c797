import { TradebotError } from "../../../core/domain/errors.ts";
import { maskAccountId } from "../../../core/domain/mask-account-id.ts";
import type { Account } from "../wire/account.ts";

/** What the configuration says about the account; absent when it leaves the choice to us. */
export interface AccountChoice {
  readonly accountKey?: string;
  readonly clientKey?: string;
}

/**
 * The one account that orders go to.
 *
 * @throws TradebotError `ACCOUNT_AMBIGUOUS` naming the accounts there are
 */
export function chooseAccount(accounts: readonly Account[], choice: AccountChoice): Account {
  const active = accounts.filter((account) => account.Active !== false);
  const { accountKey, clientKey } = choice;
  const matching = active
    .filter((account) => accountKey === undefined || account.AccountKey === accountKey)
    .filter((account) => clientKey === undefined || (account.ClientKey ?? clientKey) === clientKey);
  const [only, ...others] = matching;
  if (only !== undefined && others.length === 0) return only;
  const isConfigured = accountKey !== undefined || clientKey !== undefined;
  throw new TradebotError({
    code: "ACCOUNT_AMBIGUOUS",
    message:
      `choosing the account found ${matching.length} active ${isConfigured ? "ones that match the configuration" : "ones"}, ` +
      `expected exactly one; active accounts: ${list(active)}`,
    exit: "configuration",
    hint: "Set SAXO_ACCOUNT_KEY to the key of the account to trade, and SAXO_CLIENT_KEY to its owner or not at all",
  });
}

function list(accounts: readonly Account[]): string {
  if (accounts.length === 0) return "none";
  return accounts.map((account) => `${maskAccountId(account.AccountId)} (${account.Currency})`).join(", ");
}
