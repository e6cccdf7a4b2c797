import { TradebotError } from "../../../core/domain/errors.ts";
import { maskAccountId } from "../../../core/domain/mask-account-id.ts";
import { brokerWords } from "../transport/broker-words.ts";
import type { Account } from "../wire/account.ts";

/** What the configuration says about the account; absent when it leaves the choice to us. */
export interface AccountChoice {
  /** The account's key, or the number that Saxo's platform shows. */
  readonly accountKey?: string;
  readonly clientKey?: string;
}

/**
 * The one account that orders go to.
 *
 * @throws TradebotError `ACCOUNT_AMBIGUOUS`, `ACCOUNT_UNKNOWN` or `ACCOUNT_INACTIVE`, naming the accounts there are;
 * `NO_ACTIVE_ACCOUNT`
 */
export function chooseAccount(accounts: readonly Account[], choice: AccountChoice): Account {
  const { accountKey, clientKey } = choice;
  const owned = accounts.filter(
    (account) => clientKey === undefined || (account.ClientKey ?? clientKey) === clientKey,
  );
  if (owned.length === 0 && accounts.length > 0) throw ofAnotherClient(accounts);
  if (accountKey !== undefined) return configured(owned, accountKey);
  const [only, ...others] = owned.filter(isActive);
  if (only !== undefined && others.length === 0) return only;
  const found = owned.filter(isActive).length;
  if (found === 0) throw noActiveAccount(owned.length);
  throw refusal(
    "ACCOUNT_AMBIGUOUS",
    `the login sees ${found} active accounts, expected one or a choice; ${listed(owned)}`,
  );
}

const isActive = (account: Account): boolean => account.Active !== false;

function configured(accounts: readonly Account[], wanted: string): Account {
  const chosen =
    accounts.find(({ AccountKey }) => AccountKey === wanted) ??
    accounts.find(({ AccountId }) => AccountId === wanted);
  if (chosen === undefined) {
    throw refusal(
      "ACCOUNT_UNKNOWN",
      `SAXO_ACCOUNT_KEY names none of the accounts that the login sees; ${listed(accounts)}`,
    );
  }
  if (isActive(chosen)) return chosen;
  throw refusal(
    "ACCOUNT_INACTIVE",
    `SAXO_ACCOUNT_KEY names ${described(chosen)}, which is not active; ${listed(accounts)}`,
  );
}

const ofAnotherClient = (accounts: readonly Account[]): TradebotError =>
  refusal(
    "ACCOUNT_UNKNOWN",
    `SAXO_CLIENT_KEY names another client than the one the accounts belong to; ${listed(accounts)}`,
  );

const refusal = (code: string, message: string): TradebotError =>
  new TradebotError({
    code,
    message: `choosing the account: ${message}`,
    exit: "configuration",
    hint: "Set SAXO_ACCOUNT_KEY to the number of the account as Saxo's platform shows it, or to its AccountKey; leave SAXO_CLIENT_KEY out unless accounts of several clients are seen",
  });

/** No setting of ours mends that. */
const noActiveAccount = (closed: number): TradebotError =>
  new TradebotError({
    code: "NO_ACTIVE_ACCOUNT",
    message: `choosing the account: the login sees no active account${closed === 0 ? "" : `, and ${closed} that ${closed === 1 ? "is" : "are"} not active`}`,
    exit: "configuration",
    hint: "Ask Saxo why the account is not active; if you have another user or app, log in with that one",
  });

/** Enough for their owner to know them by; those that look alike are told apart by their place in the broker's list. */
function listed(accounts: readonly Account[]): string {
  const active = accounts.filter(isActive).map(described);
  const told = active.map((text, index) => {
    const place = active.slice(0, index + 1).filter((other) => other === text).length;
    const alike = active.filter((other) => other === text).length;
    return alike === 1 ? text : `${text} no. ${place} of ${alike}`;
  });
  return `active accounts: ${told.length === 0 ? "none" : told.join(", ")}`;
}

function described({ AccountId, Currency, AccountType, DisplayName }: Account): string {
  const name = DisplayName === undefined ? undefined : `"${DisplayName}"`;
  const parts = [Currency, AccountType, name].filter((part) => part !== undefined);
  return brokerWords(`${maskAccountId(AccountId)} (${parts.join(", ")})`);
}
