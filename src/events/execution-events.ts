import { event } from "./event.ts";

const INSTRUMENT = ["instrument_id", "asset_type", "uic", "symbol"] as const;
const ORDER = [
  "external_reference",
  "side",
  "quantity",
  "purpose",
  "order_price",
  "position_id",
  "account_key",
  ...INSTRUMENT,
  "saxo_request_id",
] as const;

/** The life of an order. */
export const EXECUTION_EVENTS = {
  execution_intent_created: event(
    "info",
    "execution.intent",
    "An order is intended; written down before anything is sent.",
    {
      required: ["external_reference", "side", "quantity", "purpose"],
      optional: ORDER,
    },
  ),
  execution_precheck_begin: event(
    "info",
    "execution.precheck",
    "The broker is asked whether it would take the order.",
    {
      required: ["external_reference"],
      optional: ORDER,
    },
  ),
  execution_precheck_passed: event("info", "execution.precheck", "The broker would take the order.", {
    required: ["external_reference", "precheck_ok", "disclaimer_required"],
    optional: [...ORDER, "estimated_cash_required", "disclaimer_tokens_count", "execution_outcome"],
  }),
  execution_precheck_failed: event(
    "warn",
    "execution.precheck",
    "The order goes no further: refused, or the question could not be answered.",
    {
      required: ["external_reference", "precheck_ok", "execution_outcome", "failure_reason"],
      optional: [...ORDER, "detail"],
    },
  ),
  execution_dry_run_ended: event(
    "info",
    "execution.precheck",
    "Dry run: the order ends here, nothing is placed.",
    {
      required: ["external_reference", "execution_outcome"],
      optional: ORDER,
    },
  ),
  execution_disclaimer_required: event(
    "warn",
    "execution.disclaimers",
    "The broker wants disclaimers answered first.",
    {
      required: ["external_reference", "disclaimer_required", "disclaimer_tokens_count"],
      optional: [...ORDER, "disclaimer_title", "disclaimer_hash"],
    },
  ),
  execution_disclaimer_resolved: event("info", "execution.disclaimers", "All disclaimers are answered.", {
    required: ["external_reference", "disclaimer_tokens_count"],
    optional: [...ORDER, "disclaimer_title", "disclaimer_hash", "disclaimer_policy"],
  }),
  execution_disclaimer_blocked: event(
    "warn",
    "execution.disclaimers",
    "A disclaimer is left unanswered by the policy, or cannot be accepted; the order is given up.",
    {
      required: ["external_reference", "disclaimer_tokens_count", "execution_outcome", "failure_reason"],
      optional: [...ORDER, "disclaimer_title", "disclaimer_hash", "disclaimer_policy", "detail"],
    },
  ),
  execution_disclaimer_reviewed: event(
    "info",
    "execution.disclaimers",
    "A person has agreed to a disclaimer, or declined it.",
    { required: ["disclaimer_hash", "disclaimer_title", "reason"] },
  ),
  execution_known_orders_awaited: event(
    "warn",
    "execution.reconcile",
    "The store is new and the account holds what it does not know of: the broker's log must catch up first.",
    { required: ["wait_ms"] },
  ),
  execution_order_adopted: event(
    "warn",
    "execution.reconcile",
    "An order under one of our references was made by another machine, or with a store that was lost; it counts as ours from now on.",
    { required: ["external_reference", "order_id"], optional: ORDER },
  ),
  execution_position_adopted: event(
    "warn",
    "execution.reconcile",
    "The account holds an opening that carries our reference and whose order is in no record any more; it counts as ours from now on.",
    { required: ["instrument_id", "quantity", "reason"], optional: ["asset_type", "uic", "symbol"] },
  ),
  execution_lots_missing: event(
    "warn",
    "execution.intent",
    "The broker lists fewer openings of ours to close than were to be sold; only those are closed.",
    {
      required: ["instrument_id", "quantity", "broker_quantity"],
      optional: ["asset_type", "uic", "symbol"],
    },
  ),
  execution_lot_closed_before: event(
    "info",
    "execution.intent",
    "This decision has sent an order for the opening before; it is not sent again.",
    {
      required: ["instrument_id", "external_reference"],
      optional: ["asset_type", "uic", "symbol", "position_id"],
    },
  ),
  execution_placement_begin: event(
    "info",
    "execution.placement",
    "The order is about to be sent; the store says so.",
    {
      required: ["external_reference", "saxo_request_id"],
      optional: ORDER,
    },
  ),
  execution_order_placed: event("info", "execution.placement", "The broker accepted the order.", {
    required: ["external_reference", "order_id"],
    optional: [...ORDER, "duration_ms", "execution_outcome"],
  }),
  execution_order_rejected: event("warn", "execution.placement", "The broker refused the order.", {
    required: ["external_reference", "execution_outcome", "failure_reason"],
    optional: [...ORDER, "order_id", "detail"],
  }),
  execution_order_dropped: event("warn", "execution.placement", "The intent is given up; nothing was sent.", {
    required: ["external_reference", "execution_outcome", "failure_reason"],
    optional: [...ORDER, "detail"],
  }),
  execution_order_unknown: event(
    "error",
    "execution.placement",
    "Nobody knows yet whether the order exists; only evidence will tell.",
    {
      required: ["external_reference", "execution_outcome", "failure_reason"],
      optional: [...ORDER, "order_id", "detail"],
    },
  ),
  execution_order_appeared: event(
    "error",
    "execution.reconcile",
    "An order that nobody had heard of, and that was therefore called absent, is at the broker after all; it counts as ours from now on.",
    {
      required: ["external_reference", "order_id", "execution_outcome"],
      optional: ORDER,
    },
  ),
  execution_cancel_begin: event(
    "info",
    "execution.placement",
    "One of our orders is about to be cancelled; the store says so.",
    { required: ["external_reference", "order_id", "reason"], optional: [...ORDER] },
  ),
  execution_cancel_refused: event(
    "warn",
    "execution.placement",
    "The broker did not cancel an order of ours: it works on, or its end came first.",
    { required: ["external_reference", "order_id", "failure_reason"], optional: [...ORDER, "detail"] },
  ),
  execution_exit_not_sent: event(
    "warn",
    "execution.intent",
    "A position was to be left, and a stop or target of ours was in the way: it has closed the position, or may still work.",
    { required: ["instrument_id", "reason"], optional: ["asset_type", "uic", "symbol"] },
  ),
  closeout_begin: event(
    "info",
    "closeout",
    "A person wants everything closed: working orders are cancelled, then positions closed.",
    { required: ["reason", "scope"] },
  ),
  closeout_end: event(
    "info",
    "closeout",
    "The close-out is over; its outcome says whether anything is left.",
    {
      required: ["outcome", "exit_code", "reason", "duration_ms"],
    },
  ),
  execution_stray_cancel_begin: event(
    "info",
    "execution.placement",
    "A working order that our store does not know is about to be cancelled, because a person asked for it.",
    { required: ["order_id", "instrument_id", "reason"] },
  ),
  execution_stray_cancel_refused: event(
    "warn",
    "execution.placement",
    "The broker refused to cancel a working order that our store does not know.",
    { required: ["order_id", "instrument_id", "failure_reason"], optional: ["detail"] },
  ),
  execution_change_begin: event(
    "info",
    "execution.placement",
    "One of our orders is about to be changed to another quantity; the store says so.",
    { required: ["external_reference", "order_id", "quantity"], optional: ORDER },
  ),
  execution_change_refused: event(
    "warn",
    "execution.placement",
    "The broker did not change an order of ours, or did not say: it works on.",
    { required: ["external_reference", "order_id", "failure_reason"], optional: [...ORDER, "detail"] },
  ),
  execution_position_unprotected: event(
    "error",
    "execution.protection",
    "We own something that no order beside it bounds the loss of, though the settings ask for one.",
    {
      required: ["instrument_id", "own_quantity", "quantity", "reason"],
      optional: ["asset_type", "uic", "symbol"],
    },
  ),
  execution_protection_too_large: event(
    "error",
    "execution.protection",
    "Orders of ours wait to sell more of something than we own: once they are executed we owe the rest.",
    {
      required: ["instrument_id", "own_quantity", "quantity", "reason"],
      optional: ["asset_type", "uic", "symbol"],
    },
  ),
  execution_position_claimed: event(
    "info",
    "execution.protection",
    "An order of somebody else's waits to close what we own: none of ours is placed beside it for as much.",
    {
      required: ["instrument_id", "own_quantity", "quantity"],
      optional: ["asset_type", "uic", "symbol"],
    },
  ),
  execution_target_missing: event(
    "warn",
    "execution.protection",
    "A position has its stop, and no target: it cannot be added without taking the stop away for a while.",
    { required: ["instrument_id", "quantity"], optional: ["asset_type", "uic", "symbol"] },
  ),
  execution_order_filled: event(
    "info",
    "execution.reconcile",
    "An execution of one of our orders was booked.",
    {
      required: ["external_reference", "order_id", "filled_quantity", "fill_price"],
      optional: ORDER,
    },
  ),
  execution_reconcile_begin: event(
    "info",
    "execution.reconcile",
    "Orders not yet final are compared with the broker's records.",
    {
      required: ["unknown"],
      optional: ["reason", "settled"],
    },
  ),
  execution_reconcile_result: event(
    "info",
    "execution.reconcile",
    "What the broker's records say about one order.",
    {
      required: ["external_reference", "intent_state", "reason", "execution_outcome"],
      optional: [...ORDER, "order_id", "filled_quantity", "failure_reason", "detail"],
    },
  ),
  execution_position_stranded: event(
    "warn",
    "execution.intent",
    "The strategy wants to leave a position that is too small for an order; it stays until somebody closes it.",
    { required: ["instrument_id", "failure_reason", "detail"], optional: ["asset_type", "uic", "symbol"] },
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
  execution_order_resolved: event(
    "warn",
    "execution.reconcile",
    "A person has said what became of an order that the broker's records do not tell; the bot goes by their word.",
    {
      required: ["external_reference", "intent_state", "reason", "detail", "person"],
      optional: [...ORDER, "order_id", "adjusted_by"],
    },
  ),
  execution_position_adjusted: event(
    "warn",
    "execution.reconcile",
    "The broker holds less of ours than our records said, in two looks and without an order that explains it: the records were put right.",
    {
      required: ["instrument_id", "own_quantity", "broker_quantity", "adjusted_by", "reason"],
      optional: ["asset_type", "uic", "symbol"],
    },
  ),
  execution_foreign_closed: event(
    "info",
    "execution.reconcile",
    "What was not ours was closed because a person asked for it; our records are rid of it.",
    {
      required: ["instrument_id", "own_quantity", "broker_quantity", "adjusted_by"],
      optional: ["asset_type", "uic", "symbol"],
    },
  ),
  execution_cash_differs: event(
    "warn",
    "execution.reconcile",
    "Cash and equity have moved together since the last look, and no order of ours explains it: nothing new is risked in this cycle.",
    {
      required: ["currency", "cash_moved", "equity_moved", "unexplained", "tolerance", "since"],
    },
  ),
  execution_position_differs: event(
    "warn",
    "execution.reconcile",
    "The broker holds less of ours than our records say, and it could not be put right in this run: nothing new is risked in the instrument.",
    {
      required: ["instrument_id", "own_quantity", "broker_quantity", "reason"],
      optional: ["asset_type", "uic", "symbol"],
    },
  ),
} as const;
