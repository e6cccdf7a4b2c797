import { isInDoubt } from "../../core/execution/lifecycle.ts";
import type { StopReason } from "../../cycle/ports.ts";
import type { CloseOutReport } from "../../cycle/run-close-out.ts";
import { EXIT_CODES, signalExitCode } from "../exit-codes.ts";

export interface CloseOutEnding {
  readonly exitCode: number;
  readonly outcome: "done" | "failed";
  /** Stable code. */
  readonly reason: string;
}

interface Circumstances {
  readonly command: string;
  readonly stopped: StopReason | undefined;
}

/**
 * What weighs most: an outcome that nobody knows, then what kept the command from its work, then that something is left.
 * A person who ended it hears of that by the code of the signal, and by the words of what is left.
 */
export function endingOfCloseOut(
  report: CloseOutReport,
  { command, stopped }: Circumstances,
): CloseOutEnding {
  const { failure, last } = report;
  if (last?.unsettled.some(isInDoubt) === true) return failed("ORDER_UNKNOWN", EXIT_CODES.order_unknown.code);
  if (stopped?.kind === "signal") return failed(stopped.signal, signalExitCode(stopped.signal));
  if (failure !== undefined && stopped === undefined)
    return failed(failure.code, EXIT_CODES[failure.exit].code);
  if (!report.isFlat) return failed("NOT_FLAT", EXIT_CODES.order_unknown.code);
  return {
    outcome: "done",
    exitCode: EXIT_CODES.done.code,
    reason: command.toUpperCase().replaceAll("-", "_"),
  };
}

const failed = (reason: string, exitCode: number): CloseOutEnding => ({
  outcome: "failed",
  reason,
  exitCode,
});
