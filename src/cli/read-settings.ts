import type { Log } from "../adapters/logging/log.ts";
import { describeOrigin } from "../config/origin.ts";
import type { ConfigFault } from "../config/config-fault.ts";
import type { EffectiveSetting } from "../config/effective.ts";
import type { Settings } from "../config/settings.ts";
import { TradebotError } from "../core/domain/errors.ts";
import type { RunId } from "../core/domain/ids.ts";
import { seconds } from "../core/domain/time.ts";
import type { Clock } from "../cycle/ports.ts";
import { loadConfiguration } from "./load-configuration.ts";
import type { Host } from "./main.ts";
import { makeParents } from "./make-parents.ts";
import type { SingleCycleOptions } from "./program.ts";

interface Configured {
  readonly settings: Settings;
  readonly files: readonly string[];
}

/** The configuration with the command line over it; `undefined` when it is faulty, after every fault was logged. */
export async function readSettings(
  host: Host,
  options: SingleCycleOptions,
  start: { readonly clock: Clock; readonly runId: RunId },
): Promise<Configured | undefined> {
  const resolution = load(host, options);
  if (resolution.kind === "valid") {
    return { settings: withCommandLine(resolution.settings, options), files: resolution.files };
  }
  const log = await logForFaults(host, { ...start, effective: resolution.effective });
  for (const { setting, value, fault, expected, hint, origin } of resolution.faults) {
    const found = value === undefined ? fault : `${value}: ${fault}`;
    const where = origin === undefined ? found : `${describeOrigin(origin)}: ${found}`;
    log.emit("startup_config_invalid", { setting, fault: where, expected, hint });
  }
  log.flushAndClose();
  return undefined;
}

interface Invalid {
  readonly kind: "invalid";
  readonly faults: readonly ConfigFault[];
  readonly effective: readonly EffectiveSetting[];
}

function load(host: Host, options: SingleCycleOptions): ({ kind: "valid" } & Configured) | Invalid {
  try {
    return loadConfiguration(host.env, options);
  } catch (error) {
    if (!(error instanceof TradebotError) || error.exit !== "configuration") throw error;
    const hint = error.hint === undefined ? {} : { hint: error.hint };
    return { kind: "invalid", faults: [{ fault: error.message, ...hint }], effective: [] };
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
  {
    clock,
    runId,
    effective,
  }: { readonly clock: Clock; readonly runId: RunId; readonly effective: readonly EffectiveSetting[] },
): Promise<Log> {
  const valueOf = (name: string): string | undefined =>
    effective.find((setting) => setting.name === name)?.value;
  const options = {
    directory: valueOf("LOG_DIR") ?? DEFAULT_LOG_DIRECTORY,
    level: "info",
    now: () => clock.now(),
    stderr: host.stderr,
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
