import type { EventName } from "../events/catalogue.ts";
import { breach, type Breach } from "./breach.ts";
import type { CycleRun } from "./world.ts";

/** Where everything is as it should be, nothing is asked of the broker. */
const REQUESTS: ReadonlySet<EventName> = new Set<EventName>([
  "execution_intent_created",
  "execution_change_begin",
  "execution_cancel_begin",
]);

/** Events that tell of something new about an order. */
const NEWS: ReadonlySet<EventName> = new Set<EventName>([
  "execution_order_placed",
  "execution_order_filled",
  "execution_order_appeared",
  "execution_order_dropped",
  "execution_order_rejected",
  "execution_order_unknown",
  "execution_reconcile_result",
]);

/**
 * A cycle after undisturbed ones ends well, asks the broker for no change, and learns nothing new.
 *
 * @param moved orders of which the start before could not know yet, so that there may be news of them. Whatever a cycle
 *   asks for moves an order, too: that excuses no request.
 */
export function findUnrest(
  { exitCode, events }: Pick<CycleRun, "exitCode" | "events">,
  moved: ReadonlySet<string>,
): readonly Breach[] {
  const news = events.all.filter(
    ({ name, fields }) => REQUESTS.has(name) || (NEWS.has(name) && !moved.has(String(fields["order_id"]))),
  );
  return [
    ...(exitCode === 0 ? [] : [breach("unsettled", `exit ${exitCode}: ${whyOf(events.all)}`)]),
    ...(news.length === 0 ? [] : [breach("restless", JSON.stringify(news[0]))]),
  ];
}

const whyOf = (events: CycleRun["events"]["all"]): string =>
  JSON.stringify(
    events.findLast(({ name }) => name === "cycle_failed" || name === "execution_order_unknown"),
  );
