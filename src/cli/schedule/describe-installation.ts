import path from "node:path";
import { fileVariable } from "../../config/all-settings.ts";
import { describeFault } from "../../config/config-fault.ts";
import type { EffectiveSetting } from "../../config/effective.ts";
import type { Settings } from "../../config/settings.ts";
import { TradebotError } from "../../core/domain/errors.ts";
import { DOCUMENTED_INSTALLATION } from "../../schedule/documented-installation.ts";
import type { Installation } from "../../schedule/installation.ts";
import { limitsOf, longestCycleSeconds, usualJitterSeconds } from "../../schedule/installation.ts";
import type { Rhythm } from "../../schedule/rhythm.ts";
import { dividesDay, nearestIntervals, reachesWindow } from "../../schedule/rhythm.ts";
import type { Configuration } from "../load-configuration.ts";
import { loginOf } from "../login/login-settings.ts";
import type { Identity } from "./identity.ts";
import { writable } from "./identity.ts";

/** What the settings say about the schedule. */
export type Scheduled = Pick<Installation, "dataDirectories" | "rhythm" | "limits" | "jitterSeconds">;

/** @throws TradebotError naming every fault of the configuration, or what of it cannot be scheduled */
export function scheduledBy(configuration: Configuration): Scheduled {
  if (configuration.kind === "invalid") {
    throw new TradebotError({
      code: "CONFIGURATION_INVALID",
      message: `the configuration is invalid:\n  ${configuration.faults.map(describeFault).join("\n  ")}`,
      exit: "configuration",
    });
  }
  const { settings } = configuration;
  const rhythm = rhythmOf(settings);
  const jitterSeconds = settings.jitterMax > 0 ? 0 : usualJitterSeconds(rhythm.intervalMinutes);
  return {
    rhythm,
    jitterSeconds,
    limits: limits(settings, rhythm, jitterSeconds),
    dataDirectories: dataDirectories(settings),
  };
}

/** Where faulty settings leave it open. */
export const SCHEDULED_BY_DEFAULT: Scheduled = {
  rhythm: DOCUMENTED_INSTALLATION.rhythm,
  limits: DOCUMENTED_INSTALLATION.limits,
  jitterSeconds: DOCUMENTED_INSTALLATION.jitterSeconds,
  dataDirectories: [],
};

const MS_PER_MINUTE = 60_000;

function rhythmOf({ schedulerInterval, tradingHours }: Settings): Rhythm {
  const intervalMinutes = schedulerInterval / MS_PER_MINUTE;
  if (!dividesDay(intervalMinutes)) {
    const nearest = nearestIntervals(intervalMinutes).join(" or ");
    throw unschedulable(
      `SCHEDULER_INTERVAL_MINUTES ${intervalMinutes}`,
      `minutes that divide a day, such as ${nearest}`,
    );
  }
  if (tradingHours.mode !== "fixed") return { intervalMinutes };
  const { start, end, days, timeZone } = tradingHours;
  const rhythm = { intervalMinutes, window: { start, end, days, timeZone } };
  if (reachesWindow(rhythm)) return rhythm;
  throw unschedulable(
    `SCHEDULER_INTERVAL_MINUTES ${intervalMinutes}, counted from midnight,`,
    `at least one start from TRADING_START ${start} to TRADING_END ${end}`,
  );
}

function limits(settings: Settings, { intervalMinutes }: Rhythm, jitterSeconds: number) {
  const cycleSeconds = settings.execution.cycleTimeout / 1000;
  const ownJitter = Math.max(settings.jitterMax / 1000, jitterSeconds);
  const found = limitsOf({ intervalMinutes, cycleSeconds, jitterSeconds: ownJitter });
  if (found !== undefined) return found;
  throw unschedulable(
    `CYCLE_TIMEOUT_SECONDS ${cycleSeconds} and a jitter of ${ownJitter} seconds`,
    `together at most ${longestCycleSeconds(intervalMinutes)} seconds, so that a cycle that hangs is ended before the next start, ${intervalMinutes} minutes later`,
  );
}

function dataDirectories(settings: Settings): string[] {
  const { stateDirectory, logging, reportDirectory, prometheusFile } = settings;
  const files = [prometheusFile, loginOf(settings)?.tokenFile].filter((file) => file !== undefined);
  const places = new Set([
    stateDirectory,
    logging.directory,
    reportDirectory,
    ...files.map((file) => path.dirname(file)),
  ]);
  return [...places].map((directory) => writable("a directory of the settings", path.resolve(directory)));
}

const unschedulable = (found: string, expected: string): TradebotError =>
  new TradebotError({
    code: "SETTINGS_UNSCHEDULABLE",
    message: `cannot schedule with ${found}: expected ${expected}`,
    exit: "configuration",
  });

/**
 * A scheduler starts cycles with an environment of its own: what is set only in this one would be missing there.
 *
 * @throws TradebotError naming such settings
 */
export function requireLastingSettings(configuration: Configuration, environment: NodeJS.ProcessEnv): void {
  const isPassing = ({ name, origin }: EffectiveSetting): boolean =>
    origin.kind === "environment" ||
    (origin.kind === "secret_file" && (environment[fileVariable(name)] ?? "") !== "");
  const passing = configuration.effective.filter(isPassing);
  if (passing.length === 0) return;
  throw new TradebotError({
    code: "SETTINGS_NOT_LASTING",
    message: `${passing.map(({ name }) => name).join(", ")}: set in the environment of this command, which the scheduler does not have`,
    exit: "configuration",
    hint: "write such settings into the env file, and run this without them in the environment",
  });
}

/** The names of secrets that come from the service manager, which a unit must ask for. */
export const credentialsOf = ({ effective }: Configuration): readonly string[] =>
  effective.flatMap(({ origin }) => (origin.kind === "credential" ? [origin.name] : []));

export const installationOf = (
  identity: Identity,
  scheduled: Scheduled,
  runAs: string | undefined,
): Installation => ({ ...identity, ...scheduled, ...(runAs === undefined ? {} : { runAs }) });
