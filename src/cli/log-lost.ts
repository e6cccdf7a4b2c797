import type { Log } from "../adapters/logging/log.ts";
import { TradebotError } from "../core/domain/errors.ts";
import type { CycleReport } from "../cycle/run-cycle.ts";
import { isFailure } from "../report/run-result.ts";
import { endingOfError, exitCodeOf, type RunEnding } from "./run-ending.ts";

/** @param consequence what is not done without a log, or was done without one */
export const logLost = (consequence: string): TradebotError =>
  new TradebotError({
    code: "LOG_UNWRITABLE",
    message: `the log cannot be written: ${consequence}`,
    exit: "storage_unwritable",
    hint: "free the disk or check the log directory (LOG_DIR)",
  });

const LINES_ON_STDERR = "lines of this run are on stderr alone";

/**
 * How a run ended whose log lacks lines. Nobody could tell later why it did what it did, so that it is no success; a
 * failure of another kind says more, and an unknown order outranks everything.
 */
export function endingWithoutLog(ending: RunEnding): RunEnding {
  return isFailure(ending) ? ending : { ...ending, ...endingOfError(logLost(LINES_ON_STDERR)) };
}

/** The same of a cycle: what it came to, as far as its log holds. */
export function logged(report: CycleReport, { isDegraded }: Pick<Log, "isDegraded">): CycleReport {
  if (!isDegraded || isFailure({ exitCode: exitCodeOf(report) })) return report;
  return { ...report, result: { kind: "failed", error: logLost(LINES_ON_STDERR) } };
}
