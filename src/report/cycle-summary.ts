import { isoFromTimestamp } from "../core/domain/time.ts";
import type { CycleSummary } from "./cycle-summary-schema.ts";
import type { RunResult } from "./run-result.ts";

export const SUMMARIES_FILE = "cycle_summaries.jsonl";
const SCHEMA_VERSION = 1;

/** The line of one run, with the newline at its end. */
export const renderSummary = (result: RunResult, programVersion: string): string =>
  `${JSON.stringify(summaryOf(result, programVersion))}\n`;

const summaryOf = (result: RunResult, programVersion: string): CycleSummary => ({
  schema_version: SCHEMA_VERSION,
  program_version: programVersion,
  ...identityOf(result),
  ...courseOf(result),
});

const identityOf = ({
  runId,
  invocationId,
  cycle,
  dryRun,
  isByHand = false,
  environment,
  strategy,
}: RunResult) => ({
  run_id: runId,
  invocation_id: invocationId ?? null,
  cycle_id: cycle?.id ?? null,
  mode: { dry_run: dryRun ?? null, single_cycle: true as const, by_hand: isByHand },
  env: environment ?? null,
  strategy: strategy ?? null,
});

function courseOf({ startedAt, endedAt, duration, outcome, reason, exitCode, cycle }: RunResult) {
  const opening = cycle?.nextMarketOpenAt;
  return {
    started_at: isoFromTimestamp(startedAt),
    finished_at: isoFromTimestamp(endedAt),
    duration_ms: duration,
    outcome,
    reason: reason ?? null,
    exit_code: exitCode,
    next_market_open_at: opening === undefined ? null : isoFromTimestamp(opening),
    counters: cycle?.counters ?? null,
  };
}
