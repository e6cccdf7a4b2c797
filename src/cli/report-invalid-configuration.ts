import { existsSync } from "node:fs";
import type { LockResult } from "../adapters/files/lock.ts";
import type { Log } from "../adapters/logging/log.ts";
import { describeFault } from "../config/config-fault.ts";
import { EXIT_CODES } from "./exit-codes.ts";
import { openNotifierWithout } from "./open-notifier.ts";
import { faultLogDirectory, type InvalidConfiguration, type Refused } from "./read-settings.ts";
import { reportRun, type ReportPlaces, type Reporting } from "./report-run.ts";
import type { RunEnding } from "./run-ending.ts";
import type { Beginning } from "./start.ts";

/**
 * Reports a start whose configuration is faulty, wherever the sound part of it says. Another cycle may be running with
 * the configuration as it was: then the reports are that one's, and this start only gives its exit code.
 *
 * @returns the exit code
 */
export async function reportInvalidConfiguration(beginning: Beginning, refused: Refused): Promise<number> {
  const { log, faults } = refused;
  const ending: RunEnding = {
    exitCode: EXIT_CODES.configuration.code,
    outcome: "failed",
    reason: "CONFIGURATION_INVALID",
    message: faults.map(describeFault).join("\n"),
    hint: "tradebot config check names every fault",
  };
  const places = soundPlaces(refused);
  const spareDirectories = [faultLogDirectory(refused), ...existingDirectories(refused, ["REPORT_DIR"])];
  const notifier = await openNotifierWithout(beginning, refused.notification, {
    ...places,
    spareDirectories,
  });
  const reporting: Reporting = { events: log, places, notifier };
  try {
    await underLock(beginning, log, reporting, (places) => reportRun(beginning, ending, places));
  } finally {
    log.flushAndClose();
  }
  return ending.exitCode;
}

async function underLock(
  beginning: Beginning,
  log: Log,
  reporting: Reporting,
  report: (reporting: Reporting) => Promise<void>,
): Promise<void> {
  const { stateDirectory } = reporting.places;
  const result = stateDirectory === undefined ? undefined : await tryLock(beginning, log, stateDirectory);
  switch (result?.kind) {
    case undefined:
      return report(reporting);
    case "held":
      return report({ ...reporting, places: {} });
    case "acquired":
      try {
        await report({ ...reporting, lock: result.lock });
      } finally {
        await result.lock.release();
      }
  }
}

async function tryLock(
  { runId, clock }: Beginning,
  log: Log,
  directory: string,
): Promise<LockResult | undefined> {
  const { acquireLock } = await import("../adapters/files/lock.ts");
  try {
    return await acquireLock({ directory, owner: { runId, since: clock.now() } });
  } catch (error) {
    log.emit("report_write_failed", {
      path: directory,
      error_message: error instanceof Error ? error.message : String(error),
    });
    return undefined;
  }
}

/** Where reports go, as far as the faults leave that known. */
function soundPlaces(configuration: InvalidConfiguration): ReportPlaces {
  const environment = soundValue(configuration, "SAXO_ENV");
  const [stateDirectory] = existingDirectories(configuration, ["STATE_DIR"]);
  const [reportDirectory] = existingDirectories(configuration, ["REPORT_DIR"]);
  const prometheusFile = soundValue(configuration, "PROMETHEUS_TEXTFILE");
  return {
    ...(environment === undefined ? {} : { environment }),
    ...(stateDirectory === undefined ? {} : { stateDirectory }),
    ...(reportDirectory === undefined ? {} : { reportDirectory }),
    ...(prometheusFile === undefined ? {} : { prometheusFile }),
  };
}

/** A directory that is not there stays so: what a faulty configuration says may not be meant. */
export const existingDirectories = (
  configuration: InvalidConfiguration,
  names: readonly string[],
): readonly string[] =>
  names.flatMap((name) => soundValue(configuration, name) ?? []).filter((place) => existsSync(place));

/** The value of a setting that no fault is about. */
export function soundValue({ faults, effective }: InvalidConfiguration, name: string): string | undefined {
  if (faults.some(({ setting }) => setting === name)) return undefined;
  return effective.find((setting) => setting.name === name)?.value;
}
