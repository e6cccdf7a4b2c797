import type { Timestamp } from "../../core/domain/time.ts";
import type { Activity } from "../exchange/activity.ts";
import type { Books } from "../exchange/books.ts";
import type { OrderTerms } from "../exchange/order-terms.ts";
import type { Step } from "../exchange/step.ts";
import type { World } from "../market/types.ts";

/** A line of the order log with the order it is about. */
export interface LoggedActivity {
  readonly activity: Activity;
  /** As it stood then. */
  readonly order: OrderTerms;
}

/** Which lines of the order log; all bounds inclusive. */
export interface ActivityFilter {
  readonly upTo: Timestamp;
  readonly from: Timestamp | undefined;
  readonly orderId: string | undefined;
  readonly correlationKey: string | undefined;
  /** The number of one; lines of every account when absent. */
  readonly account?: number | undefined;
  /** Only lines after this one. */
  readonly afterLogId: string | undefined;
}

/** A write that must not be taken twice, recorded together with what it did. */
export interface WriteSeen {
  readonly key: string;
  readonly at: Timestamp;
}

export interface StoredWorld {
  readonly world: World;
  /** By their numbers, from 1. */
  readonly accounts: readonly Books[];
}

/** What happened to one account. */
export interface AccountChange {
  readonly before: Books;
  readonly step: Step;
}
