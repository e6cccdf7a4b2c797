import { chooseConsole, CONSOLE_CHOICES } from "../adapters/logging/choose-console.ts";
import type { Log } from "../adapters/logging/log.ts";
import { KEEP_EVERY_DAY } from "../adapters/logging/rotation.ts";
import { describeOrigin } from "../config/origin.ts";
import type { ConfigFault } from "../config/config-fault.ts";
import type { EffectiveSetting } from "../config/effective.ts";
import type { Notification, Settings } from "../config/settings.ts";
import { TradebotError } from "../core/domain/errors.ts";
import type { RunId } from "../core/domain/ids.ts";
import { seconds } from "../core/domain/time.ts";
import type { Clock } from "../cycle/ports.ts";
import { loadConfiguration } from "./load-configuration.ts";
import type { Host } from "./main.ts";
import { makeParents } from "./make-parents.ts";
import type { ConfigurationOptions, SingleCycleOptions } from "./program.ts";
import { notificationSecrets } from "./secrets-of.ts";

interface Valid {
  readonly kind: "valid";
  readonly settings: Settings;
  readonly files: readonly string[];
}

export interface InvalidConfiguration {
  readonly kind: "invalid";
  readonly faults: readonly ConfigFault[];
  /** Empty when not even the files could be read. */
  readonly effective: readonly EffectiveSetting[];
  /** Whom to tell about it; nobody when not even the files could be read. */
  readonly notification: Notification;
}

/** The log of a start with a faulty configuration: every fault is on it. The receiver closes it. */
export interface Refused extends InvalidConfiguration {
  readonly log: Log;
}

/** The configuration with the command line over it, or what is wrong with it, after every fault was logged. */
export async function readSettings(
  host: Host,
  options: SingleCycleOptions,
  start: { readonly clock: Clock; readonly runId: RunId },
): Promise<Valid | Refused> {
  const resolution = readConfiguration(host, options);
  if (resolution.kind === "valid") {
    return { ...resolution, settings: withCommandLine(resolution.settings, options) };
  }
  const log = await logForFaults(host, start, resolution);
  for (const { setting, value, fault, expected, hint, origin } of resolution.faults) {
    const found = value === undefined ? fault : `${value}: ${fault}`;
    const where = origin === undefined ? found : `${describeOrigin(origin)}: ${found}`;
    log.emit("startup_config_invalid", { setting, fault: where, expected, hint });
  }
  return { ...resolution, log };
}

/** Whatever keeps the configuration from being read is a fault of it. */
export function readConfiguration(host: Host, options: ConfigurationOptions): Valid | InvalidConfiguration {
  try {
    return loadConfiguration(host.env, options);
  } catch (error) {
    if (!(error instanceof TradebotError) || error.exit !== "configuration") throw error;
    const hint = error.hint === undefined ? {} : { hint: error.hint };
    return { kind: "invalid", faults: [{ fault: error.message, ...hint }], effective: [], notification: {} };
  }
}

function withCommandLine(settings: Settings, { dryRun, jitterSecondsMax }: SingleCycleOptions): Settings {
  return {
    ...settings,
    ...(dryRun === true ? { dryRun } : {}),
    ...(jitterSecondsMax === undefined ? {} : { jitterMax: seconds(jitterSecondsMax) }),
  };
}

const DEFAULT_LOG_DIRECTORY = "logs";

/** The faults go where the log would be, if that much is known; otherwise to stderr alone. */
async function logForFaults(
  host: Host,
  { clock, runId }: { readonly clock: Clock; readonly runId: RunId },
  { effective, notification }: InvalidConfiguration,
): Promise<Log> {
  const valueOf = (name: string): string | undefined =>
    effective.find((setting) => setting.name === name)?.value;
  const console = CONSOLE_CHOICES.find((choice) => choice === valueOf("LOG_CONSOLE")?.toLowerCase());
  const options = {
    directory: valueOf("LOG_DIR") ?? DEFAULT_LOG_DIRECTORY,
    level: "info",
    rotation: KEEP_EVERY_DAY,
    console: chooseConsole(console ?? "auto", host),
    now: () => clock.now(),
    stderr: host.stderr,
    secrets: notificationSecrets(notification), // no fault repeats one; no other is known
    context: { runId, singleCycle: true, environment: valueOf("SAXO_ENV") },
  } as const;
  try {
    const { openLog } = await import("../adapters/logging/open-log.ts");
    makeParents(options.directory);
    return await openLog(options);
  } catch (error) {
    if (!(error instanceof TradebotError)) throw error;
    const { openAppendLog } = await import("../adapters/logging/append-log.ts");
    return openAppendLog(options);
  }
}
