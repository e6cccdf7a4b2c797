import { event, instrumentEvent, orderEvent } from "./event.ts";

/** Orders are sent, taken over, cancelled and changed. */
export const PLACEMENT_EVENTS = {
  execution_known_orders_awaited: event(
    "warn",
    "execution.reconcile",
    "The store is new and the account holds what it does not know of: the broker's log must catch up first.",
    { required: ["wait_ms"] },
  ),
  execution_order_adopted: orderEvent(
    "warn",
    "execution.reconcile",
    "An order under one of our references was made by another machine, or with a store that was lost; it counts as ours from now on.",
    { required: ["order_id"] },
  ),
  execution_position_adopted: instrumentEvent(
    "warn",
    "execution.reconcile",
    "The account holds an opening that carries our reference and whose order is in no record any more; it counts as ours from now on.",
    { required: ["quantity", "reason"] },
  ),
  execution_lots_missing: instrumentEvent(
    "warn",
    "execution.intent",
    "The broker lists fewer openings of ours to close than were to be sold; only those are closed.",
    { required: ["quantity", "broker_quantity"] },
  ),
  execution_lot_closed_before: instrumentEvent(
    "info",
    "execution.intent",
    "This decision has sent an order for the opening before; it is not sent again.",
    { required: ["external_reference"], optional: ["position_id"] },
  ),
  execution_placement_begin: orderEvent(
    "info",
    "execution.placement",
    "The order is about to be sent; the store says so.",
    { required: ["saxo_request_id"] },
  ),
  execution_order_placed: orderEvent("info", "execution.placement", "The broker accepted the order.", {
    required: ["order_id"],
    optional: ["duration_ms", "execution_outcome"],
  }),
  execution_order_rejected: orderEvent("warn", "execution.placement", "The broker refused the order.", {
    required: ["execution_outcome", "failure_reason"],
    optional: ["order_id", "detail"],
  }),
  execution_order_dropped: orderEvent(
    "warn",
    "execution.placement",
    "The intent is given up; nothing was sent.",
    { required: ["execution_outcome", "failure_reason"], optional: ["detail"] },
  ),
  execution_order_unknown: orderEvent(
    "error",
    "execution.placement",
    "Nobody knows yet whether the order exists; only evidence will tell.",
    { required: ["execution_outcome", "failure_reason"], optional: ["order_id", "detail"] },
  ),
  execution_order_appeared: orderEvent(
    "error",
    "execution.reconcile",
    "An order that nobody had heard of, and that was therefore called absent, is at the broker after all; it counts as ours from now on.",
    { required: ["order_id", "execution_outcome"] },
  ),
  execution_cancel_begin: orderEvent(
    "info",
    "execution.placement",
    "One of our orders is about to be cancelled; the store says so.",
    { required: ["order_id", "reason"] },
  ),
  execution_cancel_refused: orderEvent(
    "warn",
    "execution.placement",
    "The broker did not cancel an order of ours: it works on, or its end came first.",
    { required: ["order_id", "failure_reason"], optional: ["detail"] },
  ),
  execution_exit_not_sent: instrumentEvent(
    "warn",
    "execution.intent",
    "A position was to be left, and a stop or target of ours was in the way: it has closed the position, or may still work.",
    { required: ["reason"] },
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
    { required: ["outcome", "exit_code", "reason", "duration_ms"] },
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
  execution_change_begin: orderEvent(
    "info",
    "execution.placement",
    "One of our orders is about to be changed to another quantity; the store says so.",
    { required: ["order_id", "quantity"] },
  ),
  execution_change_refused: orderEvent(
    "warn",
    "execution.placement",
    "The broker did not change an order of ours, or did not say: it works on.",
    { required: ["order_id", "failure_reason"], optional: ["detail"] },
  ),
} as const;
