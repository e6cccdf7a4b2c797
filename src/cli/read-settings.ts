import type { ConfigFault } from "../config/config-fault.ts";
import type { EffectiveSetting } from "../config/effective.ts";
import { resolveSettings } from "../config/resolve.ts";
import type { Notification, Settings } from "../config/settings.ts";
import { TradebotError } from "../core/domain/errors.ts";
import { seconds } from "../core/domain/time.ts";
import { loadConfiguration, readSecretFile, type StrategyOpening } from "./load-configuration.ts";
import type { Host } from "./main.ts";
import type { ConfigurationOptions, SingleCycleOptions } from "./program.ts";

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

/** The configuration with the command line over it, or what is wrong with it. */
export function readSettings(host: Host, options: SingleCycleOptions): Valid | InvalidConfiguration {
  const resolution = judgedForLive(host, options, readConfiguration(host, options));
  if (resolution.kind === "invalid") return resolution;
  return { ...resolution, settings: withCommandLine(resolution.settings, options) };
}

/** What real money was armed for says which strategy: it must be known before anything else. */
function judgedForLive(
  host: Host,
  options: SingleCycleOptions,
  reading: Valid | InvalidConfiguration,
): Valid | InvalidConfiguration {
  if (reading.kind === "invalid") return reading;
  const { environment, dryRun, strategy } = reading.settings;
  const isArmedFor = environment === "LIVE" && !dryRun && strategy.file !== undefined;
  return isArmedFor ? readConfiguration(host, options, { opensStrategyNow: true }) : reading;
}

/** Whatever keeps the configuration from being read is a fault of it. */
export function readConfiguration(
  host: Host,
  options: ConfigurationOptions,
  opening?: StrategyOpening,
): Valid | InvalidConfiguration {
  try {
    return loadConfiguration(host.env, options, opening);
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
