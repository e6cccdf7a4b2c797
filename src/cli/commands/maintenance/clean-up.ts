import path from "node:path";
import type { OwnFile } from "../../../adapters/files/inventory.ts";
import { removeOwn } from "../../../adapters/files/inventory.ts";
import type { LineAge, OldLines } from "../../../adapters/files/trim-lines.ts";
import { findOldLines, trimOldLines } from "../../../adapters/files/trim-lines.ts";
import type { AgedRows } from "../../../adapters/store/retention.ts";
import type { SqliteStore } from "../../../adapters/store/sqlite-store.ts";
import type { Settings } from "../../../config/settings.ts";
import type { DurationMs, Timestamp } from "../../../core/domain/time.ts";
import { isoFromTimestamp, minutes, subtractDuration } from "../../../core/domain/time.ts";
import type { Clock } from "../../../cycle/ports.ts";
import { SUMMARIES_FILE } from "../../../report/cycle-summary.ts";
import { takeStockOfAll } from "./own-directories.ts";
import { planRemoval } from "./plan-removal.ts";

/** Small enough that a batch takes a few milliseconds. */
const BATCH = 100;
export const NO_ROWS: AgedRows = { decisions: 0, inputs: 0, snapshots: 0, cycles: 0 };

export interface Cleanup {
  readonly rows: AgedRows;
  readonly files: readonly OwnFile[];
  /** Lines of the cycle summaries. */
  readonly lines: OldLines;
  /** Whether nothing is left for the next time. */
  readonly isComplete: boolean;
}

interface CleanupOrder {
  readonly settings: Settings;
  /** Absent before the first cycle. */
  readonly store: SqliteStore | undefined;
  readonly clock: Pick<Clock, "now" | "monotonicMs">;
  /** No batch is begun after it. */
  readonly budget?: DurationMs;
}

/** Removes what has been kept long enough. Only the holder of the lock may. */
export function cleanUp({ settings, store, clock, budget }: CleanupOrder): Cleanup {
  const now = clock.now();
  const agedBefore = agedBeforeIn(settings, now);
  const files = plannedFiles(settings, now).filter(removeOwn);
  const lines = trimOldLines(summariesOf(settings), ageOfSummary(agedBefore));
  const endMs = budget === undefined ? Infinity : clock.monotonicMs() + budget;
  const hasTime = (): boolean => clock.monotonicMs() < endMs;
  if (store === undefined) return { rows: NO_ROWS, files, lines, isComplete: true };
  return { ...removeRows(store, agedBefore, hasTime), files, lines };
}

/** Every record that is older and that nothing needs. */
export const removeAllAged = (store: SqliteStore, before: Timestamp): AgedRows =>
  removeRows(store, before, () => true).rows;

function removeRows(
  store: SqliteStore,
  before: Timestamp,
  hasTime: () => boolean,
): Pick<Cleanup, "rows" | "isComplete"> {
  let rows = NO_ROWS;
  let isComplete = false;
  while (!isComplete && hasTime()) {
    const batch = store.removeAged({ before, limit: BATCH });
    rows = added(rows, batch);
    isComplete = Object.values(batch).every((rows) => rows === 0);
  }
  return { rows, isComplete };
}

/** What `cleanUp` would remove now, without a limit of time. */
export function rehearseCleanup({ settings, store, clock }: Omit<CleanupOrder, "budget">): Cleanup {
  const now = clock.now();
  return {
    rows: store?.rehearseRemoval(agedBeforeIn(settings, now)) ?? NO_ROWS,
    files: plannedFiles(settings, now),
    lines: findOldLines(summariesOf(settings), ageOfSummary(agedBeforeIn(settings, now))),
    isComplete: true,
  };
}

const plannedFiles = (settings: Settings, now: Timestamp): readonly OwnFile[] =>
  planRemoval(
    takeStockOfAll(settings).flatMap(({ files }) => files),
    { now, agedBefore: agedBeforeIn(settings, now) },
  );

const summariesOf = ({ reportDirectory }: Settings): string => path.join(reportDirectory, SUMMARIES_FILE);

/** A day at a time, so that the file is not rewritten with every run that grows old. */
const ageOfSummary =
  (agedBefore: Timestamp) =>
  (line: string): LineAge => {
    const startedAt = STARTED_AT.exec(line)?.[1];
    if (startedAt === undefined) return "unreadable";
    return startedAt.slice(0, DATE) < isoFromTimestamp(agedBefore).slice(0, DATE) ? "old" : "recent";
  };
const STARTED_AT = /"started_at":"(\d{4}-\d{2}-\d{2}T[\d:.]+Z)"/;
const DATE = "2026-11-20".length;

const agedBeforeIn = ({ auditRetentionDays }: Settings, now: Timestamp): Timestamp =>
  subtractDuration(now, minutes(auditRetentionDays * 24 * 60));

const added = (a: AgedRows, b: AgedRows): AgedRows => ({
  decisions: a.decisions + b.decisions,
  inputs: a.inputs + b.inputs,
  snapshots: a.snapshots + b.snapshots,
  cycles: a.cycles + b.cycles,
});

/** The fields of the event that tells of it. */
export const cleanupFields = ({ rows, files, lines, isComplete }: Cleanup) => ({
  decisions_removed: rows.decisions,
  inputs_removed: rows.inputs,
  snapshots_removed: rows.snapshots,
  cycles_removed: rows.cycles,
  files_removed: files.length,
  lines_removed: lines.count,
  bytes_removed: files.reduce((sum, { bytes }) => sum + bytes, lines.bytes),
  is_complete: isComplete,
});
