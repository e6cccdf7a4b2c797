import { event, instrumentEvent } from "./event.ts";

/** The course of a cycle: hours, market data, decisions. */
export const CYCLE_EVENTS = {
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
  cycle_sleep_begin: event(
    "info",
    "cycle",
    "The market is closed for the first cycle in a row; the bot sleeps until it opens.",
    { optional: ["next_market_open_at"] },
  ),
  cycle_resumed: event("info", "cycle", "The first cycle after a sleep found the market open.", {
    required: ["resume_count"],
    optional: ["sleep_since"],
  }),
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
      "held_back",
      "differing",
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
  marketdata_instrument_failed: instrumentEvent("warn", "marketdata", "One instrument could not be read.", {
    required: ["reason"],
    optional: ["detail"],
  }),

  marketdata_symbol_unresolved: event(
    "warn",
    "marketdata",
    "The broker does not say, or no longer says, which one instrument a symbol of the watchlist means.",
    { required: ["symbol", "asset_type", "reason", "detail"] },
  ),
  marketdata_left_to_next_cycle: event(
    "warn",
    "marketdata",
    "The broker's limits on requests allowed no more in this cycle's time; the next one goes on with these instruments.",
    { required: ["instruments", "detail"] },
  ),
  marketdata_history_rewritten: instrumentEvent(
    "info",
    "marketdata",
    "Closed bars are others than before, as after a split or a correction; the whole history was read anew.",
    { required: ["reason", "bars_changed"] },
  ),
  marketdata_bars_refused: instrumentEvent(
    "warn",
    "marketdata",
    "The broker gave chart samples that are no whole, possible bar; they were left out.",
    { required: ["samples_refused"] },
  ),
  marketdata_price_jumped: instrumentEvent(
    "warn",
    "marketdata",
    "The price moved without trading by as much as a split does; the instrument is not traded.",
    { required: ["detail"] },
  ),

  marketdata_all_unusable: event(
    "warn",
    "marketdata",
    "No instrument had data to decide by; nothing was traded.",
    { required: ["instruments", "reason"] },
  ),

  strategy_config_loaded: event(
    "info",
    "strategy",
    "The strategy of this run, what it was told and by whom; a user's own file is opened when it is needed.",
    {
      required: ["strategy_config_hash", "parameters"],
      optional: ["overrides", "strategy_file", "strategy_file_digest", "detail"],
    },
  ),
  strategy_memory_forgotten: event(
    "warn",
    "strategy",
    "What the strategy remembered is nothing that it could have remembered, so that it begins anew.",
  ),
  strategy_result_begun_anew: event(
    "warn",
    "strategy",
    "Positions of ours are held and no earlier result is kept, as after a store was lost: drawdown and losses in a row count from now on.",
  ),
  strategy_failed: event(
    "error",
    "strategy",
    "The strategy broke off, or gave an answer that cannot be acted on: nothing is bought or sold in this cycle.",
    { required: ["detail"] },
  ),

  strategy_signals_generated: event("info", "strategy", "The strategy has spoken.", {
    required: ["buy_signals", "sell_signals", "hold_signals"],
  }),
  strategy_signal_skipped_insufficient_data: instrumentEvent(
    "warn",
    "strategy",
    "Too few closed bars for a signal.",
    { required: ["bars_required", "bars_available"] },
  ),
  strategy_decision_made: instrumentEvent(
    "info",
    "strategy",
    "What will be done with an instrument, and the gate or rule that decided.",
    {
      required: ["action", "reason"],
      optional: ["decision_bar_close_at", "external_reference", "quantity", "detail"],
    },
  ),
} as const;
