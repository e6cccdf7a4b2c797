import type { Lock } from "../../adapters/files/lock.ts";
import type { Log } from "../../adapters/logging/log.ts";
import { openLog } from "../../adapters/logging/open-log.ts";
import { openStore } from "../../adapters/store/open-store.ts";
import type { SqliteStore } from "../../adapters/store/sqlite-store.ts";
import { systemClock } from "../../adapters/system/system-clock.ts";
import { systemIds } from "../../adapters/system/system-ids.ts";
import { watchSignals, type StopWatch } from "../../adapters/system/watch-signals.ts";
import type { Settings } from "../../config/settings.ts";
import type { RunId } from "../../core/domain/ids.ts";
import { seconds } from "../../core/domain/time.ts";
import type { CloseOutScope } from "../../core/risk/close-out.ts";
import type { Clock, PlacementGuard } from "../../cycle/ports.ts";
import { runCloseOut, type CloseOutReport } from "../../cycle/run-close-out.ts";
import { commandLogOptions } from "../commands/maintenance/hold-lock.ts";
import { composePorts } from "../compose.ts";
import { cycleSettings } from "../cycle-plan.ts";
import type { Host } from "../main.ts";
import { makeParents } from "../make-parents.ts";
import { Narrator } from "../narrator.ts";
import { requireLockAndLog } from "../placement-guard.ts";
import { withProgress, type Say } from "../progress.ts";
import { refuseOpenDirectories } from "../refuse-open-directories.ts";
import { reportBug } from "../report-bug.ts";
import { LOCK_PATIENCE, takeLockSoon, type TakenLock } from "../take-lock-soon.ts";
import { holderText } from "../under-lock.ts";
import { closeOutDocument, type CloseOutDocument } from "./close-out-document.ts";
import { endingOfCloseOut, type CloseOutEnding } from "./close-out-ending.ts";
import { tellOfCloseOut } from "./tell-of-close-out.ts";
import { tellOfStore } from "../tell-of-store.ts";

/** For one order a second this is some two hundred positions. */
const TIMEOUT = seconds(600);

export interface CloseOutCommand {
  readonly name: "selloff" | "panic-stop";
  readonly scope: CloseOutScope;
}

/** One start of a command that closes positions. */
export interface ClosingStart {
  readonly host: Host;
  readonly settings: Settings;
  readonly command: CloseOutCommand;
  readonly runId: RunId;
  readonly clock: Clock;
  readonly stop: StopWatch;
}

export interface ConductedCloseOut {
  readonly document: CloseOutDocument;
  readonly exitCode: number;
}

/**
 * Asks a cycle that runs to end, takes the lock, and closes. What the settings say of DRY_RUN does not count: somebody
 * has asked for it by name.
 *
 * @throws TradebotError `LOCK_HELD`, or why the store or the log cannot be used; then nothing was sent
 */
export async function conductCloseOut(
  host: Host,
  settings: Settings,
  command: CloseOutCommand,
): Promise<ConductedCloseOut> {
  const stop = watchSignals();
  stop.setDeadline(TIMEOUT);
  const runId = systemIds().newRunId();
  const start = { host, settings, command, runId, stop, clock: systemClock(stop.signal) };
  try {
    return await withProgress(host, (say) => underLock(start, say));
  } finally {
    stop.close();
  }
}

async function underLock(start: ClosingStart, say: Say): Promise<ConductedCloseOut> {
  const { settings, runId, clock, stop } = start;
  refuseOpenDirectories(settings);
  makeParents(settings.stateDirectory);
  makeParents(settings.logging.directory);
  say("waiting for the lock");
  const taken = await takeLockSoon({
    directory: settings.stateDirectory,
    runId,
    clock,
    stop: stop.request,
    patience: LOCK_PATIENCE,
    onAsked: (holder) => {
      say(`asked ${holderText(holder)} to end`);
    },
  });
  try {
    say("closing");
    return await withLog(start, taken);
  } finally {
    await taken.lock.release();
  }
}

async function withLog(start: ClosingStart, { lock, recovered }: TakenLock): Promise<ConductedCloseOut> {
  const { host, settings, command } = start;
  const log = await openLog({
    ...commandLogOptions(host, settings, start),
    rotation: settings.logging.rotation,
  });
  const release = reportBug(log);
  try {
    if (recovered !== undefined)
      log.emit("startup_lock_recovered", { holder_process_id: recovered.processId });
    log.emit("closeout_begin", { reason: command.name, scope: command.scope });
    return await withStore(start, log, lock);
  } finally {
    release();
    log.flushAndClose();
  }
}

async function withStore(start: ClosingStart, log: Log, lock: Lock): Promise<ConductedCloseOut> {
  const { settings, clock } = start;
  const opened = openStore({ directory: settings.stateDirectory, now: clock.now() });
  const { store } = opened;
  try {
    tellOfStore(opened, log);
    const conducted = await run(start, { log, lock, store });
    await tellOfCloseOut(start, conducted, log);
    return conducted;
  } finally {
    store.close();
  }
}

interface Opened {
  readonly log: Log;
  readonly lock: Lock;
  readonly store: SqliteStore;
}

async function run(
  start: ClosingStart,
  { log, lock, store }: Opened,
): Promise<ConductedCloseOut & CloseOutEnding> {
  const { settings, clock, stop, runId, command } = start;
  const events = new Narrator(log);
  const { ports, connection } = composePorts({
    settings,
    clock,
    stop,
    log,
    events,
    store,
    endsAtMs: clock.monotonicMs() + TIMEOUT,
    guard: closingGuard(log, lock),
  });
  const cycle = store.beginCycle({ runId, startedAt: clock.now(), dryRun: false });
  log.bindCycle(cycle);
  const wish = {
    label: `${command.name}@1`,
    scope: command.scope,
    disclaimerPolicy: settings.execution.disclaimerPolicy,
  };
  const beganMs = clock.monotonicMs();
  const report = await runCloseOut(ports, cycleSettings(settings), { cycle, wish }).finally(() =>
    connection.close(),
  );
  const ending = endingOfCloseOut(withLoginFault(report, connection.loginFault), {
    command: command.name,
    stopped: stop.request.reason,
  });
  const counters = { ...report.tally, requests: connection.requestCount };
  store.finishCycle(cycle, { finishedAt: clock.now(), ...ending, counters });
  log.emit("closeout_end", {
    outcome: ending.outcome,
    exit_code: ending.exitCode,
    reason: ending.reason,
    duration_ms: Math.round(clock.monotonicMs() - beganMs),
  });
  const { environment } = settings;
  const orders = events.lines;
  const facts = { command: command.name, environment, cycle, report, orders };
  return { ...ending, document: closeOutDocument(facts) };
}

/** A login that ends with this process is worth telling, unless something worse is. */
const withLoginFault = (report: CloseOutReport, failure: CloseOutReport["failure"]): CloseOutReport =>
  failure === undefined || report.failure !== undefined ? report : { ...report, failure };

/**
 * Neither the kill switch nor a missing arming holds these orders back: they take risk away, and a person has asked for
 * them by name. Only what keeps orders from being sent twice does.
 */
function closingGuard(log: Log, lock: Lock): PlacementGuard {
  const requireWritable = (): void => {
    requireLockAndLog(log, lock);
  };
  return {
    requireWritable,
    check() {
      requireWritable();
      return undefined;
    },
  };
}
