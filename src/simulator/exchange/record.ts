import { ZERO } from "../../core/domain/decimal.ts";
import type { Timestamp } from "../../core/domain/time.ts";
import type { Activity, ActivityStatus, ActivitySubStatus, Execution } from "./activity.ts";
import type { Books } from "./books.ts";
import { logIdOf } from "./ids.ts";
import type { OrderProgress, OrderTerms } from "./order-terms.ts";
import type { Step } from "./step.ts";

interface Entry {
  readonly at: Timestamp;
  /** As it stands from now on; an order that never worked has no progress. */
  readonly order: OrderTerms & Partial<OrderProgress>;
  readonly status: ActivityStatus;
  readonly subStatus: ActivitySubStatus;
  readonly execution?: Execution;
}

/** Adds a line to the order log. */
export function record(books: Books, { order, ...entry }: Entry): Step {
  const activities = books.counters.activities + 1;
  const activity: Activity = {
    logId: logIdOf(activities),
    ...entry,
    orderId: order.orderId,
    terms: order,
    filledAmount: order.filledAmount ?? ZERO,
    ...(order.averagePrice !== undefined && { averagePrice: order.averagePrice }),
  };
  return {
    books: { ...books, counters: { ...books.counters, activities } },
    placed: [],
    activities: [activity],
  };
}
