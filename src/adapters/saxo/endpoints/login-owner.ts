import { z } from "zod/mini";
import { maskAccountId } from "../../../core/domain/mask-account-id.ts";
import { brokerWords } from "../transport/broker-words.ts";
import { readObject } from "../transport/read.ts";
import type { SaxoClient } from "../transport/saxo-client.ts";
import { omittableText } from "../wire/omittable.ts";
import { readAccounts } from "./accounts.ts";
import { readClient } from "./client.ts";

/** Whom a login speaks for, as its owner knows it: nothing here could be used by somebody else. */
export interface LoginOwner {
  /** Absent where the broker does not say. */
  readonly name?: string;
  readonly nettingProfile: string;
  /** The active ones. */
  readonly accounts: readonly string[];
}

const NamedUser = z.looseObject({ Name: omittableText });

/** @throws TradebotError when any of the three is not answered: then nobody knows whether the login is good */
export async function readLoginOwner(client: SaxoClient): Promise<LoginOwner> {
  const [user, owner, accounts] = await Promise.all([
    readObject(client, { method: "GET", path: "/port/v1/users/me" }, NamedUser),
    readClient(client),
    readAccounts(client),
  ]);
  return {
    ...(user.Name === undefined ? {} : { name: brokerWords(user.Name) }),
    nettingProfile: brokerWords(owner.PositionNettingProfile ?? "unknown"),
    accounts: accounts
      .filter(({ Active }) => Active !== false)
      .map(({ AccountId, Currency }) => `${maskAccountId(AccountId)} in ${brokerWords(Currency)}`),
  };
}
