import { elapsed, isoFromTimestamp, minutes, timestampFromIso, type Timestamp } from "../core/domain/time.ts";
import type { Check } from "./check.ts";
import type { Known } from "./health-facts.ts";
import type { StatusRecord } from "./status-file.ts";

const NAME = "metrics";
/** It is written right after the run is on record. */
const TOLERANCE = minutes(1);

export interface MetricsFile {
  readonly path: string;
  readonly isDirectoryWritable: boolean;
  /** Absent when there is none yet. */
  readonly writtenAt?: Timestamp;
}

/** Whether the collector gets what the newest run has to say; numbers that stand still look like a bot that does. */
export function checkMetrics(
  { path, isDirectoryWritable, writtenAt }: MetricsFile,
  status: Known<StatusRecord | undefined>,
): Check {
  if (!isDirectoryWritable) {
    const finding = `the directory of "${path}" is not there, or may not be written to`;
    const remedy = "make it for the user that runs tradebot, or correct PROMETHEUS_TEXTFILE";
    return { name: NAME, verdict: "warn", finding, remedy };
  }
  const endedAt =
    status.kind === "known" ? timestampFromIso(status.fact?.jobs.cycle.last_end ?? "") : undefined;
  if (endedAt === undefined) return { name: NAME, verdict: "ok", finding: `"${path}" can be written` };
  if (writtenAt !== undefined && elapsed(writtenAt, endedAt) < TOLERANCE) {
    return { name: NAME, verdict: "ok", finding: `"${path}" is of the last run` };
  }
  const written = writtenAt === undefined ? "is not there" : `is of ${isoFromTimestamp(writtenAt)}`;
  return {
    name: NAME,
    verdict: "warn",
    finding: `"${path}" ${written}, and the last run ended at ${isoFromTimestamp(endedAt)}`,
    remedy: "the log says why it was not written: `tradebot logs --event report_write_failed`",
  };
}
