import { describeFault } from "../config/config-fault.ts";
import type { Notification } from "../config/settings.ts";
import { TradebotError } from "../core/domain/errors.ts";
import { faultLogDirectory, readConfiguration } from "./read-settings.ts";
import type { CommandInput } from "./register/commands.ts";
import { existingDirectories, soundValue } from "./report-invalid-configuration.ts";
import { notificationSecrets, secretsOf } from "./secrets-of.ts";

/** What the configuration says about telling people, also where something else in it is faulty. */
export interface WhomToTell {
  readonly notification: Notification;
  readonly stateDirectory?: string;
  readonly spareDirectories: readonly string[];
  readonly logDirectory?: string;
  readonly environment?: string;
  readonly secrets: readonly string[];
}

/** @throws TradebotError when it does not even say whom to tell */
export function whomToTell({ host, configuration }: CommandInput): WhomToTell {
  const reading = readConfiguration(host, configuration);
  if (reading.kind === "valid") {
    const { settings } = reading;
    const { notification, stateDirectory, environment } = settings;
    const logDirectory = settings.logging.directory;
    const spareDirectories = [logDirectory, settings.reportDirectory];
    const secrets = secretsOf(settings);
    return { notification, stateDirectory, spareDirectories, logDirectory, environment, secrets };
  }
  const { notification } = reading;
  if (Object.keys(notification).length === 0) {
    throw new TradebotError({
      code: "CONFIGURATION_INVALID",
      message: `the configuration is invalid and does not say whom to tell:\n  ${reading.faults.map(describeFault).join("\n  ")}`,
      exit: "configuration",
    });
  }
  const [stateDirectory] = existingDirectories(reading, ["STATE_DIR"]);
  const logDirectory = soundValue(reading, "LOG_DIR");
  const environment = soundValue(reading, "SAXO_ENV");
  return {
    notification,
    spareDirectories: [faultLogDirectory(reading), ...existingDirectories(reading, ["REPORT_DIR"])],
    secrets: notificationSecrets(notification),
    ...(stateDirectory === undefined ? {} : { stateDirectory }),
    ...(logDirectory === undefined ? {} : { logDirectory }),
    ...(environment === undefined ? {} : { environment }),
  };
}
