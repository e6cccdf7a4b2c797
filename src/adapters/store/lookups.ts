import type { AccountSnapshot } from "../../core/domain/account.ts";
import type { CycleId, ExternalReference, OrderId } from "../../core/domain/ids.ts";
import { externalReference } from "../../core/domain/ids.ts";
import { textIn } from "./columns.ts";
import { recordedCycle, type RecordedCycle } from "./cycles.ts";
import type { Database } from "./database.ts";
import { recordedDecision, type RecordedDecision } from "./decisions.ts";
import { snapshotIn } from "./snapshots.ts";

export function cycleById(database: Database, cycle: CycleId): RecordedCycle | undefined {
  const row = database.get("SELECT * FROM cycles WHERE id = :cycle", { cycle });
  return row === undefined ? undefined : recordedCycle(row);
}

/** Newest first. @param count at most so many */
export function cyclesOfRuns(database: Database, prefix: string, count: number): readonly RecordedCycle[] {
  return database
    .all(
      `SELECT * FROM cycles WHERE substr(run_id, 1, length(:prefix)) = :prefix ORDER BY id DESC LIMIT :count`,
      { prefix, count },
    )
    .map(recordedCycle);
}

/** Newest first. @param count at most so many */
export function referencesStarting(
  database: Database,
  prefix: string,
  count: number,
): readonly ExternalReference[] {
  return database
    .all(
      `SELECT external_reference FROM intents
       WHERE substr(external_reference, 1, length(:prefix)) = :prefix
       GROUP BY external_reference ORDER BY max(id) DESC LIMIT :count`,
      { prefix, count },
    )
    .map((row) => externalReference(textIn(row, "external_reference")));
}

/** The order's own; more than one only if the broker gave one id to two orders. */
export function referencesOfOrder(database: Database, order: OrderId): readonly ExternalReference[] {
  return database
    .all("SELECT DISTINCT external_reference FROM intents WHERE order_id = :order", { order })
    .map((row) => externalReference(textIn(row, "external_reference")));
}

/** Of every intent the cycle made or took a step with, in the order in which they were made. */
export function referencesOfCycle(database: Database, cycle: CycleId): readonly ExternalReference[] {
  return database
    .all(
      `SELECT external_reference FROM intents
       WHERE cycle_id = :cycle OR id IN (SELECT intent_id FROM transitions WHERE cycle_id = :cycle)
       GROUP BY external_reference ORDER BY min(id)`,
      { cycle },
    )
    .map((row) => externalReference(textIn(row, "external_reference")));
}

/** The decisions that the intents under the reference were made for, oldest first. */
export function decisionsFor(database: Database, reference: ExternalReference): readonly RecordedDecision[] {
  return database
    .all(
      `SELECT decisions.* FROM decisions JOIN intents
         ON intents.cycle_id = decisions.cycle_id AND intents.instrument_id = decisions.instrument_id
       WHERE intents.external_reference = :reference
       GROUP BY decisions.id ORDER BY decisions.id`,
      { reference },
    )
    .map(recordedDecision);
}

/** In the order in which they were taken. */
export function snapshotsOf(database: Database, cycle: CycleId): readonly AccountSnapshot[] {
  return database
    .all("SELECT * FROM snapshots WHERE cycle_id = :cycle ORDER BY id", { cycle })
    .map((row) => snapshotIn(database, row));
}
