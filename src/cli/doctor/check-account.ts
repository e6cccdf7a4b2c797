import { maskAccountId } from "../../core/domain/mask-account-id.ts";
import type { AccountBalance, AccountIdentity, AccountRights } from "../../core/domain/account.ts";
import { restrictionsOf, type Restriction, type Situation } from "../../core/domain/account-restrictions.ts";
import type { TradebotError } from "../../core/domain/errors.ts";
import type { StoreOwner } from "../../cycle/ports/store.ts";
import type { Diagnosis } from "./diagnosis.ts";
import { doubtful, failing, failureOf, fine } from "./diagnosis.ts";

/** What a failure to find out whom the token speaks for means: the broker, the token or the choice of the account. */
export function identityFailure(error: TradebotError, brokerName: string): readonly Diagnosis[] {
  const answers = fine("broker", `${brokerName} answers`);
  if (error.code === "LOGIN_NEEDED") return [answers, failureOf("token", error)];
  return isAccountChoice(error) ? [answers, failureOf("account", error)] : [failureOf("broker", error)];
}

const CHOICE_CODES = ["ACCOUNT_AMBIGUOUS", "ACCOUNT_UNKNOWN", "ACCOUNT_INACTIVE", "NO_ACTIVE_ACCOUNT"];

/** Whether all that is missing is an account among the login's. */
export const isAccountChoice = ({ code }: TradebotError): boolean => CHOICE_CODES.includes(code);

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

/** What the broker lets the login do: a line for each thing that stands in the way, or one that nothing does. */
export function checkRights(account: AccountIdentity, situation: Situation): readonly Diagnosis[] {
  const restrictions = restrictionsOf(account, situation);
  const rights = restrictions.filter(({ blocks }) => blocks !== "data").map(diagnosisOf);
  const data = restrictions.filter(({ blocks }) => blocks === "data").map(diagnosisOf);
  return [
    ...(rights.length > 0 ? rights : [checkTrading(account)]),
    ...(data.length > 0 ? data : [checkSession(account.rights)]),
  ];
}

function checkTrading({ nettingProfile, rights }: AccountIdentity): Diagnosis {
  if (rights.canTrade === true)
    return fine("rights", `the user may trade; positions net by ${nettingProfile}`);
  return doubtful(
    "rights",
    "the broker does not say whether the user may trade",
    "see whether the platform lets the same user place an order",
  );
}

function diagnosisOf({ code, blocks, finding, remedy }: Restriction): Diagnosis {
  const name = blocks === "data" ? "session" : "rights";
  if (blocks !== "trading") return doubtful(name, finding, remedy);
  const exit = code === "NETTING_PROFILE_UNKNOWN" ? "broker_contract_broken" : "configuration";
  return failing(name, finding, { exit, remedy });
}

/** What the session may see of the markets. */
function checkSession({ tradeLevel, dataLevel }: AccountRights): Diagnosis {
  if (tradeLevel === undefined) {
    return doubtful(
      "session",
      "the broker does not say what the session may see",
      "look at the delays of the instruments",
    );
  }
  return fine("session", `trade level ${tradeLevel}, data level ${dataLevel ?? "unknown"}`);
}
