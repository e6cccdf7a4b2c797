import type { Lock } from "../../adapters/files/lock.ts";
import type { LockOwner } from "../../adapters/files/lock-owner.ts";
import { openAppendLog } from "../../adapters/logging/append-log.ts";
import type { Log, LogOptions } from "../../adapters/logging/log.ts";
import { randomJitter } from "../../adapters/system/random-jitter.ts";
import { systemClock } from "../../adapters/system/system-clock.ts";
import { systemIds } from "../../adapters/system/system-ids.ts";
import { watchSignals, type StopWatch } from "../../adapters/system/watch-signals.ts";
import type { Settings } from "../../config/settings.ts";
import { TradebotError } from "../../core/domain/errors.ts";
import type { RunId } from "../../core/domain/ids.ts";
import { isoFromTimestamp } from "../../core/domain/time.ts";
import type { Clock } from "../../cycle/ports.ts";
import { strategyLabelOf } from "../compose.ts";
import { conductCycle } from "../conduct-cycle.ts";
import { EXIT_CODES, signalExitCode } from "../exit-codes.ts";
import type { Host } from "../main.ts";
import { VERSION, type SingleCycleOptions } from "../program.ts";
import { makeParents } from "../make-parents.ts";
import { readSettings } from "../read-settings.ts";
import { reportBug } from "../report-bug.ts";

/** The main job. @returns the exit code of the process */
export async function runSingleCycle(host: Host, options: SingleCycleOptions): Promise<number> {
  const stop = watchSignals();
  try {
    return await start(host, options, stop);
  } finally {
    stop.close();
  }
}

/** One start of the command, from the moment its configuration is known. */
export interface Start {
  readonly host: Host;
  readonly settings: Settings;
  readonly files: readonly string[];
  readonly runId: RunId;
  readonly clock: Clock;
  readonly stop: StopWatch;
}

async function start(host: Host, options: SingleCycleOptions, stop: StopWatch): Promise<number> {
  const clock = systemClock(stop.signal);
  const runId = systemIds().newRunId();
  const configured = await readSettings(host, options, { clock, runId });
  if (configured === undefined) return EXIT_CODES.configuration.code;
  const { settings, files } = configured;
  const started: Start = { host, settings, files, runId, clock, stop };

  const { acquireLock } = await import("../../adapters/files/lock.ts");
  makeParents(settings.stateDirectory);
  const result = await acquireLock({
    directory: settings.stateDirectory,
    owner: { runId, since: clock.now() },
  });
  if (result.kind === "held") {
    openAppendLog(logOptions(started)).emit("cycle_skip_lock_held", holderFields(result.owner));
    return EXIT_CODES.lock_held.code;
  }
  try {
    return await withLock(started, result);
  } finally {
    await result.lock.release();
  }
}

async function withLock(
  started: Start,
  { lock, recovered }: { lock: Lock; recovered?: LockOwner },
): Promise<number> {
  const { openLog } = await import("../../adapters/logging/open-log.ts");
  makeParents(started.settings.logging.directory);
  const log = await openLog(logOptions(started));
  const release = reportBug(log);
  try {
    announce(started, log, recovered);
    reportStop(started, log);
    const stopped = await sleepJitter(started, log);
    return stopped ?? (await conductCycle(started, log, lock));
  } catch (error) {
    if (error instanceof TradebotError) {
      const { code, message, hint } = error;
      log.emit("cycle_failed", { failure_reason: code, error_message: message, hint });
    }
    throw error;
  } finally {
    release();
    log.flushAndClose();
  }
}

function announce({ settings, files }: Start, log: Log, recovered: LockOwner | undefined): void {
  hideSecrets(settings, log);
  log.emit("startup_begin", {
    version: VERSION,
    node_version: process.versions.node,
    process_id: process.pid,
  });
  if (recovered !== undefined) log.emit("startup_lock_recovered", holderFields(recovered));
  log.emit("startup_config_loaded", {
    files: files.length === 0 ? "none" : files.join(", "),
    instruments: settings.watchlist.length,
  });
}

/** Says at once that the process was asked to end, and not only when it does. */
function reportStop({ stop }: Start, log: Log): void {
  const report = (): void => {
    const { reason } = stop.request;
    if (reason === undefined) return;
    const signal = reason.kind === "signal" ? reason.signal : undefined;
    log.emit("cycle_stop_requested", { reason: reason.kind, signal });
  };
  if (stop.signal.aborted) report();
  else stop.signal.addEventListener("abort", report, { once: true });
}

function hideSecrets(settings: Settings, log: Log): void {
  if (settings.environment === "LOCAL") return;
  const { accessToken, accountKey, clientKey } = settings.saxo;
  for (const secret of [accessToken, accountKey, clientKey]) {
    if (secret !== undefined) log.addSecret(secret.reveal());
  }
}

/** @returns the exit code when the process was asked to stop meanwhile */
async function sleepJitter({ settings, clock, stop }: Start, log: Log): Promise<number | undefined> {
  const jitter = randomJitter(settings.jitterMax);
  if (jitter > 0) await clock.sleep(jitter);
  const { reason } = stop.request;
  if (reason?.kind === "signal") return signalExitCode(reason.signal);
  if (jitter > 0) log.emit("startup_jitter_slept", { jitter_ms: jitter });
  return undefined;
}

const logOptions = ({ host, settings, runId, clock }: Start): LogOptions => ({
  directory: settings.logging.directory,
  level: settings.logging.level,
  now: () => clock.now(),
  stderr: host.stderr,
  context: {
    runId,
    dryRun: settings.dryRun,
    singleCycle: true,
    environment: settings.environment,
    strategy: strategyLabelOf(settings),
  },
});

const holderFields = (owner: LockOwner | undefined) => ({
  holder_process_id: owner?.processId,
  holder_host: owner?.host,
  holder_since: owner === undefined ? undefined : isoFromTimestamp(owner.since),
});
