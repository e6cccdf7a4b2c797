import { maskKey } from "../../adapters/logging/mask-key.ts";
import type { AccountBalance, AccountIdentity } from "../../core/domain/account.ts";
import { isoFromTimestamp, type Timestamp } from "../../core/domain/time.ts";
import { present } from "../../core/domain/present.ts";
import { ownResultText, type OwnResultDocument } from "./own-result.ts";
import { renderTable } from "../output.ts";

interface AccountRecords {
  readonly environment: string;
  readonly asOf: Timestamp;
  readonly account: AccountIdentity;
  readonly balance: AccountBalance;
  /** What our own trading had come to when a cycle last looked; absent where none has. */
  readonly ownResult?: OwnResultDocument;
}

type AccountDocument = ReturnType<typeof accountDocument>;

/** Keys are credentials' neighbours: shown in part, enough to tell two accounts apart. */
export const accountDocument = ({ environment, asOf, account, balance, ownResult }: AccountRecords) => ({
  environment,
  as_of: isoFromTimestamp(asOf),
  account_key: maskKey(account.accountKey),
  client_key: maskKey(account.clientKey),
  netting_profile: account.nettingProfile,
  currency: balance.currency,
  cash: balance.cash.toString(),
  total_value: balance.totalValue.toString(),
  cash_available: balance.cashAvailable?.toString(),
  margin_available: balance.marginAvailable?.toString(),
  margin_used: balance.marginUsed?.toString(),
  is_reliable: balance.isReliable,
  ...present({ own_result: ownResult }),
});

export function accountText(document: AccountDocument): string {
  const { environment, as_of, currency, is_reliable } = document;
  const identity = renderTable(
    ["account", ""],
    [
      ["account key", document.account_key],
      ["client key", document.client_key],
      ["netting", document.netting_profile],
    ],
  );
  const figures = renderTable(
    ["balance", currency],
    [
      ["cash", document.cash],
      ["total value", document.total_value],
      ["cash available", document.cash_available ?? "-"],
      ["margin available", document.margin_available ?? "-"],
      ["margin used", document.margin_used ?? "-"],
    ],
    [currency],
  );
  const word = is_reliable
    ? "the broker vouches for these figures\n"
    : "the broker does NOT vouch for these figures; nothing is bought on them\n";
  return `${environment}, as the broker showed it at ${as_of}\n\n${identity}\n${figures}${word}${ownResultText(document.own_result, currency)}`;
}
