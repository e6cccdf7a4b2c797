import type { Decimal } from "../../core/domain/decimal.ts";
import { decimal } from "../../core/domain/decimal.ts";
import type { Instrument } from "../../core/domain/instrument.ts";
import type { Side } from "../../core/domain/order.ts";
import type { Timestamp } from "../../core/domain/time.ts";
import { isoFromTimestamp } from "../../core/domain/time.ts";

/** What the exchange knows of the account at one instant; a value that is replaced, never changed. */
export interface Books {
  /** In account currency, always whole cents. */
  readonly cash: Decimal;
  /** Everything the market did up to this instant has been worked into the books. */
  readonly settledThrough: Timestamp;
  readonly counters: Counters;
  readonly closings: ClosingsOfDay;
  /** Open positions by id, oldest first: netting takes them in this order. */
  readonly lots: ReadonlyMap<string, Lot>;
  /** Orders that still work, by id, oldest first. */
  readonly orders: ReadonlyMap<string, WorkingOrder>;
}

/** How many ids of each kind were given out. Ids come from here, so that the same commands make the same ids. */
interface Counters {
  readonly orders: number;
  readonly positions: number;
  readonly activities: number;
}

/** How many positions were closed on a day, UTC; the exchange forgets them overnight. */
export interface ClosingsOfDay {
  /** `2026-11-20` */
  readonly day: string;
  readonly count: number;
}

/** One opening, as it was executed. */
export interface Lot {
  readonly positionId: string;
  readonly instrument: Instrument;
  /** Signed: negative is short; never zero. */
  readonly amount: Decimal;
  readonly openPrice: Decimal;
  readonly openedAt: Timestamp;
  /** What opening it cost, in account currency. */
  readonly commission: Decimal;
  readonly orderId: string;
  readonly correlationKey: string;
  readonly externalReference?: string;
}

export type OrderType = "Market" | "Limit";
export type DurationType = "DayOrder" | "GoodTillCancel" | "GoodTillDate";

/** What was ordered; does not change while the order lives. */
export interface OrderTerms {
  readonly orderId: string;
  readonly instrument: Instrument;
  readonly side: Side;
  readonly amount: Decimal;
  /** As the client named it; orders of a type that does not exist here only appear refused. */
  readonly type: string;
  /** Of every type but `Market`. */
  readonly limitPrice?: Decimal;
  /** As the client named it. */
  readonly duration: string;
  /** As the client wrote it, of a good-till-date order. */
  readonly expirationText?: string;
  readonly placedAt: Timestamp;
  readonly correlationKey: string;
  readonly externalReference?: string;
}

export interface WorkingOrder extends OrderTerms {
  /** When it leaves the market unfilled; absent when it stays until cancelled. */
  readonly expiresAt?: Timestamp;
}

export const ACTIVITY_STATUSES = ["Placed", "FinalFill", "Cancelled", "Expired"] as const;
export type ActivityStatus = (typeof ACTIVITY_STATUSES)[number];
export const ACTIVITY_SUB_STATUSES = ["Requested", "Confirmed", "Rejected"] as const;
export type ActivitySubStatus = (typeof ACTIVITY_SUB_STATUSES)[number];

/** A line of the order log. */
export interface Activity {
  readonly logId: string;
  readonly at: Timestamp;
  readonly orderId: string;
  readonly status: ActivityStatus;
  readonly subStatus: ActivitySubStatus;
  readonly execution?: Execution;
}

/** What one execution was, and what it did to the account. */
export interface Execution {
  readonly amount: Decimal;
  readonly price: Decimal;
  readonly positionId: string;
  readonly commission: Decimal;
  /** Everything it moved in cash, commission included; negative when paid. */
  readonly cashChange: Decimal;
}

export const STARTING_CASH = decimal("100000");

export function openBooks(at: Timestamp): Books {
  return {
    cash: STARTING_CASH,
    settledThrough: at,
    counters: { orders: 0, positions: 0, activities: 0 },
    closings: { day: isoFromTimestamp(at).slice(0, 10), count: 0 },
    lots: new Map(),
    orders: new Map(),
  };
}
