import path from "node:path";
import { readKillSwitch } from "../adapters/files/read-kill-switch.ts";
import type { Lock } from "../adapters/files/lock.ts";
import type { Settings } from "../config/settings.ts";
import { durationMs, timestampFromIso } from "../core/domain/time.ts";
import type { EventEmitter } from "../events/emitter.ts";
import type { Check } from "../report/check.ts";
import { statusAfterTelling, statusAtBeginning, statusAtEnd } from "../report/fold-status.ts";
import { isFailure, type RunResult } from "../report/run-result.ts";
import { STATUS_FILE, type StatusRecord } from "../report/status-file.ts";
import type { Notifier } from "./notify-run.ts";
import { VERSION } from "./program.ts";
import { emitBug } from "./report-bug.ts";
import { appendSummary, readStatus, writeMetrics, writeStatus } from "./report-files.ts";
import type { RunEnding } from "./run-ending.ts";
import type { Beginning } from "./start.ts";

/** Where reports go, as far as it is known. */
export interface ReportPlaces {
  readonly environment?: string;
  readonly stateDirectory?: string;
  readonly reportDirectory?: string;
  readonly prometheusFile?: string;
}

export interface Reporting {
  readonly events: EventEmitter;
  readonly places: ReportPlaces;
  /** Of the state directory: whoever does not hold it writes nothing there. */
  readonly lock?: Lock;
  /** What the beginning of the run has written; absent for a start that did not come to it. */
  readonly begun?: StatusRecord;
  /** Absent when the configuration is invalid. */
  readonly settings?: Settings;
  /** Whether orders ended after the precheck; with the settings. */
  readonly dryRun?: boolean;
  /** Then only a line among the summaries tells of it. */
  readonly isByHand?: boolean;
  /** Absent when nobody wants to be told. */
  readonly notifier?: Notifier | undefined;
}

export const placesOf = (settings: Settings): ReportPlaces => settings;

/**
 * Makes it visible that a run is under way, so that one that is killed is seen as well. Never throws.
 *
 * @returns how to report the rest of the run
 */
export function beginRun(beginning: Beginning, reporting: Reporting): Reporting {
  const { events, isByHand = false } = reporting;
  if (isByHand) return reporting;
  const { clock, runId, startedAt } = beginning;
  const place = statusPath(reporting);
  const previous = withPlace(events, place, (file) => readStatus(file, events));
  const run = { ...identityOf(beginning, reporting), programVersion: VERSION, runId, startedAt };
  const begun = statusAtBeginning(previous, run, clock.now());
  withPlace(events, place, (file) => {
    writeStatus(file, begun, reporting.lock);
  });
  return { ...reporting, begun };
}

/**
 * Tells everybody who wants to know how a run ended, each whatever becomes of the others. Never throws: what cannot be
 * told is a warning in the log.
 */
export async function reportRun(
  beginning: Beginning,
  ending: RunEnding,
  reporting: Reporting,
): Promise<void> {
  const { events, places, isByHand = false } = reporting;
  const result = resultOf(beginning, ending, reporting);
  withPlace(events, places.reportDirectory, (directory) => {
    appendSummary(directory, result);
  });
  if (!isByHand) await reportOfBot(beginning, result, reporting);
}

async function reportOfBot(beginning: Beginning, result: RunResult, reporting: Reporting): Promise<void> {
  const { events, places } = reporting;
  const place = statusPath(reporting);
  const previous = reporting.begun ?? withPlace(events, place, (file) => readStatus(file, events));
  const status = statusAtEnd(previous, result, VERSION);
  withPlace(events, place, (file) => {
    writeStatus(file, status, reporting.lock);
  });
  withPlace(events, places.prometheusFile, (file) => {
    writeMetrics(file, { result, status, ...stateDirectoryOf(places) });
  });
  reportSleep(events, previous?.runner, status.runner);
  if (status.store_begun_anew_at !== previous?.store_begun_anew_at) {
    events.emit("report_store_begun_anew", { last_cycle_id: previous?.last_cycle?.cycle_id });
  }
  if (!(await tellPeople(reporting, result, status)) || !isFailure(result)) return;
  withPlace(events, place, (file) => {
    writeStatus(file, statusAfterTelling(status, beginning.clock.now()), reporting.lock);
  });
}

/** Last, and however long it takes: everything else is done by then. @returns whether anybody was told, or will be */
async function tellPeople(
  { notifier, events, settings }: Reporting,
  result: RunResult,
  { jobs }: StatusRecord,
): Promise<boolean> {
  if (notifier === undefined) return false;
  const lastGoodAt = timestampFromIso(jobs.cycle.last_success ?? "");
  const checks = await safely(events, () => checksFor(settings, result));
  return (await safely(events, () => notifier.end(result, { checks, lastGoodAt }, events))) ?? false;
}

/** A bug in one of them must not silence the other. */
async function safely<Result>(
  events: EventEmitter,
  tell: () => Promise<Result>,
): Promise<Result | undefined> {
  try {
    return await tell();
  } catch (error) {
    emitBug(events, error);
    return undefined;
  }
}

/** Only a webhook asks for them; a faulty configuration is told of without. */
async function checksFor(
  settings: Settings | undefined,
  { endedAt }: RunResult,
): Promise<readonly Check[] | undefined> {
  if (settings?.notification.webhookUrl === undefined) return undefined;
  const { examineAfterRun } = await import("./examine-health.ts");
  return examineAfterRun(settings, endedAt);
}

/** Does what needs a place, if that is known. @returns `undefined` where it is not, and after a failure, which is told */
function withPlace<Result>(
  events: EventEmitter,
  place: string | undefined,
  work: (place: string) => Result,
): Result | undefined {
  if (place === undefined) return undefined;
  try {
    return work(place);
  } catch (error) {
    const error_message = error instanceof Error ? error.message : String(error);
    events.emit("report_write_failed", { path: place, error_message });
    return undefined;
  }
}

const statusPath = ({ places: { stateDirectory } }: Reporting): string | undefined =>
  stateDirectory === undefined ? undefined : path.join(stateDirectory, STATUS_FILE);

function resultOf(beginning: Beginning, ending: RunEnding, reporting: Reporting): RunResult {
  const { clock, runId, startedAt, startedAtMs } = beginning;
  const { settings, dryRun, isByHand = false } = reporting;
  return {
    ...identityOf(beginning, reporting),
    ...ending,
    ...killSwitchIn(reporting.places),
    isByHand,
    runId,
    startedAt,
    endedAt: clock.now(),
    duration: durationMs(Math.round(clock.monotonicMs() - startedAtMs)),
    ...(dryRun === undefined ? {} : { dryRun }),
    ...(settings === undefined ? {} : { strategy: settings.strategy.label }),
  };
}

function killSwitchIn({ stateDirectory }: ReportPlaces): Pick<RunResult, "killSwitch"> {
  const killSwitch = stateDirectory === undefined ? undefined : readKillSwitch(stateDirectory);
  return killSwitch === undefined ? {} : { killSwitch };
}

function identityOf(
  { host }: Beginning,
  { places }: Reporting,
): Pick<RunResult, "invocationId" | "environment"> {
  const invocationId = host.env["INVOCATION_ID"];
  return {
    ...(places.environment === undefined ? {} : { environment: places.environment }),
    ...(invocationId === undefined ? {} : { invocationId }),
  };
}

const stateDirectoryOf = ({ stateDirectory }: ReportPlaces) =>
  stateDirectory === undefined ? {} : { stateDirectory: path.resolve(stateDirectory) };

function reportSleep(
  events: EventEmitter,
  before: StatusRecord["runner"] | undefined,
  { sleep_since, next_market_open_at, resume_count }: StatusRecord["runner"],
): void {
  const wasAsleep = before !== undefined && before.sleep_since !== null;
  if (sleep_since !== null && !wasAsleep) {
    events.emit("cycle_sleep_begin", { next_market_open_at: next_market_open_at ?? undefined });
  }
  if (sleep_since === null && wasAsleep) {
    events.emit("cycle_resumed", { sleep_since: before.sleep_since ?? undefined, resume_count });
  }
}
