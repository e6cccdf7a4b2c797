import { z } from "zod";
import { isoFromTimestamp } from "../core/domain/time.ts";
import { Counters } from "./counters.ts";
import { instant } from "./instant.ts";
import type { RunResult } from "./run-result.ts";

export const SUMMARIES_FILE = "cycle_summaries.jsonl";
export const SUMMARY_SCHEMA_VERSION = 1;

/** One line of `REPORT_DIR/cycle_summaries.jsonl`: one run of the main job, skipped and failed ones as well. */
export const CycleSummary = z.object({
  schema_version: z.literal(SUMMARY_SCHEMA_VERSION).describe("version of this format"),
  program_version: z.string().describe("version of the program that ran"),
  run_id: z.string().describe("`run_id` of the process, as on each of its log lines"),
  invocation_id: z
    .string()
    .nullable()
    .describe("systemd's INVOCATION_ID; null where something else started it"),
  cycle_id: z
    .int()
    .positive()
    .nullable()
    .describe("number of the cycle; null when the run did not come to one"),
  mode: z
    .object({
      dry_run: z.boolean().nullable().describe("whether orders ended after the precheck"),
      single_cycle: z.literal(true).describe("always true: each process runs one cycle"),
    })
    .describe("how it ran"),
  env: z.string().nullable().describe("LOCAL or SIM; null when the configuration did not tell"),
  strategy: z
    .string()
    .nullable()
    .describe("name and version of the strategy; null when the configuration did not tell"),
  started_at: instant.describe("when the process began"),
  finished_at: instant.describe("when it had done its work, right before this line was written"),
  duration_ms: z
    .int()
    .min(0)
    .meta({ unit: "milliseconds" })
    .describe("time between the two by a clock that never jumps, jitter included"),
  outcome: z
    .enum(["done", "skipped", "failed", "stopped"])
    .describe("how it ended; `stopped`: by a signal or the deadline"),
  reason: z.string().nullable().describe("stable code of the failure or the skip; null when done"),
  exit_code: z.int().describe("exit code of the process"),
  next_market_open_at: instant.nullable().describe("of a skipped cycle, the next opening where it is known"),
  counters: Counters.nullable().describe("what the cycle counted; null without a cycle"),
});
export type CycleSummary = z.infer<typeof CycleSummary>;

/** The line of one run, with the newline at its end. */
export const renderSummary = (result: RunResult, programVersion: string): string =>
  `${JSON.stringify(summaryOf(result, programVersion))}\n`;

const summaryOf = (result: RunResult, programVersion: string): CycleSummary => ({
  schema_version: SUMMARY_SCHEMA_VERSION,
  program_version: programVersion,
  ...identityOf(result),
  ...courseOf(result),
});

const identityOf = ({ runId, invocationId, cycle, dryRun, environment, strategy }: RunResult) => ({
  run_id: runId,
  invocation_id: invocationId ?? null,
  cycle_id: cycle?.id ?? null,
  mode: { dry_run: dryRun ?? null, single_cycle: true as const },
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
