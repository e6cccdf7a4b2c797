import type { Decimal } from "./decimal.ts";
import type { AccountKey, ClientKey } from "./ids.ts";
import type { Timestamp } from "./time.ts";

/** Whom the token speaks for and where orders go; the same for the life of a token. */
export interface AccountIdentity {
  readonly clientKey: ClientKey;
  readonly accountKey: AccountKey;
  readonly accountId: string;
  readonly currency: string;
  /** Unknown when the broker names one that is not known here: nothing is traded then. */
  readonly nettingProfile: NettingProfile | "Unknown";
  readonly rights: AccountRights;
}

export const NETTING_PROFILES = ["FifoEndOfDay", "FifoRealTime", "AverageRealTime"] as const;
export type NettingProfile = (typeof NETTING_PROFILES)[number];

/** What the broker lets the login do with the account, each where it says. */
export interface AccountRights {
  readonly canTrade?: boolean;
  /** Positions may be closed, and none be opened. */
  readonly isReduceOnly?: boolean;
  /** Asset types that may be traded at all; open-ended. */
  readonly legalAssetTypes?: readonly string[];
  /** Without it a live login gets no prices of exchanges. */
  readonly hasAcceptedMarketDataTerms?: boolean;
  /** `OrdersOnly` or `FullTradingAndChat`; belongs to the session, and changes when another one takes it. */
  readonly tradeLevel?: string;
  /** `Standard` or `Premium`. */
  readonly dataLevel?: string;
}

export interface AccountBalance {
  readonly currency: string;
  readonly cash: Decimal;
  /** Cash, unrealised result and unbooked transactions: the equity. */
  readonly totalValue: Decimal;
  /** Whether the broker vouches for the figures (`CalculationReliability` Ok or OkWithConditions). */
  readonly isReliable: boolean;
  /** What new positions may be paid from, of the cash and of the margin; shown to people, decided by nowhere. */
  readonly cashAvailable?: Decimal;
  readonly marginAvailable?: Decimal;
  /** By the open positions, >= 0. */
  readonly marginUsed?: Decimal;
}

/** Sum of all openings in one instrument. */
export interface NetPosition {
  /** `AssetType:Uic`; may be of an asset type we do not trade. */
  readonly instrumentId: string;
  /** Signed: negative is short. */
  readonly quantity: Decimal;
  readonly averageOpenPrice?: Decimal;
  readonly canBeClosed: boolean;
  /** As the broker values it now; shown to people, decided by nowhere. */
  readonly valuation?: Valuation;
}

/** Each figure where the broker gives it. */
export interface Valuation {
  /** Of the instrument, at which the position could be closed. */
  readonly price?: Decimal;
  /** In the account's currency; margin products such as FX and CFDs have none. */
  readonly marketValue?: Decimal;
  /** In the account's currency, signed like the position. */
  readonly exposure?: Decimal;
  /** Unrealised, in the account's currency. */
  readonly profitLoss?: Decimal;
}

/** The account at one instant, as the broker showed it. */
export interface AccountSnapshot {
  readonly takenAt: Timestamp;
  readonly balance: AccountBalance;
  readonly positions: readonly NetPosition[];
}
