import { parseLine, type ParsedLine } from "../../src/adapters/logging/parse-line.ts";
import type { SqliteStore } from "../../src/adapters/store/sqlite-store.ts";
import { assert } from "../../src/core/domain/assert.ts";
import { decimal } from "../../src/core/domain/decimal.ts";
import { externalReference, orderId, runId, type CycleId } from "../../src/core/domain/ids.ts";
import type { IntentState, Transition } from "../../src/core/execution/lifecycle.ts";
import { aFill, anIntent, at, SHARE } from "../adapters/store/support-values.ts";

export const REFERENCE = externalReference("ATB-AAAA");
export const RUN = "e1c8623d-56cf-413c-b31b-56e3803cb60d";
export const NEXT_RUN = "e1ffffff-56cf-413c-b31b-56e3803cb60d";

export const beginRun = (store: SqliteStore, run: string, secondsLater = 0): CycleId =>
  store.beginCycle({ runId: runId(run), startedAt: at(secondsLater), dryRun: false });

type Step = Transition & { readonly to: IntentState };
export const PLACING: Step = { to: "placing", reason: "ABOUT_TO_SEND" };
export const PLACED: Step = { to: "placed", reason: "ACCEPTED", orderId: orderId("5001") };
export const UNKNOWN: Step = { to: "unknown", reason: "BROKER_UNREACHABLE", detail: "no answer in 30 s" };
export const FILLED: Step = {
  to: "filled",
  reason: "FILLED",
  orderId: orderId("5001"),
  filledQuantity: decimal("10"),
};

/** A buy that a cycle decides at second 1 and intends at second 2; a step follows each second from 3 on. */
export function recordOrder(store: SqliteStore, cycle: CycleId, steps: readonly Step[]): void {
  store.recordDecisions(cycle, [
    {
      instrumentId: SHARE.id,
      decidedAt: at(1),
      action: "buy",
      reason: "SIG_CROSSED_ABOVE",
      facts: { gates: [{ gate: "NO_QUOTE", passed: true }] },
      externalReference: REFERENCE,
    },
  ]);
  const { id } = store.createIntent(cycle, anIntent({ createdAt: at(2) }));
  for (const [index, step] of steps.entries()) store.recordTransition(cycle, id, step, at(3 + index));
  if (steps.includes(FILLED)) store.recordFills(id, [aFill("900", { at: at(3) })]);
}

export const finish = (store: SqliteStore, cycle: CycleId, secondsLater: number): void => {
  store.finishCycle(cycle, { finishedAt: at(secondsLater), outcome: "done", exitCode: 0, counters: {} });
};

/** A line as the log has it. @param clock `15:02.500`: minutes and seconds after nine */
function logLine(clock: string, event: string, fields: string, run = RUN): ParsedLine {
  const level = event === "http_error" ? "WARN " : "INFO ";
  const text = `2026-03-04T09:${clock}Z | ${level} | cycle | ${event} | run_id=${run} cycle_id=1 dry_run=false single_cycle=true env=SIM strategy=moving_average@1 ${fields}`;
  const line = parseLine(text.trimEnd());
  assert(line !== undefined, `not a log line: ${text}`);
  return line;
}

const ORDER = `external_reference=${REFERENCE} side=buy quantity=10 purpose=entry instrument_id=Stock:211`;

/** What the log says of the order that goes all its way. */
export const ORDER_LINES: readonly ParsedLine[] = [
  logLine("15:00.000", "startup_ready", ""),
  logLine(
    "15:01.500",
    "strategy_decision_made",
    `instrument_id=Stock:211 action=buy reason=SIG_CROSSED_ABOVE external_reference=${REFERENCE}`,
  ),
  logLine("15:02.000", "execution_intent_created", ORDER),
  logLine("15:02.100", "execution_precheck_begin", `${ORDER} saxo_request_id=pre-1`),
  logLine(
    "15:02.200",
    "http_error",
    "http_method=POST http_url_path=/trade/v2/orders/precheck http_status=503 saxo_request_id=pre-1",
  ),
  logLine("15:03.000", "execution_precheck_passed", `${ORDER} precheck_ok=true`),
  logLine("15:03.000", "execution_placement_begin", `${ORDER} saxo_request_id=place-1`),
  logLine("15:04.000", "execution_order_placed", `${ORDER} order_id=5001 execution_outcome=SUCCESS`),
  logLine(
    "15:05.000",
    "execution_order_filled",
    `${ORDER} order_id=5001 filled_quantity=10 fill_price=101.25`,
  ),
  logLine(
    "15:05.000",
    "execution_reconcile_result",
    `${ORDER} order_id=5001 intent_state=filled reason=FILLED`,
  ),
  logLine("15:06.000", "cycle_end", "outcome=done exit_code=0"),
  logLine("20:00.000", "execution_intent_created", "external_reference=ATB-ZZZZ", NEXT_RUN),
];
