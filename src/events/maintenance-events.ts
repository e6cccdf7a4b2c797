import { event } from "./event.ts";

/** What is done to keep the bot's own files and records in order. */
export const MAINTENANCE_EVENTS = {
  maintenance_cleanup_done: event("info", "maintenance.cleanup", "What was kept long enough was removed.", {
    required: [
      "decisions_removed",
      "inputs_removed",
      "snapshots_removed",
      "cycles_removed",
      "files_removed",
      "lines_removed",
      "bytes_removed",
      "is_complete",
      "duration_ms",
    ],
  }),
  maintenance_cleanup_failed: event(
    "warn",
    "maintenance.cleanup",
    "What was kept long enough could not be removed; it is tried again.",
    { required: ["failure_reason", "error_message"], optional: ["hint"] },
  ),
  maintenance_backup_written: event(
    "info",
    "maintenance.backup",
    "The store was copied, and the copy proven sound.",
    { required: ["path", "bytes"] },
  ),
  maintenance_store_restored: event(
    "warn",
    "maintenance.restore",
    "A backup took the place of the store; the next cycle learns from the broker what it does not know.",
    { required: ["path"], optional: ["replaced_path"] },
  ),
  maintenance_reset_done: event(
    "warn",
    "maintenance.reset",
    "Records were removed because somebody asked for it.",
    {
      required: ["targets", "files_removed", "bytes_removed"],
    },
  ),
} as const;
