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
}

/** Sum of all openings in one instrument. */
export interface NetPosition {
  /** `AssetType:Uic`; may be of an asset type we do not trade. */
  readonly instrumentId: string;
  /** Signed: negative is short. */
  readonly quantity: Decimal;
  readonly averageOpenPrice?: Decimal;
  readonly canBeClosed: boolean;
}

/** The account at one instant, as the broker showed it. */
export interface AccountSnapshot {
  readonly takenAt: Timestamp;
  readonly balance: AccountBalance;
  readonly positions: readonly NetPosition[];
}
