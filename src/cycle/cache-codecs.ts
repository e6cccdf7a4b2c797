import { NETTING_PROFILES, type AccountIdentity, type AccountRights } from "../core/domain/account.ts";
import { accountKey, clientKey } from "../core/domain/ids.ts";
import type { TradingSession } from "../core/domain/instrument.ts";
import { isObject } from "../core/domain/is-object.ts";
import { timestamp } from "../core/domain/time.ts";

// Cached values come back as plain JSON, perhaps written by an older version: whatever does not fit exactly is
// treated as not cached, which costs one request.

const isText = (value: unknown): value is string => typeof value === "string" && value !== "";

export function decodeIdentity(value: unknown): AccountIdentity | undefined {
  if (!isObject(value)) return undefined;
  const { clientKey: client, accountKey: account, accountId, currency, nettingProfile } = value;
  const profile = NETTING_PROFILES.find((known) => known === nettingProfile);
  const rights = decodeRights(value["rights"]);
  if (
    !isText(client) ||
    !isText(account) ||
    !isText(accountId) ||
    !isText(currency) ||
    profile === undefined ||
    rights === undefined
  ) {
    return undefined;
  }
  return {
    clientKey: clientKey(client),
    accountKey: accountKey(account),
    accountId,
    currency,
    nettingProfile: profile,
    rights,
  };
}

function decodeRights(value: unknown): AccountRights | undefined {
  if (!isObject(value)) return undefined;
  const {
    canTrade,
    isReduceOnly,
    hasAcceptedMarketDataTerms,
    legalAssetTypes,
    tradeLevel,
    dataLevel,
    unanswered,
  } = value;
  const isSound =
    [canTrade, isReduceOnly, hasAcceptedMarketDataTerms].every(isAbsentOr(isFlag)) &&
    [tradeLevel, dataLevel].every(isAbsentOr(isText)) &&
    [legalAssetTypes, unanswered].every(isAbsentOr(isTextList));
  return isSound ? value : undefined;
}

const isFlag = (value: unknown): boolean => typeof value === "boolean";
const isTextList = (value: unknown): boolean => Array.isArray(value) && value.every(isText);
const isAbsentOr =
  (fits: (value: unknown) => boolean) =>
  (value: unknown): boolean =>
    value === undefined || fits(value);

export function decodeSessions(value: unknown): readonly TradingSession[] | undefined {
  if (!Array.isArray(value)) return undefined;
  const sessions = value.map(decodeSession);
  return sessions.every((session) => session !== undefined) ? sessions : undefined;
}

function decodeSession(value: unknown): TradingSession | undefined {
  if (!isObject(value)) return undefined;
  const { startAt, endAt, state } = value;
  if (!Number.isSafeInteger(startAt) || !Number.isSafeInteger(endAt) || !isText(state)) return undefined;
  return { startAt: timestamp(Number(startAt)), endAt: timestamp(Number(endAt)), state };
}
