import { readKillSwitch } from "../adapters/files/read-kill-switch.ts";
import type { Lock } from "../adapters/files/lock.ts";
import type { Log } from "../adapters/logging/log.ts";
import type { SqliteStore } from "../adapters/store/sqlite-store.ts";
import { judgeSkew, skewOf, type ClockReading } from "../core/domain/clock-skew.ts";
import { TradebotError } from "../core/domain/errors.ts";
import { unarmedInWords } from "../core/risk/arming.ts";
import { killSwitchInWords, type KillSwitch } from "../core/risk/kill-switch.ts";
import type { Ports } from "../cycle/ports.ts";
import type { EventEmitter } from "../events/emitter.ts";
import { runCycle, type CycleReport } from "../cycle/run-cycle.ts";
import { livePermit } from "./arming/live-permit.ts";
import { cleanUpHourly } from "./commands/maintenance/hourly-cleanup.ts";
import { composePorts } from "./compose.ts";
import { cycleSettings } from "./cycle-plan.ts";
import { EXIT_CODES } from "./exit-codes.ts";
import { Narrator } from "./narrator.ts";
import { printable } from "./output.ts";
import { placementGuard, tellOfKillSwitch } from "./placement-guard.ts";
import { emitBug } from "./report-bug.ts";
import { logged } from "./log-lost.ts";
import { endingOfCycle, endingOfError, exitCodeOf, reasonOf, type RunEnding } from "./run-ending.ts";
import type { Start } from "./start.ts";
import { tellingOfStrategy } from "./tell-of-strategy.ts";
import { tellOfStore } from "./tell-of-store.ts";

/** Opens the store, runs one cycle with the real ports, and puts its result where people and programs look for it. */
export async function conductCycle(start: Start, log: Log, lock: Lock): Promise<RunEnding> {
  const { clock, settings, stop } = start;
  const { openStore } = await import("../adapters/store/open-store.ts");
  const opened = openStore({ directory: settings.stateDirectory, now: clock.now() });
  const { store } = opened;
  try {
    tellOfStore(opened, log);
    const ending = await withStore(start, { log, lock, store });
    if (stop.request.reason === undefined) await cleanUpHourly({ settings, store, clock, events: log });
    return ending;
  } catch (error) {
    if (error instanceof TradebotError) throw error;
    emitBug(log, error);
    return endingOfError(error);
  } finally {
    store.close();
  }
}

interface Opened {
  readonly log: Log;
  readonly lock: Lock;
  readonly store: SqliteStore;
}

async function withStore(start: Start, { log, lock, store }: Opened): Promise<RunEnding> {
  const { host, runId, clock, stop } = start;
  const settings = tellingOfStrategy(start.settings, log);
  const events = new Narrator(log);
  const clockReadings: ClockReading[] = [];
  const killSwitch = readKillSwitch(settings.stateDirectory);
  const permit = livePermit(settings, start.arming);
  const plan = {
    ...cycleSettings(settings, killSwitch),
    dryRun: start.dryRun,
    ...(permit === undefined ? {} : { permit }),
  };
  const beganMs = clock.monotonicMs();
  stop.setDeadline(plan.timeout);
  const { stateDirectory } = settings;
  const guard = placementGuard({
    log,
    lock,
    stateDirectory,
    isKillSwitchKnown: killSwitch !== undefined,
    checkPermit: () => permit?.check(clock.now()),
  });
  const { ports, connection } = composePorts({
    settings,
    clock,
    stop,
    log,
    events,
    store,
    endsAtMs: beganMs + plan.timeout,
    onBrokerClock: (reading) => clockReadings.push(reading),
    guard,
  });
  const cycle = store.beginCycle({ runId, startedAt: clock.now(), dryRun: plan.dryRun });
  log.bindCycle(cycle);
  const unarmed = start.arming.kind === "unarmed" ? unarmedInWords(start.arming.reasons) : undefined;
  if (unarmed !== undefined) log.emit("startup_live_unarmed", { detail: unarmed });
  if (killSwitch !== undefined) tellOfKillSwitch(log, killSwitch);
  log.emit("startup_ready", {});
  try {
    const ran = await runCycle(ports, plan, cycle);
    await connection.close(); // requests that were cut short say so before the cycle's last line
    const skew = reportSkew(events, clockReadings);
    const report = logged(withLogin(ran, connection.loginFault), log);
    const requests = connection.requestCount;
    const durationMs = Math.round(clock.monotonicMs() - beganMs);
    conclude(report, { ports, durationMs, requests });
    const ended = logged(report, log); // the last line may be the one that the disk refuses
    const exitCode = exitCodeOf(ended);
    host.stdout.write(summaryOf(ended, exitCode, events.lines));
    host.stdout.write(killSwitchLine(readKillSwitch(settings.stateDirectory)));
    const held = unarmed ?? permit?.objection;
    if (held !== undefined) host.stdout.write(`  ${printable(held)}\n`);
    return { ...endingOfCycle(ended, { exitCode, requests }), ...skew };
  } finally {
    await connection.close();
  }
}

/** How it stands at the end: it may have been turned on meanwhile. */
const killSwitchLine = (killSwitch: KillSwitch | undefined): string =>
  killSwitch === undefined ? "" : `  the kill switch is on: ${printable(killSwitchInWords(killSwitch))}\n`;

/** A login that ends with this process leaves the next cycle without one; whatever failed in this one says more. */
function withLogin(report: CycleReport, fault: TradebotError | undefined): CycleReport {
  if (fault === undefined || exitCodeOf(report) !== EXIT_CODES.done.code) return report;
  return { ...report, result: { kind: "failed", error: fault } };
}

/** Known when the broker was asked, whatever came of the cycle. */
function reportSkew(
  events: EventEmitter,
  readings: readonly ClockReading[],
): Pick<RunEnding, "brokerClockSkewMs"> {
  const brokerClockSkewMs = skewOf(readings);
  if (brokerClockSkewMs === undefined) return {};
  if (judgeSkew(brokerClockSkewMs) === "fail")
    events.emit("http_clock_differs", { clock_skew_ms: brokerClockSkewMs });
  return { brokerClockSkewMs };
}

/** Writes the cycle's row and its last log line. @returns the exit code */
export function conclude(
  report: CycleReport,
  {
    ports,
    durationMs,
    requests,
  }: { readonly ports: Ports; readonly durationMs: number; readonly requests: number },
): number {
  const { cycle, result, tally } = report;
  const exitCode = exitCodeOf(report);
  const outcome = result.kind === "stopped" ? "failed" : result.kind;
  const reason = reasonOf(result);
  const counters = { ...tally, requests };
  ports.store.finishCycle(cycle, {
    finishedAt: ports.clock.now(),
    outcome,
    exitCode,
    counters,
    ...(reason === undefined ? {} : { reason }),
  });
  ports.events.emit("cycle_end", {
    outcome,
    exit_code: exitCode,
    duration_ms: durationMs,
    reason,
    ...counters,
  });
  return exitCode;
}

function summaryOf(
  { cycle, result, tally }: CycleReport,
  exitCode: number,
  orders: readonly string[],
): string {
  const reason = reasonOf(result);
  const head = `cycle ${cycle}: ${result.kind}${reason === undefined ? "" : ` (${reason})`}, exit ${exitCode}`;
  const counts =
    `${tally.instruments_ok} of ${tally.instruments} instruments read; ` +
    `signals: ${tally.buy_signals} buy, ${tally.sell_signals} sell, ${tally.hold_signals} hold; ` +
    `orders: ${tally.placed} placed, ${tally.filled} filled`;
  const lines = result.kind === "skipped" ? [head] : [head, `  ${counts}`];
  return `${[...lines, ...orders.map((order) => `  ${order}`)].join("\n")}\n`;
}
