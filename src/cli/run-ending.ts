import { TradebotError, type ExitReason } from "../core/domain/errors.ts";
import type { StopReason } from "../cycle/ports.ts";
import type { CycleReport } from "../cycle/run-cycle.ts";
import type { CycleResult, Poll, RunResult } from "../report/run-result.ts";
import { EXIT_CODES, signalExitCode } from "./exit-codes.ts";

/** How one start of the main job ended: its exit code, and what its report says of it. */
export type RunEnding = Pick<
  RunResult,
  "exitCode" | "outcome" | "reason" | "message" | "hint" | "cycle" | "brokerClockSkewMs"
>;

export function endingOfCycle(
  report: CycleReport,
  { exitCode, requests }: { readonly exitCode: number; readonly requests: number },
): RunEnding {
  const { result } = report;
  const isOtherwiseWell = result.kind === "done" || result.kind === "skipped";
  const reason = report.hasUnknownOrders && isOtherwiseWell ? "ORDER_UNKNOWN" : reasonOf(result);
  return {
    exitCode,
    outcome: result.kind,
    ...(reason === undefined ? {} : { reason }),
    ...(result.kind === "failed" ? wordsOf(result.error) : {}),
    cycle: cycleResultOf(report, requests),
  };
}

/** The end of a start that an error ended; whatever is no failure of the world is a bug. */
export function endingOfError(error: unknown): RunEnding {
  if (error instanceof TradebotError) {
    return {
      exitCode: EXIT_CODES[error.exit].code,
      outcome: "failed",
      reason: error.code,
      ...wordsOf(error),
    };
  }
  const message = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return { exitCode: EXIT_CODES.bug.code, outcome: "failed", reason: "BUG", message };
}

/** The end of a start that was stopped before it came to its cycle. */
export const endingOfStop = (reason: StopReason): RunEnding => ({
  exitCode: exitCodeOfStop(reason),
  outcome: "stopped",
  reason: reasonOfStop(reason),
});

/** A cycle that made room for a person's command has done what it should. */
function exitCodeOfStop(reason: StopReason): number {
  switch (reason.kind) {
    case "signal":
      return signalExitCode(reason.signal);
    case "deadline":
      return EXIT_CODES.broker_unreachable.code;
    case "asked":
      return EXIT_CODES.done.code;
  }
}

function reasonOfStop(reason: StopReason): string {
  switch (reason.kind) {
    case "signal":
      return reason.signal;
    case "deadline":
      return "DEADLINE";
    case "asked":
      return "STOP_ASKED";
  }
}

export function exitCodeOf({ result, hasUnknownOrders }: CycleReport): number {
  if (hasUnknownOrders) return EXIT_CODES.order_unknown.code;
  switch (result.kind) {
    case "done":
    case "skipped":
      return EXIT_CODES.done.code;
    case "failed":
      return EXIT_CODES[result.error.exit].code;
    case "stopped":
      return exitCodeOfStop(result.reason);
  }
}

export function reasonOf(result: CycleReport["result"]): string | undefined {
  switch (result.kind) {
    case "done":
    case "skipped":
      return result.reason;
    case "failed":
      return result.error.code;
    case "stopped":
      return reasonOfStop(result.reason);
  }
}

const wordsOf = ({ message, hint }: TradebotError): Pick<RunEnding, "message" | "hint"> => ({
  message,
  ...(hint === undefined ? {} : { hint }),
});

function cycleResultOf(report: CycleReport, requests: number): CycleResult {
  const { cycle, result, tally, hasUnknownOrders } = report;
  const opening = result.kind === "skipped" ? result.nextMarketOpenAt : undefined;
  return {
    id: cycle,
    counters: { ...tally, requests },
    hasUnknownOrders,
    ...(opening === undefined ? {} : { nextMarketOpenAt: opening }),
    poll: pollOf(result, requests),
  };
}

function pollOf(result: CycleReport["result"], requests: number): Poll {
  const poll: Poll = requests === 0 ? { kind: "none" } : { kind: "success" };
  switch (result.kind) {
    case "done":
    case "skipped":
      return poll;
    case "failed":
      return FAILED_POLLS[result.error.exit] ?? poll;
    case "stopped":
      return result.reason.kind === "deadline" ? UNREACHED : { kind: "none" };
  }
}

const UNREACHED: Poll = { kind: "failure", isReached: false };
const REACHED: Poll = { kind: "failure", isReached: true };

/** The failures in which the broker had a part. */
const FAILED_POLLS: Partial<Readonly<Record<ExitReason, Poll>>> = {
  broker_unreachable: UNREACHED,
  broker_contract_broken: REACHED,
  data_unusable: REACHED,
  login_needed: REACHED,
};
