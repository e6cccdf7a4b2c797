import { event } from "./event.ts";

/** Telling people and monitors. A failure here is a warning: it never changes what the bot does, or its exit code. */
export const NOTIFY_EVENTS = {
  notify_incident_changed: event(
    "info",
    "notify",
    "An incident began, came back or is over; a message about it was composed.",
    { required: ["incident", "notification"] },
  ),
  notify_webhook_delivered: event("info", "notify.webhook", "The webhook's receiver took a message.", {
    required: ["incident", "notification", "attempts", "http_status"],
  }),
  notify_webhook_failed: event(
    "warn",
    "notify.webhook",
    "A message could not be delivered; it is kept, and later runs try again, less often where it was refused for good.",
    {
      required: ["incident", "notification", "attempts", "failure_reason"],
      optional: ["http_status"],
    },
  ),
  notify_webhook_dropped: event(
    "warn",
    "notify.webhook",
    "A message was given up: it was refused for days, or it was the oldest of too many that were waiting.",
    { required: ["incident", "notification"] },
  ),
  notify_record_unusable: event(
    "warn",
    "notify.record",
    "What people were told so far cannot be read or written; people are told once an hour.",
    { required: ["path", "error_message"] },
  ),
  notify_ping_delivered: event("debug", "notify.ping", "The dead man's switch took a ping.", {
    required: ["notification", "http_status"],
  }),
  notify_ping_failed: event("warn", "notify.ping", "A ping did not arrive; the next run sends its own.", {
    required: ["notification", "attempts", "failure_reason"],
    optional: ["http_status"],
  }),
} as const;
