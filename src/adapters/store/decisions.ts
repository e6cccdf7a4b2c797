import { assert } from "../../core/domain/assert.ts";
import type { CycleId } from "../../core/domain/ids.ts";
import { cycleId, externalReference } from "../../core/domain/ids.ts";
import type { Instrument, InstrumentId } from "../../core/domain/instrument.ts";
import { instrumentFromId } from "../../core/domain/instrument.ts";
import type { Timestamp } from "../../core/domain/time.ts";
import type { DecisionRecord, RecordedBasis } from "../../cycle/ports/decision-store.ts";
import type { Row } from "./columns.ts";
import { choiceIn, integerIn, optionalTextIn, textIn, timestampIn } from "./columns.ts";
import type { Database } from "./database.ts";
import { recordBasis } from "./decision-inputs.ts";
import { parseFacts } from "./json.ts";

export interface RecordedDecision extends DecisionRecord {
  readonly cycleId: CycleId;
}

export function recordDecisions(
  database: Database,
  cycle: CycleId,
  decisions: readonly DecisionRecord[],
  basis?: RecordedBasis,
): void {
  database.transaction(() => {
    for (const decision of decisions) insertDecision(database, cycle, decision);
    if (basis !== undefined) recordBasis(database, cycle, basis);
  });
}

function insertDecision(database: Database, cycle: CycleId, decision: DecisionRecord): void {
  database.run(
    `INSERT INTO decisions (cycle_id, instrument_id, decided_at, action, reason, facts, external_reference)
     VALUES (:cycle, :instrumentId, :decidedAt, :action, :reason, :facts, :externalReference)`,
    {
      cycle,
      instrumentId: decision.instrumentId,
      decidedAt: decision.decidedAt,
      action: decision.action,
      reason: decision.reason,
      facts: JSON.stringify(decision.facts),
      externalReference: decision.externalReference ?? null,
    },
  );
}

/** In the order they were recorded. */
export function decisionsOf(database: Database, cycle: CycleId): readonly RecordedDecision[] {
  return database
    .all("SELECT * FROM decisions WHERE cycle_id = :cycle ORDER BY id", { cycle })
    .map(recordedDecision);
}

/** Newest first. */
export function lastDeciding(database: Database, count: number): readonly CycleId[] {
  return database
    .all(
      `SELECT id FROM cycles WHERE EXISTS (SELECT 1 FROM decisions WHERE cycle_id = cycles.id)
       ORDER BY id DESC LIMIT :count`,
      { count },
    )
    .map((row) => cycleId(integerIn(row, "id")));
}

export function newestDecision(database: Database, instrument: InstrumentId): RecordedDecision | undefined {
  const row = database.get(
    "SELECT * FROM decisions WHERE instrument_id = :instrument ORDER BY id DESC LIMIT 1",
    { instrument },
  );
  return row === undefined ? undefined : recordedDecision(row);
}

/** When an instrument was last decided about for another reason than these. */
export interface LastOtherwise {
  /** Absent where it never was, as far as decisions are kept. */
  readonly at?: Timestamp;
  /** Since when all of them were for these reasons. */
  readonly recordedSince: Timestamp;
}

/** @returns `undefined` where nothing was ever decided about the instrument */
export function lastDecidedOtherwise(
  database: Database,
  instrument: string,
  reasons: readonly string[],
): LastOtherwise | undefined {
  const other = database.get(
    `SELECT decided_at FROM decisions
     WHERE instrument_id = :instrument AND reason NOT IN (SELECT value FROM json_each(:reasons))
     ORDER BY id DESC LIMIT 1`,
    { instrument, reasons: JSON.stringify(reasons) },
  );
  if (other !== undefined) {
    const at = timestampIn(other, "decided_at");
    return { at, recordedSince: at };
  }
  const oldest = database.get(
    "SELECT decided_at FROM decisions WHERE instrument_id = :instrument ORDER BY id LIMIT 1",
    { instrument },
  );
  return oldest === undefined ? undefined : { recordedSince: timestampIn(oldest, "decided_at") };
}

export function recordedDecision(row: Row): RecordedDecision {
  const reference = optionalTextIn(row, "external_reference");
  return {
    cycleId: cycleId(integerIn(row, "cycle_id")),
    instrumentId: instrumentIn(row).id,
    decidedAt: timestampIn(row, "decided_at"),
    action: choiceIn(row, "action", ["buy", "sell", "hold"]),
    reason: textIn(row, "reason"),
    facts: parseFacts(textIn(row, "facts")),
    ...(reference === undefined ? {} : { externalReference: externalReference(reference) }),
  };
}

/** The instrument a row is about; ours, so always of a kind we know. */
export function instrumentIn(row: Row): Instrument {
  const text = textIn(row, "instrument_id");
  const found = instrumentFromId(text);
  assert(found !== undefined, `"${text}" is no instrument of ours`);
  return found;
}
