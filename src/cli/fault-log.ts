import { existsSync } from "node:fs";
import path from "node:path";
import { chooseConsole, CONSOLE_CHOICES } from "../adapters/logging/choose-console.ts";
import { LINK_NAME } from "../adapters/logging/current-link.ts";
import type { HolderLogOptions, Log } from "../adapters/logging/log.ts";
import { KEEP_EVERY_DAY } from "../adapters/logging/rotation.ts";
import type { ConfigFault } from "../config/config-fault.ts";
import { describeOrigin } from "../config/origin.ts";
import { TradebotError } from "../core/domain/errors.ts";
import type { EventEmitter } from "../events/emitter.ts";
import { makeParents } from "./make-parents.ts";
import { faultLogDirectory, type InvalidConfiguration } from "./read-settings.ts";
import { notificationSecrets } from "./secrets-of.ts";
import type { Beginning } from "./start.ts";

/**
 * The faults go where the log would be, if that much is known; otherwise to stderr alone. Without the lock they are
 * added to the file that the holder writes; only where there is no log yet, there is nobody whose log it could be.
 */
export async function openFaultLog(
  beginning: Beginning,
  configuration: InvalidConfiguration,
  { hasLock }: { readonly hasLock: boolean },
): Promise<Log> {
  const options = faultLogOptions(beginning, configuration);
  if (hasLock || !existsSync(path.join(options.directory, LINK_NAME))) {
    const { openLog } = await import("../adapters/logging/open-log.ts");
    try {
      makeParents(options.directory);
      return await openLog(options);
    } catch (error) {
      if (!(error instanceof TradebotError)) throw error;
    }
  }
  const { openAppendLog } = await import("../adapters/logging/append-log.ts");
  return openAppendLog(options);
}

function faultLogOptions(
  { host, clock, runId }: Beginning,
  configuration: InvalidConfiguration,
): HolderLogOptions {
  const { effective, notification } = configuration;
  const valueOf = (name: string): string | undefined =>
    effective.find((setting) => setting.name === name)?.value;
  const console = CONSOLE_CHOICES.find((choice) => choice === valueOf("LOG_CONSOLE")?.toLowerCase());
  return {
    directory: faultLogDirectory(configuration),
    level: "info",
    rotation: KEEP_EVERY_DAY,
    console: chooseConsole(console ?? "auto", host),
    now: () => clock.now(),
    stderr: host.stderr,
    secrets: notificationSecrets(notification), // no fault repeats one; no other is known
    context: { runId, singleCycle: true, environment: valueOf("SAXO_ENV") },
  };
}

export function logFaults(log: EventEmitter, faults: readonly ConfigFault[]): void {
  for (const { setting, value, fault, expected, hint, origin } of faults) {
    const found = value === undefined ? fault : `${value}: ${fault}`;
    const where = origin === undefined ? found : `${describeOrigin(origin)}: ${found}`;
    log.emit("startup_config_invalid", { setting, fault: where, expected, hint });
  }
}
