import path from "node:path";
import { appendLine } from "../adapters/files/append-line.ts";
import type { Lock } from "../adapters/files/lock.ts";
import { readTextFile } from "../adapters/files/read-text-file.ts";
import { replaceFile } from "../adapters/files/replace-file.ts";
import type { EventEmitter } from "../events/emitter.ts";
import { renderSummary, SUMMARIES_FILE } from "../report/cycle-summary.ts";
import { renderMetrics, type MetricsSource } from "../report/prometheus.ts";
import type { RunResult } from "../report/run-result.ts";
import { parseStatus, renderStatus, type StatusRecord } from "../report/status-file.ts";
import { makeParents } from "./make-parents.ts";
import { VERSION } from "./program.ts";

/** The collector is another user's process. */
const READABLE_BY_ALL = 0o644;

/** What the run before left; a damaged file begins anew, and says so. */
export function readStatus(file: string, events: EventEmitter): StatusRecord | undefined {
  const reading = parseStatus(readTextFile(file));
  if (reading.kind === "damaged") {
    events.emit("report_status_damaged", { path: file, detail: reading.detail });
  }
  return reading.kind === "record" ? reading.record : undefined;
}

/** Only while the lock is ours: the file has one writer. What holds for a moment only is not worth a wait for the disk. */
export function writeStatus(file: string, status: StatusRecord, lock: Lock | undefined): void {
  if (lock?.isStillOurs() !== true) return;
  replaceFile(file, renderStatus(status), { isDurable: status.runner.state !== "running" });
}

export function appendSummary(directory: string, result: RunResult): void {
  const file = path.join(directory, SUMMARIES_FILE);
  makeParents(file);
  appendLine(file, renderSummary(result, VERSION));
}

/** Its directory is the collector's: where that is missing, so is the collector. */
export function writeMetrics(
  file: string,
  after: Pick<MetricsSource, "result" | "status" | "stateDirectory">,
): void {
  const text = renderMetrics({ ...after, programVersion: VERSION, nodeVersion: process.versions.node });
  replaceFile(file, text, { mode: READABLE_BY_ALL, isDurable: false });
}
