import { en } from "zod/locales";
import { z } from "zod/mini";
import { KILL_SWITCH_MODES } from "../core/risk/kill-switch.ts";
import { Counters } from "./counters.ts";
import { described } from "./described.ts";
import { instant, instantOrNull } from "./instant.ts";

export const STATUS_FILE = "status.json";
export const STATUS_SCHEMA_VERSION = 1;

const SOME_TEXT = z.string();
const text = (description: string) => described(z.string(), description);
const textOrNull = (description: string) => described(z.nullable(SOME_TEXT), description);
const count = (description: string) => described(z.int().check(z.minimum(0)), description);

const OUTCOMES = ["done", "skipped", "failed", "stopped"] as const;

const Job = described(
  z.object({
    last_start: instant("when its last run began"),
    last_end: instantOrNull("when its last run ended; null while it runs, and after it was killed"),
    status: described(
      z.enum(["running", ...OUTCOMES]),
      "how its last run ended; `stopped`: by a signal or the deadline; `running`: it has not ended",
    ),
    exit_code: described(
      z.nullable(z.int()),
      "exit code of its last run; null while it runs, and after it was killed",
    ),
    reason: textOrNull("stable code of the failure or the skip"),
    run_id: text("`run_id` of its last run, as on each of its log lines"),
    invocation_id: textOrNull(
      "systemd's INVOCATION_ID of its last run; null where something else started it",
    ),
    told_at: z.exactOptional(
      instantOrNull(
        "when people were told how its last run ended; null when they were not, absent in files of versions that did not say",
      ),
    ),
    last_success: instantOrNull("when a run last ended with exit code 0"),
    consecutive_failures: count(
      "failed runs since a run last ended with 0; killed ones count, runs ended by a signal do not",
    ),
    failing_since: instantOrNull("when the first of them began"),
    same_reason_failures: count("how many of the newest of them share their reason"),
    last_failure: textOrNull("reason of the newest failed run, also after it is over"),
  }),
  "one job; there is one, `cycle`",
);

const LastCycle = z.object({
  cycle_id: described(z.int().check(z.positive()), "number of the cycle"),
  run_id: text("`run_id` of its process"),
  started_at: instant("when its process began"),
  ended_at: instant("when it ended"),
  outcome: described(z.enum(OUTCOMES), "how it ended"),
  reason: textOrNull("stable code of the failure or the skip"),
  exit_code: described(z.int(), "exit code"),
  dry_run: described(z.nullable(z.boolean()), "whether orders ended after the precheck"),
  counters: described(Counters, "what it counted"),
});

const Runner = described(
  z.object({
    state: described(
      z.enum(["running", "stopped", "sleeping"]),
      "`running`: a run has begun and not ended; `sleeping`: none runs, and the last one found the market closed; `stopped`: none runs",
    ),
    sleep_since: instantOrNull("since when cycles find the market closed; null when it is open"),
    next_market_open_at: instantOrNull("next opening, where one is known"),
    last_resume_at: instantOrNull("when a cycle last found the market open again"),
    resume_count: count("how often that happened"),
  }),
  "whether the bot runs, rests or sleeps",
);

const Telemetry = described(
  z.object({
    broker: described(
      z.enum(["connected", "disconnected", "unknown"]),
      "whether the broker answered when it was last asked",
    ),
    poll_success_count: count("cycles that asked the broker and got what they need"),
    poll_error_count: count("cycles that asked and did not"),
    last_poll_at: instantOrNull("end of the newest cycle that asked"),
    last_successful_poll_at: instantOrNull("end of the newest one that got what it needs"),
    last_poll_error: textOrNull("reason of the newest one that did not"),
    last_reconciliation_at: instantOrNull(
      "end of the newest cycle that compared its records with the broker's account to the end",
    ),
    broker_clock_skew_ms: z.exactOptional(
      described(
        z.int(),
        "how far this machine's clock was ahead of the broker's when it was last asked, negative when behind; absent before",
      ),
    ),
  }),
  "what came of asking the broker, over all runs",
);

const KillSwitchRecord = z.object({
  mode: described(z.enum(KILL_SWITCH_MODES), "`all`: no order is sent; `entries`: none that adds risk"),
  since: instantOrNull("since when; null when it does not say"),
  by: textOrNull("who turned it on"),
  reason: textOrNull("why"),
  defect: textOrNull("why it counts for all orders, whatever it says"),
});

/** `STATE_DIR/status.json`: how the bot stands, and the memory of everything that is counted over runs. */
export const StatusRecord = z.object({
  schema_version: described(z.literal(STATUS_SCHEMA_VERSION), "version of this format"),
  program_version: text("version of the program that wrote the file"),
  environment: textOrNull("LOCAL or SIM; null when the configuration did not tell"),
  scheduler_started: instant("beginning of the first run this file knows of"),
  last_heartbeat: instant("when a run last began or ended; a dry run by hand leaves the file alone"),
  jobs: described(z.object({ cycle: Job }), "the jobs by name"),
  runner: Runner,
  last_cycle: described(z.nullable(LastCycle), "the newest cycle that reached its end"),
  telemetry: Telemetry,
  kill_switch: z.exactOptional(
    described(
      z.nullable(KillSwitchRecord),
      "the kill switch at the end of the last run; null when it was off, absent in files of versions that had none",
    ),
  ),
  store_begun_anew_at: z.exactOptional(
    instantOrNull(
      "when a cycle last found that the store does not know the cycles before it: a new store, or an earlier one put back; absent in files of versions that did not say",
    ),
  ),
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
  // compiling a parser takes longer than parsing once without
  const { success, data, error } = StatusRecord.safeParse(json, { jitless: true, error: en().localeError });
  if (success) return { kind: "record", record: data };
  const [issue] = error.issues;
  return { kind: "damaged", detail: `${issue?.path.join(".") ?? ""}: ${issue?.message ?? ""}` };
}

export const renderStatus = (record: StatusRecord): string => `${JSON.stringify(record, undefined, 2)}\n`;
