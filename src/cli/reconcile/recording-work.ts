import { existsSync } from "node:fs";
import path from "node:path";
import { openLog } from "../../adapters/logging/open-log.ts";
import type { Log } from "../../adapters/logging/log.ts";
import type { CommandName } from "../../adapters/store/cycles.ts";
import { openStore } from "../../adapters/store/open-store.ts";
import type { SqliteStore } from "../../adapters/store/sqlite-store.ts";
import { systemClock } from "../../adapters/system/system-clock.ts";
import { watchSignals, type StopWatch } from "../../adapters/system/watch-signals.ts";
import type { Settings } from "../../config/settings.ts";
import { assert } from "../../core/domain/assert.ts";
import type { CycleId, RunId } from "../../core/domain/ids.ts";
import type { Clock, PlacementGuard, Ports } from "../../cycle/ports.ts";
import type { CycleRecord } from "../../cycle/ports/store.ts";
import type { EventEmitter } from "../../events/emitter.ts";
import { commandLogOptions } from "../commands/maintenance/hold-lock.ts";
import { simulatorNotStarted } from "../ask-broker.ts";
import { composePorts } from "../compose.ts";
import type { Host } from "../main.ts";
import { makeParents } from "../make-parents.ts";
import { withProgress } from "../progress.ts";
import { refuseOpenDirectories } from "../refuse-open-directories.ts";
import { reportBug } from "../report-bug.ts";
import { underLock, type Taken } from "../under-lock.ts";
import { tellOfStore } from "../tell-of-store.ts";

/** What a command has in its hands that writes into the store as a cycle does, and sends no order. */
export interface RecordingHands {
  readonly ports: Ports;
  readonly store: SqliteStore;
  readonly cycle: CycleId;
  readonly stop: StopWatch;
}

export interface RecordingWork<Result> {
  /** Of the command, as it stands in the cycle's row. */
  readonly name: CommandName;
  /** What is said while it lasts. */
  readonly saying: string;
  /** Puts something between the work and the log. */
  readonly listen?: (events: EventEmitter) => EventEmitter;
  readonly work: (hands: RecordingHands) => Promise<Result>;
  /** How the row of the cycle is to end. */
  readonly ending: (result: Result) => Pick<CycleRecord, "exitCode" | "outcome" | "counters">;
}

/**
 * Works under the lock, with the log and a row of its own among the cycles, as what it records needs one.
 *
 * @throws TradebotError `LOCK_HELD` when a cycle runs, or why the store or the log cannot be used
 */
export async function recordingWork<Result>(
  host: Host,
  settings: Settings,
  task: RecordingWork<Result>,
): Promise<Result> {
  refuseUnstarted(settings);
  refuseOpenDirectories(settings);
  makeParents(settings.stateDirectory);
  makeParents(settings.logging.directory);
  const stop = watchSignals();
  try {
    return await withProgress(host, (say) => {
      say(task.saying);
      return underLock(settings.stateDirectory, WORDING, (taken) =>
        withLog({ host, settings, taken, stop, clock: systemClock(stop.signal) }, task),
      );
    });
  } finally {
    stop.close();
  }
}

const WORDING = {
  refusal: (holder: string | undefined) =>
    `a cycle is running${holder === undefined ? "" : ` (${holder})`}: it settles and compares by itself`,
  hint: "try again when it has ended",
};

/** Asking would found the account of the embedded simulator. */
function refuseUnstarted({ environment, stateDirectory }: Settings): void {
  if (environment === "LOCAL" && !existsSync(path.join(stateDirectory, "simulator.db")))
    throw simulatorNotStarted();
}

interface Start {
  readonly host: Host;
  readonly settings: Settings;
  readonly taken: Taken;
  readonly stop: StopWatch;
  readonly clock: Clock;
}

async function withLog<Result>(start: Start, task: RecordingWork<Result>): Promise<Result> {
  const { host, settings, taken, clock } = start;
  const log = await openLog({
    ...commandLogOptions(host, settings, { runId: taken.runId, clock }),
    rotation: settings.logging.rotation,
  });
  const release = reportBug(log);
  const opened = openStore({ directory: settings.stateDirectory, now: clock.now() });
  const { store } = opened;
  try {
    if (taken.recovered !== undefined)
      log.emit("startup_lock_recovered", { holder_process_id: taken.recovered.processId });
    tellOfStore(opened, log);
    return await inCycle({ ...start, log, store, runId: taken.runId }, task);
  } finally {
    store.close();
    release();
    log.flushAndClose();
  }
}

interface Opened extends Start {
  readonly log: Log;
  readonly store: SqliteStore;
  readonly runId: RunId;
}

async function inCycle<Result>(opened: Opened, task: RecordingWork<Result>): Promise<Result> {
  const { settings, stop, clock, log, store, runId } = opened;
  const events = task.listen?.(log) ?? log;
  const { ports, connection } = composePorts({
    settings,
    clock,
    stop,
    log,
    events,
    store,
    guard: SENDS_NOTHING,
  });
  const cycle = store.beginCycle({ runId, startedAt: clock.now(), dryRun: false });
  log.bindCycle(cycle);
  const result = await task.work({ ports, store, cycle, stop }).finally(() => connection.close());
  const { counters, ...ending } = task.ending(result);
  store.finishCycle(cycle, {
    finishedAt: clock.now(),
    reason: task.name,
    ...ending,
    counters: { ...counters, requests: connection.requestCount },
  });
  if (connection.loginFault !== undefined) throw connection.loginFault;
  return result;
}

function sendsNothing(): never {
  assert(false, "a command that only records was about to write at the broker");
}

const SENDS_NOTHING: PlacementGuard = { check: sendsNothing, requireWritable: sendsNothing };
