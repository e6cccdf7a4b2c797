import type { AccountRights } from "../../../core/domain/account.ts";
import { present } from "../../../core/domain/present.ts";
import type { Account } from "../wire/account.ts";
import type { Client } from "../wire/client.ts";
import type { SessionCapabilities } from "../wire/session-capabilities.ts";
import type { UserRights } from "../wire/user-rights.ts";
import type { User } from "../wire/user.ts";

/** What the broker said; parts that it did not answer are missing. */
interface Answers {
  readonly account: Account;
  readonly owner: Client;
  readonly user: User | undefined;
  readonly userRights: UserRights | undefined;
  readonly session: SessionCapabilities | undefined;
  /** What was asked and not answered. */
  readonly unanswered: readonly string[];
}

export const accountRights = ({
  account,
  owner,
  user,
  userRights,
  session,
  unanswered,
}: Answers): AccountRights =>
  present({
    canTrade: userRights?.AccessRights?.CanTrade,
    isReduceOnly: owner.ReduceExposureOnly,
    legalAssetTypes: legalAssetTypes(account, owner),
    hasAcceptedMarketDataTerms: user?.MarketDataViaOpenApiTermsAccepted,
    tradeLevel: session?.TradeLevel,
    dataLevel: session?.DataLevel,
    unanswered: unanswered.length === 0 ? undefined : unanswered,
  });

/** The account's own list goes before the client's, which may be no more than an indication; an empty one says nothing. */
function legalAssetTypes(account: Account, owner: Client): readonly string[] | undefined {
  const ofClient = owner.LegalAssetTypesAreIndicative === true ? [] : owner.LegalAssetTypes;
  return [account.LegalAssetTypes, ofClient].find((types) => types !== undefined && types.length > 0);
}
