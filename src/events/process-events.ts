import { event } from "./event.ts";

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

/** HTTP exchanges, reports, the log itself, and bugs. */
export const PROCESS_EVENTS = {
  http_response_received: event("debug", "http", "An HTTP exchange succeeded.", {
    required: ["http_method", "http_url_path"],
    optional: HTTP,
  }),
  http_clock_differs: event(
    "warn",
    "http",
    "The clock of this machine and the broker's differ by more than five seconds.",
    { required: ["clock_skew_ms"] },
  ),
  http_error: event("warn", "http", "An HTTP exchange failed.", {
    required: ["http_method", "http_url_path"],
    optional: [...HTTP, "attempt", "wait_ms", "detail"],
  }),
  http_row_left_out: event(
    "warn",
    "http",
    "A row about somebody else's order cannot be read; it is left out, and our own orders go on.",
    { required: ["http_url_path", "order_id", "detail"] },
  ),
  http_limit_waited: event("info", "http", "Held back to stay within the broker's rate limits.", {
    required: ["http_url_path", "wait_ms"],
  }),

  report_write_failed: event(
    "warn",
    "report",
    "A report on the run could not be written; the run and its other reports are not affected.",
    { required: ["path", "error_message"] },
  ),
  report_store_begun_anew: event(
    "error",
    "report",
    "The store does not know the cycles before: it was lost or damaged and begun anew, or a backup was put back.",
    { optional: ["last_cycle_id"] },
  ),
  report_status_damaged: event(
    "warn",
    "report",
    "The status file says nothing intelligible; its counters begin anew.",
    { required: ["path", "detail"] },
  ),
  log_write_failed: event("error", "log", "The log file cannot be written; the lines go to stderr alone.", {
    required: ["path", "error_message"],
  }),
  log_cleanup_failed: event("warn", "log", "Old log files stay: they cannot be removed.", {
    required: ["path", "error_message"],
  }),
  unexpected_exception: event("error", "process", "A bug: the process ends, the next cycle recovers.", {
    required: ["error_name", "error_message"],
    optional: ["stack"],
  }),
} as const;
