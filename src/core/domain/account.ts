import type { Decimal } from "./decimal.ts";
import type { AccountKey, ClientKey } from "./ids.ts";
import type { Timestamp } from "./time.ts";

/** Whom the token speaks for and where orders go; the same for the life of a token. */
export interface AccountIdentity {
  readonly clientKey: ClientKey;
  readonly accountKey: AccountKey;
  readonly accountId: string;
  readonly currency: string;
  readonly nettingProfile: NettingProfile;
}

export const NETTING_PROFILES = ["FifoEndOfDay", "FifoRealTime", "AverageRealTime"] as const;
export type NettingProfile = (typeof NETTING_PROFILES)[number];

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
