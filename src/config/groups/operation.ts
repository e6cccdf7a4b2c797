import { secretAddress } from "../kinds/notification.ts";
import { directory, prometheusFile, wholeNumber } from "../kinds/plain.ts";
import { byDefault, OPTIONAL_EVERYWHERE, settingsOf } from "../setting.ts";

const { setting, optionalSetting } = settingsOf("operation");

/** Directories, scheduler and monitoring. */
export const OPERATION_SETTINGS = {
  STATE_DIR: setting(directory, {
    description: "Directory of the store and the lock.",
    presence: byDefault("state"),
  }),
  REPORT_DIR: setting(directory, {
    description: "Directory of the cycle summaries.",
    presence: byDefault("reports"),
  }),
  AUDIT_RETENTION_DAYS: setting(wholeNumber({ min: 1, max: 36_500, unit: "days" }), {
    description:
      "Days for which decisions, account snapshots, cycles and their summaries are kept. Orders, their transitions and fills are kept for good.",
    presence: byDefault("90"),
  }),
  SCHEDULER_INTERVAL_MINUTES: setting(wholeNumber({ min: 1, max: 1440, unit: "minutes" }), {
    description:
      "Time between two starts: what `schedule install` sets up, and what `status --check` expects.",
    presence: byDefault("5"),
  }),
  SCHEDULER_JITTER_SECONDS: setting(wholeNumber({ min: 0, max: 3600, unit: "seconds" }), {
    description:
      "Longest random wait before a cycle, so that installations do not all ask the broker at once.",
    presence: byDefault("0"),
  }),
  SCHEDULER_WEBHOOK_URL: optionalSetting(secretAddress, {
    description: "Where a failure is posted as JSON, once when it begins and once when it is over.",
    presence: OPTIONAL_EVERYWHERE,
    example: "https://hooks.example.com/tradebot",
    isSecret: true,
  }),
  HEALTHCHECK_PING_URL: optionalSetting(secretAddress, {
    description:
      "Dead man's switch that is told of each start, success and failure: the address itself, with /start and with /fail behind it.",
    presence: OPTIONAL_EVERYWHERE,
    example: "https://hc-ping.example.com/tradebot",
    isSecret: true,
  }),
  PROMETHEUS_TEXTFILE: optionalSetting(prometheusFile, {
    description:
      "File that is written after each cycle for node_exporter's textfile collector; its name ends in .prom.",
    presence: OPTIONAL_EVERYWHERE,
    example: "/var/lib/prometheus/node-exporter/tradebot.prom",
  }),
};
