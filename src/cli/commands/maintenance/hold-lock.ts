import type { Log, LogOptions } from "../../../adapters/logging/log.ts";
import { systemClock } from "../../../adapters/system/system-clock.ts";
import type { Settings } from "../../../config/settings.ts";
import type { RunId } from "../../../core/domain/ids.ts";
import type { Clock } from "../../../cycle/ports.ts";
import type { Host } from "../../main.ts";
import { makeParents } from "../../make-parents.ts";
import { secretsOf } from "../../secrets-of.ts";
import { underLock } from "../../under-lock.ts";

/** What a command has in its hands while no cycle can begin. */
export interface Holding {
  readonly settings: Settings;
  readonly clock: Clock;
  /** Opens the log when it is first asked for; lines go to the file, and to stderr from a warning on. */
  readonly log: () => Promise<Log>;
}

/** Does a work while no cycle can begin. @throws TradebotError `LOCK_HELD` when one runs already */
export async function holdingTheLock<Result>(
  host: Host,
  settings: Settings,
  work: (holding: Holding) => Promise<Result>,
): Promise<Result> {
  const clock = systemClock(new AbortController().signal);
  makeParents(settings.stateDirectory);
  return underLock(settings.stateDirectory, WORDING, async ({ runId }) => {
    let log: Log | undefined;
    try {
      return await work({
        settings,
        clock,
        log: async () => (log ??= await openCommandLog(host, settings, { runId, clock })),
      });
    } finally {
      log?.flushAndClose();
    }
  });
}

const WORDING = {
  refusal: (holder: string | undefined) =>
    `a cycle is running${holder === undefined ? "" : ` (${holder})`}: nothing was touched`,
  hint: "try again when it has ended, or stop the schedule first",
};

interface Opening {
  readonly runId: RunId;
  readonly clock: Clock;
}

async function openCommandLog(host: Host, settings: Settings, opening: Opening): Promise<Log> {
  const { openLog } = await import("../../../adapters/logging/open-log.ts");
  makeParents(settings.logging.directory);
  return openLog({ ...commandLogOptions(host, settings, opening), rotation: settings.logging.rotation });
}

/** For what a person does by hand: the result on stdout says all but warnings, which can be turned off like all lines. */
export const commandLogOptions = (host: Host, settings: Settings, { runId, clock }: Opening): LogOptions => ({
  directory: settings.logging.directory,
  level: settings.logging.level,
  console: settings.logging.console === "off" ? "off" : "quiet",
  now: () => clock.now(),
  stderr: host.stderr,
  secrets: secretsOf(settings),
  context: {
    runId,
    singleCycle: false,
    environment: settings.environment,
    strategy: settings.strategy.label,
  },
});
