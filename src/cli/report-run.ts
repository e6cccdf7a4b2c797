import path from "node:path";
import type { Lock } from "../adapters/files/lock.ts";
import { readTextFile } from "../adapters/files/read-text-file.ts";
import { replaceFile } from "../adapters/files/replace-file.ts";
import type { Settings } from "../config/settings.ts";
import { durationMs } from "../core/domain/time.ts";
import type { EventEmitter } from "../events/emitter.ts";
import { statusAtBeginning, statusAtEnd } from "../report/fold-status.ts";
import type { RunResult } from "../report/run-result.ts";
import { parseStatus, renderStatus, STATUS_FILE, type StatusRecord } from "../report/status-file.ts";
import { strategyLabelOf } from "./compose.ts";
import { VERSION } from "./program.ts";
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
  /** Absent when the configuration is invalid. */
  readonly settings?: Settings;
}

export const placesOf = (settings: Settings): ReportPlaces => settings;

/** Makes it visible that a run is under way, so that one that is killed is seen as well. Never throws. */
export function beginRun(beginning: Beginning, reporting: Reporting): void {
  const { events } = reporting;
  const { clock, runId, startedAt } = beginning;
  isolated(events, STATUS_FILE, () => {
    const run = { ...identityOf(beginning, reporting), programVersion: VERSION, runId, startedAt };
    writeStatus(reporting, statusAtBeginning(previousStatus(reporting), run, clock.now()));
  });
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
  const { events } = reporting;
  const result = resultOf(beginning, ending, reporting);
  isolated(events, STATUS_FILE, () => {
    const previous = previousStatus(reporting);
    const status = statusAtEnd(previous, result, VERSION);
    writeStatus(reporting, status);
    reportSleep(events, previous?.runner, status.runner);
  });
  await Promise.resolve();
}

function resultOf(beginning: Beginning, ending: RunEnding, reporting: Reporting): RunResult {
  const { clock, runId, startedAt, startedAtMs } = beginning;
  const { settings } = reporting;
  return {
    ...identityOf(beginning, reporting),
    ...ending,
    runId,
    startedAt,
    endedAt: clock.now(),
    duration: durationMs(Math.round(clock.monotonicMs() - startedAtMs)),
    ...(settings === undefined ? {} : { dryRun: settings.dryRun, strategy: strategyLabelOf(settings) }),
  };
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

/** What the run before left; a damaged file begins anew, and says so. */
function previousStatus({ places, events }: Reporting): StatusRecord | undefined {
  if (places.stateDirectory === undefined) return undefined;
  const file = path.join(places.stateDirectory, STATUS_FILE);
  const reading = parseStatus(readTextFile(file));
  if (reading.kind === "damaged")
    events.emit("report_status_damaged", { path: file, detail: reading.detail });
  return reading.kind === "record" ? reading.record : undefined;
}

/** Only while the lock is ours: the file has one writer. */
function writeStatus({ places, lock }: Reporting, status: StatusRecord): void {
  if (places.stateDirectory === undefined || lock?.isStillOurs() !== true) return;
  replaceFile(path.join(places.stateDirectory, STATUS_FILE), renderStatus(status));
}

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

function isolated(events: EventEmitter, what: string, work: () => void): void {
  try {
    work();
  } catch (error) {
    const error_message = error instanceof Error ? error.message : String(error);
    events.emit("report_write_failed", { path: what, error_message });
  }
}
