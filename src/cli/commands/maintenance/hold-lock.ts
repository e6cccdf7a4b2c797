import type { LockOwner } from "../../../adapters/files/lock-owner.ts";
import type { Log, LogOptions } from "../../../adapters/logging/log.ts";
import { systemClock } from "../../../adapters/system/system-clock.ts";
import { systemIds } from "../../../adapters/system/system-ids.ts";
import type { Settings } from "../../../config/settings.ts";
import { TradebotError } from "../../../core/domain/errors.ts";
import type { RunId } from "../../../core/domain/ids.ts";
import { isoFromTimestamp } from "../../../core/domain/time.ts";
import type { Clock } from "../../../cycle/ports.ts";
import { strategyLabelOf } from "../../compose.ts";
import type { Host } from "../../main.ts";
import { makeParents } from "../../make-parents.ts";
import { secretsOf } from "../../secrets-of.ts";

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
  const { acquireLock } = await import("../../../adapters/files/lock.ts");
  const clock = systemClock(new AbortController().signal);
  const runId = systemIds().newRunId();
  makeParents(settings.stateDirectory);
  const owner = { runId, since: clock.now() };
  const result = await acquireLock({ directory: settings.stateDirectory, owner });
  if (result.kind === "held") throw lockHeld(result.owner);
  let log: Log | undefined;
  try {
    return await work({
      settings,
      clock,
      log: async () => (log ??= await openCommandLog(host, settings, { runId, clock })),
    });
  } finally {
    log?.flushAndClose();
    await result.lock.release();
  }
}

interface Opening {
  readonly runId: RunId;
  readonly clock: Clock;
}

async function openCommandLog(host: Host, settings: Settings, opening: Opening): Promise<Log> {
  const { openLog } = await import("../../../adapters/logging/open-log.ts");
  makeParents(settings.logging.directory);
  return openLog({ ...commandLogOptions(host, settings, opening), rotation: settings.logging.rotation });
}

/** For what a person does by hand: the result on stdout says all but warnings. */
export const commandLogOptions = (host: Host, settings: Settings, { runId, clock }: Opening): LogOptions => ({
  directory: settings.logging.directory,
  level: settings.logging.level,
  console: "quiet",
  now: () => clock.now(),
  stderr: host.stderr,
  secrets: secretsOf(settings),
  context: {
    runId,
    singleCycle: false,
    environment: settings.environment,
    strategy: strategyLabelOf(settings),
  },
});

function lockHeld(owner: LockOwner | undefined): TradebotError {
  const who =
    owner === undefined
      ? ""
      : ` (process ${owner.processId} on ${owner.host}, since ${isoFromTimestamp(owner.since)})`;
  return new TradebotError({
    code: "LOCK_HELD",
    message: `a cycle is running${who}: nothing was touched`,
    exit: "lock_held",
    hint: "try again when it has ended, or stop the schedule first",
  });
}
