import { z } from "zod";
import { Counters } from "./counters.ts";
import { instant, instantOrNull } from "./instant.ts";

/** One line of `REPORT_DIR/cycle_summaries.jsonl`: one run of the main job, skipped and failed ones as well. */
export const CycleSummary = z.object({
  schema_version: z.literal(1).describe("version of this format"),
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
      by_hand: z
        .boolean()
        .describe(
          "whether it was a dry run that the command line asked for, which counts nowhere else; absent in lines of versions that did not say",
        )
        .exactOptional(),
    })
    .describe("how it ran"),
  env: z.string().nullable().describe("LOCAL or SIM; null when the configuration did not tell"),
  strategy: z
    .string()
    .nullable()
    .describe("name and version of the strategy; null when the configuration did not tell"),
  started_at: instant("when the process began"),
  finished_at: instant("when it had done its work, right before this line was written"),
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
  next_market_open_at: instantOrNull("of a skipped cycle, the next opening where it is known"),
  counters: z.nullable(Counters).describe("what the cycle counted; null without a cycle"),
});
export type CycleSummary = z.infer<typeof CycleSummary>;
