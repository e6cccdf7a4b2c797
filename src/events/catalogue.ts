import { event } from "./event.ts";

const INSTRUMENT = ["instrument_id", "asset_type", "uic", "symbol"] as const;
const HTTP = [
  "http_method",
  "http_url_path",
  "http_status",
  "error_code",
  "saxo_request_id",
  "x_correlation",
  "duration_ms",
  "rate_limit_remaining_app_day",
  "rate_limit_remaining_session",
  "rate_limit_remaining_session_orders",
  "rate_limit_remaining_other",
  "rate_limit_reset_app_day",
  "rate_limit_reset_session",
  "rate_limit_reset_session_orders",
  "rate_limit_reset_other",
] as const;
const ORDER = ["external_reference", "side", "quantity", "purpose", "account_key", ...INSTRUMENT] as const;

/** Everything that can be logged, and nothing else can: an event or field missing here does not compile. */
export const CATALOGUE = {
  startup_begin: event("info", "startup", "The process started and holds the lock.", {
    required: ["version", "node_version", "process_id"],
  }),
  startup_config_loaded: event("info", "startup.config", "The configuration is valid.", {
    required: ["files", "instruments"],
  }),
  startup_config_invalid: event(
    "error",
    "startup.config",
    "One fault of the configuration; all of them are logged.",
    {
      required: ["fault"],
      optional: ["setting", "expected", "hint"],
    },
  ),
  startup_lock_recovered: event(
    "warn",
    "startup.lock",
    "The previous holder of the lock is dead; its lock was taken over.",
    {
      optional: ["holder_process_id", "holder_host", "holder_since"],
    },
  ),
  startup_jitter_slept: event(
    "info",
    "startup",
    "Waited a random time so that installations do not all ask at once.",
    {
      required: ["jitter_ms"],
    },
  ),
  startup_store_migrated: event("info", "startup.store", "The store was brought to the current version.", {
    required: ["path"],
  }),
  startup_store_replaced: event(
    "error",
    "startup.store",
    "The store was damaged; it was moved aside and a new one begun.",
    {
      required: ["path", "detail"],
    },
  ),
  startup_ready: event("info", "startup", "Everything a cycle needs is in place."),

  auth_mode_selected: event("info", "auth", "How requests are authorised.", { required: ["auth_mode"] }),
  auth_account_selected: event("info", "auth", "The account that orders go to.", {
    required: ["client_key", "account_key", "currency"],
    optional: ["trade_level", "data_level"],
  }),

  cycle_begin: event("info", "cycle", "The cycle begins.", { required: ["instruments", "hours_mode"] }),
  cycle_skip_outside_trading_hours: event(
    "info",
    "cycle",
    "Nothing trades now; the cycle ends without asking the market.",
    {
      required: ["hours_mode"],
      optional: ["next_market_open_at"],
    },
  ),
  cycle_skip_lock_held: event("warn", "cycle", "Another cycle runs; this start does nothing.", {
    optional: ["holder_process_id", "holder_host", "holder_since"],
  }),
  cycle_stop_requested: event("warn", "cycle", "The cycle ends at its next safe point.", {
    required: ["reason"],
    optional: ["signal"],
  }),
  cycle_snapshot_recorded: event("debug", "cycle", "The account was read and stored.", {
    required: ["currency"],
  }),
  cycle_failed: event("error", "cycle", "The cycle could not do its work.", {
    required: ["failure_reason", "error_message"],
    optional: ["hint"],
  }),
  cycle_end: event("info", "cycle", "The cycle is over; these are its counts.", {
    required: ["outcome", "exit_code", "duration_ms"],
    optional: [
      "reason",
      "instruments",
      "instruments_ok",
      "instruments_failed",
      "buy_signals",
      "sell_signals",
      "hold_signals",
      "approved",
      "placed",
      "filled",
      "rejected",
      "dropped",
      "unknown",
      "settled",
      "requests",
    ],
  }),

  marketdata_fetch_begin: event("info", "marketdata", "Quotes, bars, details and sessions are being read.", {
    required: ["instruments"],
  }),
  marketdata_fetch_success: event("info", "marketdata", "Every instrument was read.", {
    required: ["instruments_ok", "duration_ms"],
  }),
  marketdata_fetch_partial: event(
    "warn",
    "marketdata",
    "Some instruments could not be read; the others go on.",
    {
      required: ["instruments_ok", "instruments_failed", "duration_ms"],
    },
  ),
  marketdata_fetch_failure: event("error", "marketdata", "No instrument could be read.", {
    required: ["instruments_failed", "duration_ms"],
  }),
  marketdata_instrument_failed: event("warn", "marketdata", "One instrument could not be read.", {
    required: ["instrument_id", "reason"],
    optional: ["asset_type", "uic", "symbol", "detail"],
  }),

  strategy_signals_generated: event("info", "strategy", "The strategy has spoken.", {
    required: ["buy_signals", "sell_signals", "hold_signals"],
  }),
  strategy_signal_skipped_insufficient_data: event("warn", "strategy", "Too few closed bars for a signal.", {
    required: ["instrument_id", "bars_required", "bars_available"],
    optional: ["asset_type", "uic", "symbol"],
  }),
  strategy_decision_made: event(
    "info",
    "strategy",
    "What will be done with an instrument, and the gate or rule that decided.",
    {
      required: ["instrument_id", "action", "reason"],
      optional: [
        "asset_type",
        "uic",
        "symbol",
        "decision_bar_close_at",
        "external_reference",
        "quantity",
        "detail",
      ],
    },
  ),

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
      optional: [...ORDER, "saxo_request_id"],
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
      optional: [...ORDER, "disclaimer_title"],
    },
  ),
  execution_disclaimer_resolved: event("info", "execution.disclaimers", "All disclaimers are answered.", {
    required: ["external_reference", "disclaimer_tokens_count"],
    optional: ORDER,
  }),
  execution_disclaimer_blocked: event(
    "warn",
    "execution.disclaimers",
    "The policy answers no disclaimer; the order is given up.",
    {
      required: ["external_reference", "disclaimer_tokens_count", "execution_outcome", "failure_reason"],
      optional: [...ORDER, "disclaimer_title", "detail"],
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
  execution_position_differs: event(
    "warn",
    "execution.reconcile",
    "The broker's position is not what our own fills add up to.",
    {
      required: ["instrument_id", "own_quantity", "broker_quantity"],
      optional: ["asset_type", "uic", "symbol"],
    },
  ),

  http_response_received: event("debug", "http", "An HTTP exchange succeeded.", {
    required: ["http_method", "http_url_path"],
    optional: HTTP,
  }),
  http_error: event("warn", "http", "An HTTP exchange failed.", {
    required: ["http_method", "http_url_path"],
    optional: [...HTTP, "attempt", "wait_ms", "detail"],
  }),
  http_limit_waited: event("info", "http", "Held back to stay within the broker's rate limits.", {
    required: ["http_url_path", "wait_ms"],
  }),

  log_write_failed: event("error", "log", "The log file cannot be written; the lines go to stderr alone.", {
    required: ["path", "error_message"],
  }),
  unexpected_exception: event("error", "process", "A bug: the process ends, the next cycle recovers.", {
    required: ["error_name", "error_message"],
    optional: ["stack"],
  }),
} as const;

export type EventName = keyof typeof CATALOGUE;
