import { chooseConsole, CONSOLE_CHOICES } from "../adapters/logging/choose-console.ts";
import type { Log } from "../adapters/logging/log.ts";
import { KEEP_EVERY_DAY } from "../adapters/logging/rotation.ts";
import { describeOrigin } from "../config/origin.ts";
import type { ConfigFault } from "../config/config-fault.ts";
import type { EffectiveSetting } from "../config/effective.ts";
import { resolveSettings } from "../config/resolve.ts";
import type { Notification, Settings } from "../config/settings.ts";
import { TradebotError } from "../core/domain/errors.ts";
import type { RunId } from "../core/domain/ids.ts";
import { seconds } from "../core/domain/time.ts";
import type { Clock } from "../cycle/ports.ts";
import { loadConfiguration, readSecretFile } from "./load-configuration.ts";
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
  /** Only those of the process environment when not even the files could be read. */
  readonly effective: readonly EffectiveSetting[];
  /** Whom to tell about it, as far as that is known. */
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
    const faults = [{ fault: error.message, ...hint }];
    return { kind: "invalid", faults, ...saidByEnvironment(host.env) };
  }
}

/** What holds whatever the files say: the environment of the process is over them. */
function saidByEnvironment(
  environment: Host["env"],
): Pick<InvalidConfiguration, "effective" | "notification"> {
  const resolution = resolveSettings({ files: [], environment, readSecretFile });
  const { notification } = resolution.kind === "valid" ? resolution.settings : resolution;
  return {
    effective: resolution.effective.filter(({ origin }) => origin.kind === "environment"),
    notification,
  };
}

function withCommandLine(settings: Settings, { dryRun, jitterSecondsMax }: SingleCycleOptions): Settings {
  return {
    ...settings,
    ...(dryRun === true ? { dryRun } : {}),
    ...(jitterSecondsMax === undefined ? {} : { jitterMax: seconds(jitterSecondsMax) }),
  };
}

const DEFAULT_LOG_DIRECTORY = "logs";

/** Where the faults of a configuration are logged. */
export const faultLogDirectory = ({ effective }: InvalidConfiguration): string =>
  effective.find(({ name }) => name === "LOG_DIR")?.value ?? DEFAULT_LOG_DIRECTORY;

/** The faults go where the log would be, if that much is known; otherwise to stderr alone. */
async function logForFaults(
  host: Host,
  { clock, runId }: { readonly clock: Clock; readonly runId: RunId },
  configuration: InvalidConfiguration,
): Promise<Log> {
  const { effective, notification } = configuration;
  const valueOf = (name: string): string | undefined =>
    effective.find((setting) => setting.name === name)?.value;
  const console = CONSOLE_CHOICES.find((choice) => choice === valueOf("LOG_CONSOLE")?.toLowerCase());
  const options = {
    directory: faultLogDirectory(configuration),
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
