import { existsSync } from "node:fs";
import type { LockResult } from "../adapters/files/lock.ts";
import { describeFault } from "../config/config-fault.ts";
import { EXIT_CODES } from "./exit-codes.ts";
import { logFaults, openFaultLog } from "./fault-log.ts";
import { openNotifierWithout } from "./open-notifier.ts";
import { faultLogDirectory, type InvalidConfiguration } from "./read-settings.ts";
import { reportRun, type ReportPlaces } from "./report-run.ts";
import type { RunEnding } from "./run-ending.ts";
import type { Beginning } from "./start.ts";

/**
 * Logs and reports a start whose configuration is faulty, wherever the sound part of it says. Another cycle may be
 * running with the configuration as it was: then the log and the reports are that one's, and this start only adds its
 * lines and gives its exit code.
 *
 * @returns the exit code
 */
export async function reportInvalidConfiguration(
  beginning: Beginning,
  configuration: InvalidConfiguration,
): Promise<number> {
  const places = soundPlaces(configuration);
  const standing = await tryLock(beginning, places.stateDirectory);
  try {
    await logAndReport(beginning, configuration, { places, standing });
  } finally {
    if (standing.kind === "acquired") await standing.lock.release();
  }
  return EXIT_CODES.configuration.code;
}

async function logAndReport(
  beginning: Beginning,
  configuration: InvalidConfiguration,
  { places, standing }: { readonly places: ReportPlaces; readonly standing: Standing },
): Promise<void> {
  const hasLock = standing.kind === "acquired";
  const log = await openFaultLog(beginning, configuration, { hasLock });
  try {
    logFaults(log, configuration.faults);
    if (standing.kind === "unusable") log.emit("report_write_failed", standing.why);
    const spareDirectories = [
      faultLogDirectory(configuration),
      ...existingDirectories(configuration, ["REPORT_DIR"]),
    ];
    const notifier = await openNotifierWithout(beginning, configuration.notification, {
      ...places,
      spareDirectories,
    });
    await reportRun(beginning, endingOf(configuration), {
      events: log,
      places: standing.kind === "held" ? {} : places,
      notifier,
      ...(hasLock ? { lock: standing.lock } : {}),
    });
  } finally {
    log.flushAndClose();
  }
}

const endingOf = ({ faults }: InvalidConfiguration): RunEnding => ({
  exitCode: EXIT_CODES.configuration.code,
  outcome: "failed",
  reason: "CONFIGURATION_INVALID",
  message: faults.map(describeFault).join("\n"),
  hint: "tradebot config check names every fault",
});

type Standing =
  | LockResult
  | { readonly kind: "not_known" }
  | { readonly kind: "unusable"; readonly why: { readonly path: string; readonly error_message: string } };

async function tryLock({ runId, clock }: Beginning, directory: string | undefined): Promise<Standing> {
  if (directory === undefined) return { kind: "not_known" };
  const { acquireLock } = await import("../adapters/files/lock.ts");
  try {
    return await acquireLock({ directory, owner: { runId, since: clock.now() } });
  } catch (error) {
    const why = { path: directory, error_message: error instanceof Error ? error.message : String(error) };
    return { kind: "unusable", why };
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
