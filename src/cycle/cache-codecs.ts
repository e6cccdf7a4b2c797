import { NETTING_PROFILES, type AccountIdentity } from "../core/domain/account.ts";
import { decimal } from "../core/domain/decimal.ts";
import { accountKey, clientKey } from "../core/domain/ids.ts";
import type { Instrument, InstrumentDetails, TradingSession } from "../core/domain/instrument.ts";
import { timestamp } from "../core/domain/time.ts";

// Cached values come back as plain JSON, perhaps written by an older version: whatever does not fit exactly is
// treated as not cached, which costs one request.

type JsonObject = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is JsonObject => typeof value === "object" && value !== null;
const isText = (value: unknown): value is string => typeof value === "string" && value !== "";
const isTextList = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.every(isText);

export function decodeIdentity(value: unknown): AccountIdentity | undefined {
  if (!isObject(value)) return undefined;
  const { clientKey: client, accountKey: account, accountId, currency, nettingProfile } = value;
  const profile = NETTING_PROFILES.find((known) => known === nettingProfile);
  if (
    !isText(client) ||
    !isText(account) ||
    !isText(accountId) ||
    !isText(currency) ||
    profile === undefined
  ) {
    return undefined;
  }
  return {
    clientKey: clientKey(client),
    accountKey: accountKey(account),
    accountId,
    currency,
    nettingProfile: profile,
  };
}

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

export const encodeDetails = (details: InstrumentDetails): JsonObject => ({
  ...details,
  minimumTradeSize: details.minimumTradeSize.toString(),
  ...(details.lotSize === undefined ? {} : { lotSize: details.lotSize.toString() }),
});

/** @param instrument whose entry this is; it is not trusted to the cached value */
export function decodeDetails(value: unknown, instrument: Instrument): InstrumentDetails | undefined {
  if (!isObject(value)) return undefined;
  const {
    symbol,
    description,
    currency,
    isTradable,
    supportedOrderTypes,
    amountDecimals,
    minimumTradeSize,
    lotSize,
  } = value;
  const isComplete =
    [symbol, description, currency, minimumTradeSize].every(isText) &&
    (lotSize === undefined || isText(lotSize)) &&
    typeof isTradable === "boolean" &&
    isTextList(supportedOrderTypes) &&
    Number.isSafeInteger(amountDecimals);
  if (!isComplete) return undefined;
  return {
    instrument,
    symbol: String(symbol),
    description: String(description),
    currency: String(currency),
    isTradable,
    supportedOrderTypes,
    amountDecimals: Number(amountDecimals),
    minimumTradeSize: decimal(String(minimumTradeSize)),
    ...(lotSize === undefined ? {} : { lotSize: decimal(lotSize) }),
  };
}
