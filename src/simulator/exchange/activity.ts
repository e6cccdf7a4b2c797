import type { Decimal } from "../../core/domain/decimal.ts";
import type { Timestamp } from "../../core/domain/time.ts";
import type { OrderProgress, OrderTerms } from "./order-terms.ts";

export const ACTIVITY_STATUSES = [
  "Placed",
  "Working",
  "Changed",
  "Cancelled",
  "Fill",
  "FinalFill",
  "DoneForDay",
  "Expired",
] as const;
export type ActivityStatus = (typeof ACTIVITY_STATUSES)[number];
/** Still on the way to the venue. */
export const TRANSIENT_SUB_STATUSES = ["RouteRequested", "RouteRequestPending", "WaitCondition"] as const;
export type TransientSubStatus = (typeof TRANSIENT_SUB_STATUSES)[number];
export const ACTIVITY_SUB_STATUSES = [
  "Requested",
  ...TRANSIENT_SUB_STATUSES,
  "Confirmed",
  "Rejected",
] as const;
export type ActivitySubStatus = (typeof ACTIVITY_SUB_STATUSES)[number];

/** A line of the order log. */
export interface Activity extends OrderProgress {
  readonly logId: string;
  readonly at: Timestamp;
  readonly orderId: string;
  readonly status: ActivityStatus;
  readonly subStatus: ActivitySubStatus;
  /** The order as it stood then; a refused change shows what was asked for. */
  readonly terms: OrderTerms;
  /** Of `Fill` and `FinalFill`. */
  readonly execution?: Execution;
}

/** What one execution was, and what it did to the account. */
export interface Execution {
  readonly amount: Decimal;
  readonly price: Decimal;
  /** The position it opened or, as an id of its own, closed another one with. */
  readonly positionId: string;
  readonly commission: Decimal;
  /** Everything it moved in cash, commission included; negative when paid. */
  readonly cashChange: Decimal;
}
