import type { Decimal } from "./decimal.ts";
import type { AccountKey, ClientKey, OrderId, PositionId } from "./ids.ts";
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
  /** What was asked about them and not answered; absent when everything was. */
  readonly unanswered?: readonly string[];
}

export interface AccountBalance {
  readonly currency: string;
  readonly cash: Decimal;
  /** Cash, unrealised result and unbooked transactions: the equity. */
  readonly totalValue: Decimal;
  /** What trades that are not settled yet will bring to the cash, or take; absent where the broker does not say. */
  readonly unbooked?: Decimal;
  /** Whether the broker vouches for the figures (`CalculationReliability` Ok or OkWithConditions). */
  readonly isReliable: boolean;
  /** What new positions may be paid from, of the cash and of the margin; the first bounds what is bought of what is paid in full. */
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
  /** Whether some of its openings net with nothing; absent where the broker does not say so. */
  readonly hasForceOpen?: true;
  /** The one opening behind it; absent where there are several, or the broker does not say. */
  readonly singlePositionId?: PositionId;
  /** As the broker values it now. */
  readonly valuation?: Valuation;
}

/** One opening, or under netting by the end of the day also one closing, as the broker lists it. */
export interface Position {
  readonly positionId: PositionId;
  readonly instrumentId: string;
  /** Signed: negative is short. */
  readonly quantity: Decimal;
  /** `Open`, `Closed`, `Closing`, `PartiallyClosed`, `Square`, ... */
  readonly status: string;
  readonly canBeClosed: boolean;
  /** It nets with nothing, and ends only when it is closed by its id. */
  readonly isForceOpen: boolean;
  readonly openPrice?: Decimal;
  readonly openedAt?: Timestamp;
  /** The order that opened it. */
  readonly sourceOrderId?: OrderId;
  /** Of the order that opened it. */
  readonly externalReference?: string;
  /** What a unit of the instrument's money is worth in the account's now; absent where the broker does not say. */
  readonly conversionRate?: Decimal;
  /** Orders that wait to close it. */
  readonly relatedOrderIds: readonly OrderId[];
}

/** One that is over is listed until the night all the same. */
export const isHeld = ({ status }: Pick<Position, "status">): boolean =>
  status !== "Closed" && status !== "Square";

/** A part of an opening, and what closed it. */
export interface ClosedPosition {
  readonly instrumentId: string;
  /** Signed like the opening. */
  readonly quantity: Decimal;
  readonly openingPositionId: PositionId;
  readonly closingPositionId: PositionId;
  readonly openPrice: Decimal;
  readonly closingPrice: Decimal;
  readonly openedAt: Timestamp;
  readonly closedAt: Timestamp;
  /** In the account's currency, before costs; absent where the broker gives none. */
  readonly profitLoss?: Decimal;
  /** What the broker took for this part of the opening, and for closing it; in the account's currency, positive. */
  readonly openingCost?: Decimal;
  readonly closingCost?: Decimal;
  readonly openingReference?: string;
  readonly closingReference?: string;
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
