import type { Timestamp } from "../../core/domain/time.ts";
import type { Activity, ActivityStatus, ActivitySubStatus, Books, Execution } from "./books.ts";
import { logIdOf } from "./ids.ts";
import type { Step } from "./step.ts";

interface Entry {
  readonly at: Timestamp;
  readonly orderId: string;
  readonly status: ActivityStatus;
  readonly subStatus: ActivitySubStatus;
  readonly execution?: Execution;
}

/** Adds a line to the order log. */
export function record(books: Books, entry: Entry): Step {
  const activities = books.counters.activities + 1;
  const activity: Activity = { logId: logIdOf(activities), ...entry };
  return {
    books: { ...books, counters: { ...books.counters, activities } },
    placed: [],
    activities: [activity],
  };
}
