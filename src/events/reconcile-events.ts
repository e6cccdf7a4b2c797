import { event, instrumentEvent, orderEvent } from "./event.ts";

/** Our records beside the broker's. */
export const RECONCILE_EVENTS = {
  execution_order_filled: orderEvent(
    "info",
    "execution.reconcile",
    "An execution of one of our orders was booked.",
    { required: ["order_id", "filled_quantity", "fill_price"] },
  ),
  execution_reconcile_begin: event(
    "info",
    "execution.reconcile",
    "Orders not yet final are compared with the broker's records.",
    { required: ["unknown"], optional: ["reason", "settled"] },
  ),
  execution_reconcile_result: orderEvent(
    "info",
    "execution.reconcile",
    "What the broker's records say about one order.",
    {
      required: ["intent_state", "reason", "execution_outcome"],
      optional: ["order_id", "filled_quantity", "failure_reason", "detail"],
    },
  ),
  execution_position_stranded: instrumentEvent(
    "warn",
    "execution.intent",
    "The strategy wants to leave a position that is too small for an order; it stays until somebody closes it.",
    { required: ["failure_reason", "detail"] },
  ),
  reconcile_begin: event(
    "info",
    "execution.reconcile",
    "A person wants our records compared with the broker's now; no order is sent.",
  ),
  reconcile_end: event("info", "execution.reconcile", "The comparison that a person asked for is over.", {
    required: ["outcome", "exit_code"],
    optional: ["failure_reason"],
  }),
  execution_order_resolved: orderEvent(
    "warn",
    "execution.reconcile",
    "A person has said what became of an order that the broker's records do not tell; the bot goes by their word.",
    { required: ["intent_state", "reason", "detail", "person"], optional: ["order_id", "adjusted_by"] },
  ),
  execution_position_adjusted: instrumentEvent(
    "warn",
    "execution.reconcile",
    "The broker holds less of ours than our records said, in two looks and without an order that explains it: the records were put right.",
    { required: ["own_quantity", "broker_quantity", "adjusted_by", "reason"] },
  ),
  execution_foreign_closed: instrumentEvent(
    "info",
    "execution.reconcile",
    "What was not ours was closed because a person asked for it; our records are rid of it.",
    { required: ["own_quantity", "broker_quantity", "adjusted_by"] },
  ),
  execution_cash_differs: event(
    "warn",
    "execution.reconcile",
    "Cash and equity have moved together since the last look, and no order of ours explains it: nothing new is risked in this cycle.",
    { required: ["currency", "cash_moved", "equity_moved", "unexplained", "tolerance", "since"] },
  ),
  execution_position_differs: instrumentEvent(
    "warn",
    "execution.reconcile",
    "The broker holds less of ours than our records say, and it could not be put right in this run: nothing new is risked in the instrument.",
    { required: ["own_quantity", "broker_quantity", "reason"] },
  ),
} as const;
