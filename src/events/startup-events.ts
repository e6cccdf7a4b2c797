import { event } from "./event.ts";

/** Before a cycle begins, and who it acts for. */
export const STARTUP_EVENTS = {
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
  startup_store_migrated: event(
    "info",
    "startup.store",
    "The store was brought to the current version; the path is the backup of the old one.",
    {
      required: ["path"],
    },
  ),
  startup_store_replaced: event(
    "error",
    "startup.store",
    "The store was damaged; it was moved aside and a new one begun.",
    {
      required: ["path", "detail"],
    },
  ),
  startup_live_unarmed: event(
    "warn",
    "startup",
    "DRY_RUN is false on LIVE, which nobody has armed for what is about to be done: the cycle only prechecks.",
    { required: ["detail"] },
  ),
  live_arming_made: event("warn", "live", "Somebody has agreed to trading real money in one account.", {
    required: ["path", "person", "detail"],
  }),
  live_arming_removed: event("warn", "live", "Somebody has taken the agreement to trade real money back.", {
    required: ["path", "person"],
  }),
  startup_ready: event("info", "startup", "Everything a cycle needs is in place."),

  auth_mode_selected: event("info", "auth", "How requests are authorised.", { required: ["auth_mode"] }),
  auth_account_selected: event("info", "auth", "The account that orders go to.", {
    required: ["client_key", "account_key", "currency"],
    optional: ["netting_profile", "trade_level", "data_level"],
  }),
  auth_rights_restricted: event(
    "warn",
    "auth",
    "The broker does not let the login do everything that trading the watchlist needs.",
    { required: ["reason", "detail", "hint"] },
  ),
} as const;
