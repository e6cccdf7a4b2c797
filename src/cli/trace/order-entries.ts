import type { IntentHistory } from "../../adapters/store/history.ts";
import { ZERO } from "../../core/domain/decimal.ts";
import type { Fill } from "../../core/domain/order.ts";
import { isoFromTimestamp, timestamp } from "../../core/domain/time.ts";
import { isFinal, type IntentState } from "../../core/execution/lifecycle.ts";
import type { EventName } from "../../events/catalogue.ts";
import type { RunFields, StoreEntry } from "./store-entry.ts";

/** @param name of the order among several, put before what is said of it */
export function historyEntries(
  history: IntentHistory,
  runOf: (cycle: number) => RunFields,
  name: string,
): readonly StoreEntry[] {
  const { standing, cycleId, transitions, fills } = history;
  const { intent } = standing;
  const about = { external_reference: intent.externalReference };
  const steps = transitions.map((step): StoreEntry & { readonly to: IntentState } => ({
    at: step.at,
    what: step.to,
    detail: `${name}${stepDetail(step)}`,
    toldBy: { events: TOLD_BY[step.to], fields: { ...about, ...runOf(step.cycleId) } },
    isTimeExact: true,
    to: step.to,
  }));
  const executions = fills.map((fill) => fillEntry(fill, history, name));
  return [
    {
      at: intent.createdAt,
      what: "intent",
      detail: `${intent.side} ${intent.quantity.toString()} ${intent.instrument.id} (${intent.purpose}), ${intent.externalReference}`,
      toldBy: { events: ["execution_intent_created"], fields: { ...about, ...runOf(cycleId) } },
      isTimeExact: true,
    },
    ...steps.filter(({ to }) => !isFinal(to)),
    ...executions, // before the step that ends the order because of them
    ...steps.filter(({ to }) => isFinal(to)),
  ];
}

function stepDetail({
  reason,
  detail,
  orderId,
  filledQuantity,
}: IntentHistory["transitions"][number]): string {
  return [
    reason,
    orderId === undefined ? undefined : `order ${orderId}`,
    filledQuantity === undefined ? undefined : `${filledQuantity.toString()} filled`,
    detail,
  ]
    .filter((part) => part !== undefined)
    .join(", ");
}

/** Which lines announce a step; the first of the same run that is not taken yet. */
const TOLD_BY: Readonly<Record<IntentState, readonly EventName[]>> = {
  created: ["execution_intent_created"],
  dropped: [
    "execution_precheck_failed",
    "execution_dry_run_ended",
    "execution_disclaimer_blocked",
    "execution_order_dropped",
  ],
  placing: ["execution_placement_begin"],
  unknown: ["execution_order_unknown"],
  absent: ["execution_order_dropped", "execution_reconcile_result"],
  rejected: ["execution_order_rejected", "execution_reconcile_result"],
  placed: ["execution_order_placed", "execution_reconcile_result"],
  cancelling: ["execution_cancel_begin"],
  filled: ["execution_reconcile_result"],
  cancelled: ["execution_reconcile_result"],
  expired: ["execution_reconcile_result"],
};

/** The broker's clock is not ours, and may put an execution before its own acceptance: it stands after that, and before the end. */
function fillEntry(fill: Fill, { standing, transitions }: IntentHistory, name: string): StoreEntry {
  const accepted = transitions.find(({ orderId }) => orderId === fill.orderId);
  const last = transitions.findLast(({ filledQuantity }) => filledQuantity?.gt(ZERO) === true);
  const notBefore = Math.max(fill.at, accepted?.at ?? fill.at);
  return {
    at: timestamp(Math.min(notBefore, last?.at ?? notBefore)),
    what: "execution",
    detail: `${name}${fill.quantity.toString()} at ${fill.price.toString()}, order ${fill.orderId}; ${isoFromTimestamp(fill.at)} by the broker's clock`,
    toldBy: {
      events: ["execution_order_filled"],
      fields: {
        external_reference: standing.intent.externalReference,
        order_id: fill.orderId,
        filled_quantity: fill.quantity.toString(),
        fill_price: fill.price.toString(),
      },
    },
    isTimeExact: true,
  };
}
