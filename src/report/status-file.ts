import { z } from "zod";
import { Counters } from "./counters.ts";
import { instant } from "./instant.ts";

export const STATUS_FILE = "status.json";
export const STATUS_SCHEMA_VERSION = 1;

const count = z.int().min(0);

const Job = z
  .object({
    last_start: instant.describe("when its last run began"),
    last_end: instant
      .nullable()
      .describe("when its last run ended; null while it runs, and after it was killed"),
    status: z
      .enum(["running", "done", "skipped", "failed", "stopped"])
      .describe(
        "how its last run ended; `stopped`: by a signal or the deadline; `running`: it has not ended",
      ),
    exit_code: z
      .int()
      .nullable()
      .describe("exit code of its last run; null while it runs, and after it was killed"),
    reason: z.string().nullable().describe("stable code of the failure or the skip"),
    run_id: z.string().describe("`run_id` of its last run, as on each of its log lines"),
    invocation_id: z
      .string()
      .nullable()
      .describe("systemd's INVOCATION_ID of its last run; null where something else started it"),
    last_success: instant.nullable().describe("when a run last ended with exit code 0"),
    consecutive_failures: count.describe(
      "failed runs since a run last ended with 0; killed ones count, runs ended by a signal do not",
    ),
    failing_since: instant.nullable().describe("when the first of them began"),
    same_reason_failures: count.describe("how many of the newest of them share their reason"),
    last_failure: z.string().nullable().describe("reason of the newest failed run, also after it is over"),
  })
  .describe("one job; there is one, `cycle`");

const LastCycle = z
  .object({
    cycle_id: z.int().positive().describe("number of the cycle"),
    run_id: z.string().describe("`run_id` of its process"),
    started_at: instant.describe("when its process began"),
    ended_at: instant.describe("when it ended"),
    outcome: z.enum(["done", "skipped", "failed", "stopped"]).describe("how it ended"),
    reason: z.string().nullable().describe("stable code of the failure or the skip"),
    exit_code: z.int().describe("exit code"),
    dry_run: z.boolean().nullable().describe("whether orders ended after the precheck"),
    counters: Counters.describe("what it counted"),
  })
  .describe("the newest cycle that reached its end");

const Runner = z
  .object({
    state: z
      .enum(["running", "stopped", "sleeping"])
      .describe(
        "`running`: a run has begun and not ended; `sleeping`: none runs, and the last one found the market closed; `stopped`: none runs",
      ),
    sleep_since: instant
      .nullable()
      .describe("since when cycles find the market closed; null when it is open"),
    next_market_open_at: instant.nullable().describe("next opening, where one is known"),
    last_resume_at: instant.nullable().describe("when a cycle last found the market open again"),
    resume_count: count.describe("how often that happened"),
  })
  .describe("whether the bot runs, rests or sleeps");

const Telemetry = z
  .object({
    broker: z
      .enum(["connected", "disconnected", "unknown"])
      .describe("whether the broker answered when it was last asked"),
    poll_success_count: count.describe("cycles that asked the broker and got what they need"),
    poll_error_count: count.describe("cycles that asked and did not"),
    last_poll_at: instant.nullable().describe("end of the newest cycle that asked"),
    last_successful_poll_at: instant.nullable().describe("end of the newest one that got what it needs"),
    last_poll_error: z.string().nullable().describe("reason of the newest one that did not"),
    last_reconciliation_at: instant
      .nullable()
      .describe("end of the newest cycle that compared its records with the broker's account to the end"),
  })
  .describe("what came of asking the broker, over all runs");

/** `STATE_DIR/status.json`: how the bot stands, and the memory of everything that is counted over runs. */
export const StatusRecord = z.object({
  schema_version: z.literal(STATUS_SCHEMA_VERSION).describe("version of this format"),
  program_version: z.string().describe("version of the program that wrote the file"),
  environment: z.string().nullable().describe("LOCAL or SIM; null when the configuration did not tell"),
  scheduler_started: instant.describe("beginning of the first run this file knows of"),
  last_heartbeat: instant.describe(
    "when the file was last written: at the beginning and the end of each run",
  ),
  jobs: z.object({ cycle: Job }).describe("the jobs by name"),
  runner: Runner,
  last_cycle: LastCycle.nullable(),
  telemetry: Telemetry,
});
export type StatusRecord = z.infer<typeof StatusRecord>;

export type StatusReading =
  | { readonly kind: "absent" }
  | { readonly kind: "record"; readonly record: StatusRecord }
  | { readonly kind: "damaged"; readonly detail: string };

/** @param text of the file; `undefined` when there is none */
export function parseStatus(text: string | undefined): StatusReading {
  if (text === undefined) return { kind: "absent" };
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return { kind: "damaged", detail: "it is no JSON" };
  }
  const { success, data, error } = StatusRecord.safeParse(json);
  if (success) return { kind: "record", record: data };
  const [issue] = error.issues;
  return { kind: "damaged", detail: `${issue?.path.join(".") ?? ""}: ${issue?.message ?? ""}` };
}

export const renderStatus = (record: StatusRecord): string => `${JSON.stringify(record, undefined, 2)}\n`;
