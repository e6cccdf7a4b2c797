import { assert } from "../../core/domain/assert.ts";
import type { CycleId, RunId } from "../../core/domain/ids.ts";
import { cycleId, runId } from "../../core/domain/ids.ts";
import type { Timestamp } from "../../core/domain/time.ts";
import type { CycleRecord, Store } from "../../cycle/ports/store.ts";
import type { Row } from "./columns.ts";
import {
  choiceIn,
  flagIn,
  integerIn,
  optionalTextIn,
  optionalTimestampIn,
  textIn,
  timestampIn,
} from "./columns.ts";
import type { Database } from "./database.ts";
import { onlyRow } from "./database.ts";
import { parseCounters } from "./json.ts";

/** A cycle as it was begun and, unless it runs or died, how it ended. */
export interface RecordedCycle {
  readonly id: CycleId;
  readonly runId: RunId;
  readonly startedAt: Timestamp;
  readonly dryRun: boolean;
  readonly result?: CycleRecord;
}

export function beginCycle(database: Database, cycle: Parameters<Store["beginCycle"]>[0]): CycleId {
  const { lastId } = database.run(
    "INSERT INTO cycles (run_id, started_at, dry_run) VALUES (:runId, :startedAt, :dryRun)",
    { runId: cycle.runId, startedAt: cycle.startedAt, dryRun: cycle.dryRun ? 1 : 0 },
  );
  return cycleId(lastId);
}

export const beganAt = (database: Database): Timestamp =>
  timestampIn(onlyRow(database, "SELECT min(started_at) AS began_at FROM cycles"), "began_at");

export function finishCycle(database: Database, cycle: CycleId, result: CycleRecord): void {
  const { changes } = database.run(
    `UPDATE cycles
     SET finished_at = :finishedAt, outcome = :outcome, reason = :reason, exit_code = :exitCode, counters = :counters
     WHERE id = :cycle AND finished_at IS NULL`,
    {
      cycle,
      finishedAt: result.finishedAt,
      outcome: result.outcome,
      reason: result.reason ?? null,
      exitCode: result.exitCode,
      counters: JSON.stringify(result.counters),
    },
  );
  assert(changes === 1, `cycle ${cycle} is not running, so it cannot finish`);
}

/** Newest first. */
export function lastCycles(database: Database, count: number): readonly RecordedCycle[] {
  return database.all("SELECT * FROM cycles ORDER BY id DESC LIMIT :count", { count }).map(recordedCycle);
}

/** What a command that records something calls itself in its row: it had nothing to decide. */
const COMMANDS = ["RECONCILE", "RESOLVE", "SELLOFF", "PANIC_STOP"];
export type CommandName = "RECONCILE" | "RESOLVE";

/** Cycles that came to their end inside trading hours, newest first. */
export function lastDoneCycles(database: Database, count: number): readonly RecordedCycle[] {
  return database
    .all(
      `SELECT * FROM cycles
       WHERE outcome = 'done' AND coalesce(reason, '') NOT IN (${COMMANDS.map((name) => `'${name}'`).join(", ")})
       ORDER BY id DESC LIMIT :count`,
      { count },
    )
    .map(recordedCycle);
}

/** Real cycles, by when they began. */
export function hasDecidedBetween(database: Database, from: Timestamp, to: Timestamp): boolean {
  const row = database.get(
    `SELECT 1 AS found FROM cycles
     WHERE started_at >= :from AND started_at < :to AND dry_run = 0
       AND EXISTS (SELECT 1 FROM decisions WHERE cycle_id = cycles.id) LIMIT 1`,
    { from, to },
  );
  return row !== undefined;
}

export function recordedCycle(row: Row): RecordedCycle {
  const result = cycleRecord(row);
  return {
    id: cycleId(integerIn(row, "id")),
    runId: runId(textIn(row, "run_id")),
    startedAt: timestampIn(row, "started_at"),
    dryRun: flagIn(row, "dry_run"),
    ...(result === undefined ? {} : { result }),
  };
}

function cycleRecord(row: Row): CycleRecord | undefined {
  const finishedAt = optionalTimestampIn(row, "finished_at");
  if (finishedAt === undefined) return undefined;
  const reason = optionalTextIn(row, "reason");
  return {
    finishedAt,
    outcome: choiceIn(row, "outcome", ["done", "skipped", "failed"]),
    ...(reason === undefined ? {} : { reason }),
    exitCode: integerIn(row, "exit_code"),
    counters: parseCounters(textIn(row, "counters")),
  };
}
