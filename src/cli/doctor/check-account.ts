import { maskAccountId } from "../../core/domain/mask-account-id.ts";
import type { AccountBalance, AccountIdentity } from "../../core/domain/account.ts";
import type { TradebotError } from "../../core/domain/errors.ts";
import type { StoreOwner } from "../../cycle/ports.ts";
import type { Diagnosis } from "./diagnosis.ts";
import { doubtful, failing, failureOf, fine } from "./diagnosis.ts";

/** What a failure to find out whom the token speaks for means: the broker, the token or the choice of the account. */
export function identityFailure(error: TradebotError, brokerName: string): readonly Diagnosis[] {
  switch (error.code) {
    case "LOGIN_NEEDED":
      return [fine("broker", `${brokerName} answers`), failureOf("token", error)];
    case "ACCOUNT_AMBIGUOUS":
      return [fine("broker", `${brokerName} answers`), failureOf("account", error)];
    default:
      return [failureOf("broker", error)];
  }
}

export function checkAccount(
  { accountId, currency }: AccountIdentity,
  balance: AccountBalance | TradebotError,
): Diagnosis {
  const account = `${maskAccountId(accountId)} in ${currency}`;
  if (balance instanceof Error) return failureOf("account", balance);
  const { cash, totalValue, isReliable } = balance;
  const finding = `${account}: ${totalValue.toString()} in all, ${cash.toString()} cash`;
  if (isReliable) return fine("account", finding);
  return doubtful("account", `${finding}; the broker does not vouch for the figures`, "look again later");
}

/** Enough for its owner to know it. */

/** Records of another account would settle our orders, so a cycle refuses such a store. */
export function checkOwner(owner: StoreOwner | undefined, identity: AccountIdentity): readonly Diagnosis[] {
  if (owner === undefined || owner.accountKey === identity.accountKey) return [];
  return [
    failing("store_owner", "the state directory belongs to another account than the token", {
      exit: "configuration",
      remedy: "give each account a STATE_DIR of its own",
    }),
  ];
}

/** What the session may see; absent where the broker does not say. */
export interface SessionLevels {
  readonly tradeLevel?: string | undefined;
  readonly dataLevel?: string | undefined;
}

const REAL_TIME = "FullTradingAndChat"; // any other trade level gets exchange prices late at best

export function checkSession({ tradeLevel, dataLevel }: SessionLevels, allowDelayedData: boolean): Diagnosis {
  if (tradeLevel === undefined) {
    return doubtful(
      "session",
      "the broker does not say what the session may see",
      "look at the delays of the instruments",
    );
  }
  const finding = `trade level ${tradeLevel}, data level ${dataLevel ?? "unknown"}`;
  if (tradeLevel === REAL_TIME) return fine("session", finding);
  if (allowDelayedData) return fine("session", `${finding}: exchange prices may come late, which is allowed`);
  const remedy = "log out of Saxo's other programs, or set ALLOW_DELAYED_DATA_IN_SIM=true";
  return doubtful("session", `${finding}: exchange prices may come late, which is refused`, remedy);
}
