import { systemIds } from "../../adapters/system/system-ids.ts";
import type { LoginOwner } from "../../adapters/saxo/endpoints/login-owner.ts";
import type { SaxoBroker } from "../../adapters/saxo/saxo-broker.ts";
import type { Settings } from "../../config/settings.ts";
import type { AccountIdentity } from "../../core/domain/account.ts";
import { isAccountChoice } from "../doctor/check-account.ts";
import { TradebotError } from "../../core/domain/errors.ts";
import { maskAccountId } from "../../core/domain/mask-account-id.ts";
import type { StoreOwner } from "../../cycle/ports/store.ts";
import { brokerConnection } from "../broker-connection.ts";
import { withStoreReader } from "../read-store.ts";
import type { LoginSurroundings } from "./open-login.ts";

/** Whom a login turned out to speak for. */
export interface VerifiedLogin {
  readonly owner: LoginOwner;
  /** The account that orders go to, or why none is chosen. */
  readonly account: AccountIdentity | TradebotError;
  /** What stands between this login and a cycle. */
  readonly warnings: readonly string[];
}

/** @throws TradebotError when the broker does not say whom the login speaks for */
export async function verifyLogin(
  settings: Settings,
  surroundings: LoginSurroundings,
): Promise<VerifiedLogin> {
  const connection = brokerConnection({ settings, ids: systemIds(), ...surroundings });
  try {
    const broker = await connection.connect();
    const [owner, account] = await Promise.all([broker.readLoginOwner(), accountOf(broker)]);
    return { owner, account, warnings: await strangeness(settings, account) };
  } finally {
    await connection.close();
  }
}

async function accountOf(broker: SaxoBroker): Promise<AccountIdentity | TradebotError> {
  try {
    return await broker.readIdentity();
  } catch (error) {
    if (error instanceof TradebotError && isAccountChoice(error)) return error;
    throw error;
  }
}

async function strangeness(
  settings: Settings,
  account: AccountIdentity | TradebotError,
): Promise<readonly string[]> {
  if (account instanceof TradebotError) return [`${account.message}; ${account.hint ?? ""}`];
  const owner = await storeOwner(settings);
  if (owner instanceof TradebotError) return [`whose store this is could not be read: ${owner.message}`];
  const isOurs = owner?.accountKey === account.accountKey && owner.environment === settings.environment;
  if (owner === undefined || isOurs) return [];
  return [
    `the state directory "${settings.stateDirectory}" belongs to another account than this login, and no cycle mixes the two; give each account a STATE_DIR of its own, or log in as the other user`,
  ];
}

async function storeOwner(settings: Settings): Promise<StoreOwner | TradebotError | undefined> {
  try {
    return await withStoreReader(settings, (reader) => reader?.owner());
  } catch (error) {
    if (error instanceof TradebotError) return error;
    throw error;
  }
}

export function verifiedText(environment: string, { owner, account, warnings }: VerifiedLogin): string {
  const target =
    account instanceof TradebotError
      ? "no account yet"
      : `${maskAccountId(account.accountId)} in ${account.currency}`;
  const lines = [
    `logged in to ${environment}${owner.name === undefined ? "" : ` as ${owner.name}`}`,
    `accounts: ${owner.accounts.length === 0 ? "none" : owner.accounts.join(", ")}`,
    `netting profile: ${owner.nettingProfile}`,
    `orders go to: ${target}`,
    ...warnings.map((warning) => `warning: ${warning}`),
  ];
  return lines.join("\n");
}
