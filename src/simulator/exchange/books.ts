import type { Decimal } from "../../core/domain/decimal.ts";
import { decimal } from "../../core/domain/decimal.ts";
import type { Instrument } from "../../core/domain/instrument.ts";
import type { Timestamp } from "../../core/domain/time.ts";
import type { WorkingOrder } from "./order-terms.ts";

/** What the exchange knows of an account at one instant; a value that is replaced, never changed. */
export interface Books {
  readonly account: Account;
  /** In account currency, always whole cents. */
  readonly cash: Decimal;
  /** Everything the market did up to this instant has been worked into the books. */
  readonly settledThrough: Timestamp;
  readonly counters: Counters;
  /** Open positions by id, oldest first: netting takes them in this order. */
  readonly lots: ReadonlyMap<string, Lot>;
  /** Orders that are not in a final state, by id, oldest first. */
  readonly orders: ReadonlyMap<string, WorkingOrder>;
  /** Closed since the last end of day, oldest first, by `closedPositionId`. */
  readonly closedPositions: ReadonlyMap<string, ClosedPosition>;
}

export const NETTING_PROFILES = ["FifoEndOfDay", "FifoRealTime", "AverageRealTime"] as const;
/** Whether opposite positions are matched at once or overnight, and in lots or at one average price. */
export type NettingProfile = (typeof NETTING_PROFILES)[number];

/** What kind of account it is; fixed when the world begins. */
export interface AccountTerms {
  readonly nettingProfile: NettingProfile;
  /** A cash account trades only what is paid in full, and sells only what it owns. */
  readonly isMarginTradingAllowed: boolean;
}

export const ACCOUNT_CURRENCIES = ["USD", "EUR", "GBP"] as const;
type AccountCurrency = (typeof ACCOUNT_CURRENCIES)[number];

/** One of the client's accounts. */
export interface Account extends AccountTerms {
  /** From 1, which is the one that counts where none is named. */
  readonly number: number;
  readonly currency: AccountCurrency;
  /** Nothing new is traded in an account that is not. */
  readonly isActive: boolean;
}

const PLAIN_ACCOUNT: Account = {
  number: 1,
  currency: "USD",
  isActive: true,
  nettingProfile: "FifoRealTime",
  isMarginTradingAllowed: true,
};

/**
 * How many ids of each kind were given out, in all accounts of the client. Ids come from here, so that the same
 * commands make the same ids.
 */
interface Counters {
  readonly orders: number;
  readonly positions: number;
  readonly activities: number;
}

/** One opening, as it was executed. */
export interface Lot {
  readonly positionId: string;
  /** The number of the account that holds it. */
  readonly account: number;
  readonly instrument: Instrument;
  /** Signed: negative is short; never zero. */
  readonly amount: Decimal;
  readonly openPrice: Decimal;
  /** Units of account currency for one of the instrument's, when it was opened. */
  readonly openRate: Decimal;
  readonly openedAt: Timestamp;
  /** Amount times price at the opening: in account currency, whole cents, signed as the amount. */
  readonly openValue: Decimal;
  /** What opening it cost, in account currency. */
  readonly commission: Decimal;
  readonly isForceOpen: boolean;
  readonly orderId: string;
  readonly correlationKey: string;
  readonly externalReference?: string;
}

/** (Part of) an opening that was matched with an opposite execution. */
export interface ClosedPosition {
  readonly account: number;
  readonly openingPositionId: string;
  readonly closingPositionId: string;
  readonly instrument: Instrument;
  /** Signed as the opening. */
  readonly amount: Decimal;
  readonly openPrice: Decimal;
  readonly closingPrice: Decimal;
  readonly openRate: Decimal;
  readonly closingRate: Decimal;
  readonly openedAt: Timestamp;
  readonly closedAt: Timestamp;
  /**
   * What it brought, or took, apart from costs: in account currency, whole cents. Of what is paid in full the
   * change of its currency between payment and sale is a part.
   */
  readonly result: Decimal;
  /** Both positive, in account currency. */
  readonly openingCost: Decimal;
  readonly closingCost: Decimal;
  readonly method: "Fifo" | "Explicit";
  readonly openingReference?: string;
  readonly closingReference?: string;
}

export const closedPositionId = (closed: ClosedPosition): string =>
  `${closed.openingPositionId}-${closed.closingPositionId}`;

export const STARTING_CASH = decimal("100000");

export interface Opening {
  readonly account?: Partial<Account>;
  readonly cash?: Decimal;
}

export function openBooks(at: Timestamp, { account, cash = STARTING_CASH }: Opening = {}): Books {
  return {
    account: { ...PLAIN_ACCOUNT, ...account },
    cash,
    settledThrough: at,
    counters: { orders: 0, positions: 0, activities: 0 },
    lots: new Map(),
    orders: new Map(),
    closedPositions: new Map(),
  };
}
