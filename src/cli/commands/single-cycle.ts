import { endArmingOnceOver } from "../../adapters/files/arming-file.ts";
import type { LockResult } from "../../adapters/files/lock.ts";
import type { LockOwner } from "../../adapters/files/lock-owner.ts";
import { isStopRequested, withdrawStopRequest } from "../../adapters/files/stop-request.ts";
import { openAppendLog } from "../../adapters/logging/append-log.ts";
import type { Log } from "../../adapters/logging/log.ts";
import { randomJitter } from "../../adapters/system/random-jitter.ts";
import { systemClock } from "../../adapters/system/system-clock.ts";
import { systemIds } from "../../adapters/system/system-ids.ts";
import { watchSignals, type StopWatch } from "../../adapters/system/watch-signals.ts";
import { TradebotError } from "../../core/domain/errors.ts";
import { isoFromTimestamp } from "../../core/domain/time.ts";
import { armingStanding, wantsRealMoney } from "../arming/arming-standing.ts";
import { conductCycle } from "../conduct-cycle.ts";
import { EXIT_CODES } from "../exit-codes.ts";
import { endingWithoutLog, logLost } from "../log-lost.ts";
import type { Host } from "../main.ts";
import { openNotifier } from "../open-notifier.ts";
import { VERSION, type SingleCycleOptions } from "../program.ts";
import { makeParents } from "../make-parents.ts";
import { readSettings } from "../read-settings.ts";
import { emitBug, reportBug } from "../report-bug.ts";
import { refuseOpenDirectories } from "../refuse-open-directories.ts";
import { reportInvalidConfiguration } from "../report-invalid-configuration.ts";
import { beginRun, placesOf, reportRun, type Reporting } from "../report-run.ts";
import { endingOfError, endingOfStop, type RunEnding } from "../run-ending.ts";
import { logOptionsOf, type Beginning, type Start } from "../start.ts";

/** The main job. @returns the exit code of the process */
export async function runSingleCycle(host: Host, options: SingleCycleOptions): Promise<number> {
  const stop = watchSignals();
  try {
    return await start(host, options, stop);
  } finally {
    stop.close();
  }
}

async function start(host: Host, options: SingleCycleOptions, stop: StopWatch): Promise<number> {
  const clock = systemClock(stop.signal);
  const beginning: Beginning = {
    host,
    runId: systemIds().newRunId(),
    clock,
    stop,
    startedAt: clock.now(),
    startedAtMs: clock.monotonicMs(),
  };
  const reading = readSettings(host, options);
  if (reading.kind === "invalid") return reportInvalidConfiguration(beginning, reading);
  const notifier = await openNotifier(beginning, reading.settings, options);
  if (wantsRealMoney(reading.settings)) endArmingOnceOver(reading.settings.stateDirectory, clock.now());
  const arming = armingStanding(reading.settings, clock.now());
  const dryRun = reading.settings.dryRun || arming.kind === "unarmed";
  const isByHand = options.dryRun === true;
  const started: Start = { ...beginning, ...reading, arming, dryRun, notifier, isByHand };

  const result = await takeLock(started);
  if (result.kind === "held") {
    openAppendLog(logOptionsOf(started)).emit("cycle_skip_lock_held", holderFields(result.owner));
    return EXIT_CODES.lock_held.code;
  }
  try {
    return await makingRoom(started, () => withLock(started, result));
  } finally {
    await result.lock.release();
  }
}

/** A start that cannot even come to the lock is reported as far as that is possible without the state directory. */
async function takeLock(started: Start): Promise<LockResult> {
  const { settings, runId, clock } = started;
  const { acquireLock } = await import("../../adapters/files/lock.ts");
  try {
    makeParents(settings.stateDirectory);
    return await acquireLock({ directory: settings.stateDirectory, owner: { runId, since: clock.now() } });
  } catch (error) {
    await reportRun(started, endingOfError(error), reportingOf(started));
    throw error;
  }
}

/** From here on a command that needs the lock may ask for it. */
async function makingRoom(
  { runId, settings: { stateDirectory }, stop }: Start,
  work: () => Promise<number>,
): Promise<number> {
  stop.lookFor(() => isStopRequested(stateDirectory, runId));
  try {
    return await work();
  } finally {
    withdrawStopRequest(stateDirectory, runId); // whoever asked may have died since
  }
}

type Holding = Extract<LockResult, { kind: "acquired" }>;

async function withLock(started: Start, holding: Holding): Promise<number> {
  const reporting = beginRun(started, { ...reportingOf(started), lock: holding.lock });
  const log = await openRunLog(started, reporting);
  const release = reportBug(log);
  started.notifier?.begin(log);
  try {
    const { ending, error } = await conduct(started, log, holding);
    const told = log.isDegraded ? endingWithoutLog(ending) : ending;
    await reportRun(started, told, { ...reporting, events: log });
    if (error !== undefined) throw error;
    log.flushAndClose();
    return (log.isDegraded ? endingWithoutLog(told) : told).exitCode; // the last lines tell of the report itself
  } finally {
    release();
    log.flushAndClose();
  }
}

async function openRunLog(started: Start, reporting: Reporting): Promise<Log> {
  const { openLog } = await import("../../adapters/logging/open-log.ts");
  try {
    refuseOpenDirectories(started.settings);
    makeParents(started.settings.logging.directory);
    return await openLog(logOptionsOf(started));
  } catch (error) {
    await reportRun(started, endingOfError(error), reporting);
    throw error;
  }
}

interface Conducted {
  readonly ending: RunEnding;
  /** What ended it, for the caller to say. */
  readonly error?: Error;
}

/** The job itself, from the first log line on; an error that ends it is logged and becomes part of how it ended. */
async function conduct(started: Start, log: Log, { lock, recovered }: Holding): Promise<Conducted> {
  try {
    announce(started, log, recovered);
    if (log.isDegraded) throw logLost("no cycle is run");
    reportStop(started, log);
    const stopped = await sleepJitter(started, log);
    return { ending: stopped ?? (await conductCycle(started, log, lock)) };
  } catch (caught) {
    const error = caught instanceof Error ? caught : new Error(String(caught));
    if (error instanceof TradebotError) {
      const { code, message, hint } = error;
      log.emit("cycle_failed", { failure_reason: code, error_message: message, hint });
    } else {
      emitBug(log, error);
    }
    return { ending: endingOfError(error), error };
  }
}

/** Before there is a log of its own, a start adds its lines to the one that is there. */
const reportingOf = (started: Start): Reporting => ({
  events: openAppendLog(logOptionsOf(started)),
  places: placesOf(started.settings),
  settings: started.settings,
  dryRun: started.dryRun,
  notifier: started.notifier,
  isByHand: started.isByHand,
});

function announce({ settings, files }: Start, log: Log, recovered: LockOwner | undefined): void {
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

/** @returns how the run ended when the process was asked to stop meanwhile */
async function sleepJitter({ settings, clock, stop }: Start, log: Log): Promise<RunEnding | undefined> {
  const jitter = randomJitter(settings.jitterMax);
  if (jitter > 0) await clock.sleep(jitter);
  const { reason } = stop.request;
  if (reason !== undefined) return endingOfStop(reason);
  if (jitter > 0) log.emit("startup_jitter_slept", { jitter_ms: jitter });
  return undefined;
}

const holderFields = (owner: LockOwner | undefined) => ({
  holder_process_id: owner?.processId,
  holder_host: owner?.host,
  holder_since: owner === undefined ? undefined : isoFromTimestamp(owner.since),
});
