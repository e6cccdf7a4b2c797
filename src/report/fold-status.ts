import { isoFromTimestamp, timestampFromIso, type Timestamp } from "../core/domain/time.ts";
import { killSwitchDocument } from "./kill-switch-document.ts";
import { isFailure, isGood, type RunResult } from "./run-result.ts";
import { NEVER_ASKED, telemetryAtEnd } from "./fold-telemetry.ts";
import { STATUS_SCHEMA_VERSION, type StatusRecord } from "./status-file.ts";

type Job = StatusRecord["jobs"]["cycle"];
type Runner = StatusRecord["runner"];

/** A run at its beginning. */
export interface RunBeginning {
  readonly programVersion: string;
  readonly runId: string;
  readonly invocationId?: string;
  readonly startedAt: Timestamp;
  readonly environment?: string;
}

/** What a run that began and never ended is said to have failed of. */
const KILLED = "KILLED";

/** The record while a run is under way. A run before it that never ended was killed, which is a failure like others. */
export function statusAtBeginning(
  previous: StatusRecord | undefined,
  run: RunBeginning,
  now: Timestamp,
): StatusRecord {
  const known = previous ?? newRecord(run);
  return {
    ...known,
    schema_version: STATUS_SCHEMA_VERSION,
    program_version: run.programVersion,
    environment: run.environment ?? null,
    last_heartbeat: isoFromTimestamp(now),
    jobs: { cycle: { ...settled(known.jobs.cycle), ...jobAtBeginning(run) } },
    runner: { ...known.runner, state: "running" },
  };
}

const jobAtBeginning = ({ startedAt, runId, invocationId }: RunBeginning) => ({
  last_start: isoFromTimestamp(startedAt),
  last_end: null,
  status: "running" as const,
  exit_code: null,
  reason: null,
  run_id: runId,
  invocation_id: invocationId ?? null,
  told_at: null,
});

const settled = (job: Job): Job =>
  job.status === "running" ? withFailure(job, KILLED, job.last_start) : job;

function newRecord(run: RunBeginning): StatusRecord {
  const startedAt = isoFromTimestamp(run.startedAt);
  return {
    schema_version: STATUS_SCHEMA_VERSION,
    program_version: run.programVersion,
    environment: null,
    scheduler_started: startedAt,
    last_heartbeat: startedAt,
    jobs: {
      cycle: {
        ...jobAtBeginning(run),
        status: "stopped",
        ...NOT_FAILING,
        last_success: null,
        last_failure: null,
      },
    },
    runner: AWAKE,
    last_cycle: null,
    telemetry: NEVER_ASKED,
  };
}

/** The record after a run. A run whose beginning it does not know begins and ends here. */
export function statusAtEnd(
  previous: StatusRecord | undefined,
  result: RunResult,
  programVersion: string,
): StatusRecord {
  const isBegun = previous?.jobs.cycle.status === "running" && previous.jobs.cycle.run_id === result.runId;
  const begun = isBegun
    ? previous
    : statusAtBeginning(previous, { ...result, programVersion }, result.startedAt);
  return {
    ...begun,
    last_heartbeat: isoFromTimestamp(result.endedAt),
    jobs: { cycle: jobAtEnd(begun.jobs.cycle, result) },
    runner: runnerAtEnd(begun.runner, result),
    last_cycle: lastCycleOf(result) ?? begun.last_cycle,
    telemetry: telemetryAtEnd(begun.telemetry, result),
    kill_switch: killSwitchDocument(result.killSwitch),
    ...(hasForgotten(begun, result) ? { store_begun_anew_at: isoFromTimestamp(result.endedAt) } : {}),
  };
}

/** The store numbers its cycles: one that counts from below the last number is not the one that was there. */
const hasForgotten = ({ last_cycle }: StatusRecord, { cycle }: RunResult): boolean =>
  cycle !== undefined && last_cycle !== null && cycle.id <= last_cycle.cycle_id;

/** The record after people were told how its last run ended. */
export const statusAfterTelling = (status: StatusRecord, now: Timestamp): StatusRecord => ({
  ...status,
  jobs: { cycle: { ...status.jobs.cycle, told_at: isoFromTimestamp(now) } },
});

function jobAtEnd(begun: Job, result: RunResult): Job {
  const ended: Job = {
    ...begun,
    last_end: isoFromTimestamp(result.endedAt),
    status: result.outcome,
    exit_code: result.exitCode,
    reason: result.reason ?? null,
  };
  if (isGood(result)) return { ...ended, ...NOT_FAILING, last_success: isoFromTimestamp(result.endedAt) };
  return isFailure(result)
    ? withFailure(ended, result.reason ?? `EXIT_${result.exitCode}`, begun.last_start)
    : ended;
}

function withFailure(job: Job, reason: string, startedAt: string): Job {
  const isSame = job.same_reason_failures > 0 && job.last_failure === reason;
  return {
    ...job,
    consecutive_failures: job.consecutive_failures + 1,
    failing_since: job.failing_since ?? startedAt,
    same_reason_failures: isSame ? job.same_reason_failures + 1 : 1,
    last_failure: reason,
  };
}

/**
 * A skip outside trading hours begins or continues a sleep. Whatever else a cycle comes to ends it, unless it failed
 * before the opening: then nobody looked whether the market is open.
 */
function runnerAtEnd(begun: Runner, result: RunResult): Runner {
  const endedAt = isoFromTimestamp(result.endedAt);
  if (result.outcome === "skipped") {
    const opening = result.cycle?.nextMarketOpenAt;
    return {
      ...begun,
      state: "sleeping",
      sleep_since: begun.sleep_since ?? endedAt,
      next_market_open_at: opening === undefined ? null : isoFromTimestamp(opening),
    };
  }
  if (begun.sleep_since === null) return { ...begun, state: "stopped" };
  if (!isAwake(begun, result)) return { ...begun, state: "sleeping" };
  return {
    state: "stopped",
    sleep_since: null,
    next_market_open_at: null,
    last_resume_at: endedAt,
    resume_count: begun.resume_count + 1,
  };
}

function isAwake({ next_market_open_at }: Runner, { outcome, cycle, endedAt }: RunResult): boolean {
  if (outcome === "done") return true;
  const opening = next_market_open_at === null ? undefined : timestampFromIso(next_market_open_at);
  return cycle !== undefined && opening !== undefined && endedAt >= opening;
}

function lastCycleOf(result: RunResult): StatusRecord["last_cycle"] {
  const { cycle } = result;
  if (cycle === undefined) return null;
  return {
    cycle_id: cycle.id,
    run_id: result.runId,
    started_at: isoFromTimestamp(result.startedAt),
    ended_at: isoFromTimestamp(result.endedAt),
    outcome: result.outcome,
    reason: result.reason ?? null,
    exit_code: result.exitCode,
    dry_run: result.dryRun ?? null,
    counters: cycle.counters,
  };
}

const NOT_FAILING = { consecutive_failures: 0, failing_since: null, same_reason_failures: 0 } as const;

const AWAKE: Runner = {
  state: "stopped",
  sleep_since: null,
  next_market_open_at: null,
  last_resume_at: null,
  resume_count: 0,
};
