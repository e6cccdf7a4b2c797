import { choice, directory, oneOf, wholeNumber } from "../kinds/plain.ts";
import { byDefault, settingsOf } from "../setting.ts";
import type { LogConsole, LogLevel, LogRotationMode } from "../settings.ts";

const { setting } = settingsOf("logging");

const ROTATION_MODES: readonly LogRotationMode[] = ["time", "size"];

const CONSOLES: readonly LogConsole[] = ["auto", "plain", "journal", "quiet", "off"];

const LEVELS: Readonly<Record<string, LogLevel>> = {
  DEBUG: "debug",
  INFO: "info",
  WARN: "warn",
  ERROR: "error",
};

/** What is logged, and how long it is kept. */
export const LOGGING_SETTINGS = {
  LOG_DIR: setting(directory, {
    description: "Directory of the log files, and of nothing else.",
    presence: byDefault("logs"),
  }),
  LOG_LEVEL: setting(choice(LEVELS), {
    description: "Events below this level are not logged.",
    presence: byDefault("INFO"),
  }),
  LOG_ROTATION_MODE: setting(oneOf(ROTATION_MODES), {
    description:
      "When a new log file begins. time: with each UTC day; size: when the file has reached LOG_MAX_BYTES.",
    presence: byDefault("time"),
  }),
  LOG_RETENTION_DAYS: setting(wholeNumber({ min: 1, max: 3650, unit: "days" }), {
    description: "Days of log files that are kept with LOG_ROTATION_MODE=time, beside today's.",
    presence: byDefault("30"),
  }),
  LOG_MAX_BYTES: setting(wholeNumber({ min: 1024, max: 1_073_741_824, unit: "bytes" }), {
    description: "Size at which the next log file begins with LOG_ROTATION_MODE=size.",
    presence: byDefault("10485760"),
  }),
  LOG_BACKUP_COUNT: setting(wholeNumber({ min: 1, max: 1000 }), {
    description: "Earlier log files that are kept beside the current one with LOG_ROTATION_MODE=size.",
    presence: byDefault("5"),
  }),
  LOG_CONSOLE: setting(oneOf(CONSOLES), {
    description:
      "How the log appears on stderr. auto: colours on a terminal, journal levels where systemd's journal listens, plain text otherwise; plain; journal; quiet: warnings and errors alone, as cron mails them; off.",
    presence: byDefault("auto"),
  }),
};
