import type { AccountIdentity, AccountRights } from "./account.ts";
import type { AssetType } from "./instrument.ts";

/** Something that the broker does not let the login do, or does worse than it could. */
export interface Restriction {
  readonly code: RestrictionCode;
  /** Nothing can be traded, nothing be opened, some instruments not be traded, prices are poorer, or nobody knows. */
  readonly blocks: "trading" | "entries" | "instruments" | "data" | "unknown";
  readonly finding: string;
  readonly remedy: string;
}

type RestrictionCode =
  | "NETTING_PROFILE_UNKNOWN"
  | "TRADING_NOT_PERMITTED"
  | "ACCOUNT_REDUCE_ONLY"
  | "ASSET_TYPE_NOT_LEGAL"
  | "MARKET_DATA_TERMS_NOT_ACCEPTED"
  | "SESSION_NOT_PRIMARY"
  | "RIGHTS_NOT_ANSWERED";

export interface Situation {
  readonly environment: string;
  /** Of the watchlist. */
  readonly assetTypes: readonly AssetType[];
  /** Delayed quotes may be traded on. */
  readonly allowDelayedData: boolean;
}

/** Everything about the account that stands in the way of trading the watchlist, the gravest first. */
export const restrictionsOf = (account: AccountIdentity, situation: Situation): readonly Restriction[] =>
  [
    nettingRestriction(account),
    tradeRestriction(account.rights),
    reduceRestriction(account.rights),
    assetTypeRestriction(account.rights, situation),
    termsRestriction(account.rights, situation),
    sessionRestriction(account.rights, situation),
    unansweredRestriction(account.rights),
  ].filter((restriction) => restriction !== undefined);

const nettingRestriction = ({ nettingProfile }: AccountIdentity): Restriction | undefined =>
  nettingProfile === "Unknown"
    ? {
        code: "NETTING_PROFILE_UNKNOWN",
        blocks: "trading",
        finding:
          "the client's position netting is none that this program knows, so that positions would be misread",
        remedy:
          "let Saxo set the client to FifoEndOfDay, FifoRealTime or AverageRealTime, or look for a newer version",
      }
    : undefined;

const tradeRestriction = ({ canTrade }: AccountRights): Restriction | undefined =>
  canTrade === false
    ? {
        code: "TRADING_NOT_PERMITTED",
        blocks: "trading",
        finding: "the user has no right to trade (CanTrade is false)",
        remedy: "ask Saxo for the right to trade, or log in as a user who has it",
      }
    : undefined;

/** The broker refuses an order that the rights do not allow; until then nobody would know. */
const unansweredRestriction = ({ unanswered = [] }: AccountRights): Restriction | undefined =>
  unanswered.length === 0
    ? undefined
    : {
        code: "RIGHTS_NOT_ANSWERED",
        blocks: "unknown",
        finding: `what the login may do is not fully known: no answer from ${unanswered.join(", ")}`,
        remedy:
          "once: nothing, it is asked again within minutes; always: see what the http_error says of it, an app may lack the right to ask",
      };

const reduceRestriction = ({ isReduceOnly }: AccountRights): Restriction | undefined =>
  isReduceOnly === true
    ? {
        code: "ACCOUNT_REDUCE_ONLY",
        blocks: "entries",
        finding: "the client may only close positions (ReduceExposureOnly)",
        remedy: "ask Saxo what is missing, usually a document or a margin payment",
      }
    : undefined;

/** Whether the account may trade this type at all. */
export const isLegal = ({ legalAssetTypes }: AccountRights, assetType: AssetType): boolean =>
  legalAssetTypes?.includes(assetType) ?? true;

function assetTypeRestriction(rights: AccountRights, { assetTypes }: Situation): Restriction | undefined {
  const illegal = [...new Set(assetTypes)].filter((type) => !isLegal(rights, type));
  if (illegal.length === 0) return undefined;
  return {
    code: "ASSET_TYPE_NOT_LEGAL",
    blocks: illegal.length === new Set(assetTypes).size ? "trading" : "instruments",
    finding: `the account may not trade ${illegal.join(", ")} (LegalAssetTypes)`,
    remedy: "take them off the watchlist, choose another account, or apply for them with Saxo",
  };
}

/** Their prices belong to exchanges, which want a subscription, accepted terms and a session of their own. */
const PRICED_BY_EXCHANGES: ReadonlySet<AssetType> = new Set(["Stock", "Etf", "CfdOnStock", "CfdOnEtf"]);

const needsExchangePrices = ({ assetTypes }: Situation): boolean =>
  assetTypes.some((type) => PRICED_BY_EXCHANGES.has(type));

const termsRestriction = (
  { hasAcceptedMarketDataTerms }: AccountRights,
  situation: Situation,
): Restriction | undefined =>
  hasAcceptedMarketDataTerms === false && situation.environment === "LIVE" && needsExchangePrices(situation)
    ? {
        code: "MARKET_DATA_TERMS_NOT_ACCEPTED",
        blocks: "data",
        finding: "the user has not accepted the terms for market data via OpenAPI",
        remedy: "accept them in Saxo's platform: Settings, Other, OpenAPI data access",
      }
    : undefined;

const REAL_TIME = "FullTradingAndChat";

const sessionRestriction = ({ tradeLevel }: AccountRights, situation: Situation): Restriction | undefined =>
  tradeLevel !== undefined &&
  tradeLevel !== REAL_TIME &&
  !situation.allowDelayedData &&
  needsExchangePrices(situation)
    ? {
        code: "SESSION_NOT_PRIMARY",
        blocks: "data",
        finding: `the session's trade level is ${tradeLevel}: prices of exchanges come late, which is refused`,
        remedy:
          "tradebot auth session --full takes the level, and demotes the user's other sessions such as SaxoTraderGO",
      }
    : undefined;
