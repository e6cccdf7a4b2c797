import type { Timestamp } from "../../core/domain/time.ts";
import { minutes, subtractDuration } from "../../core/domain/time.ts";
import { AGED_BARS } from "./bars-seen.ts";
import type { Database } from "./database.ts";
import { AGED_INPUTS, AGED_PARTS } from "./decision-inputs.ts";

/** How many rows were removed. Orders, their steps and their fills are kept for good, with the cycles they refer to. */
export interface AgedRows {
  readonly decisions: number;
  /** What decisions were made from: cycles, bars and texts. */
  readonly inputs: number;
  readonly snapshots: number;
  readonly cycles: number;
}

/** The newest decision of an instrument answers `why`; the one behind an order belongs to the order. */
const DECISIONS = `
  DELETE FROM decisions WHERE id IN (
    SELECT decisions.id FROM cycles JOIN decisions ON decisions.cycle_id = cycles.id
    WHERE cycles.started_at < :before AND decided_at < :before
      AND decisions.id <> (SELECT max(id) FROM decisions AS newer WHERE newer.instrument_id = decisions.instrument_id)
      AND NOT EXISTS (
        SELECT 1 FROM intents
        WHERE intents.external_reference = decisions.external_reference AND intents.cycle_id = decisions.cycle_id
      )
    LIMIT :limit
  )`;

/** What the account held at the edge of what is kept stays known, and so does what it held last. */
const SNAPSHOTS = `
  SELECT id FROM snapshots
  WHERE taken_at < :before
    AND id <> (SELECT id FROM snapshots WHERE taken_at <= :before ORDER BY taken_at DESC, id DESC LIMIT 1)
    AND id <> (SELECT max(id) FROM snapshots)
  ORDER BY taken_at, id LIMIT :limit`;
const POSITIONS = `DELETE FROM snapshot_positions WHERE snapshot_id IN (${SNAPSHOTS})`;

/** A week's result, and the highest, are reckoned from the newest mark before it: they stay eight days longer. */
const MARKS = `
  DELETE FROM equity_marks WHERE id IN (
    SELECT id FROM equity_marks
    WHERE at < :before - 8 * 86400000
      AND id <> (SELECT id FROM equity_marks WHERE at <= :before - 8 * 86400000 ORDER BY at DESC, id DESC LIMIT 1)
    ORDER BY at, id LIMIT :limit
  )`;

/** The first cycle stays: it says since when the store knows what was sent. The newest stays: it ran last. */
const CYCLES = `
  DELETE FROM cycles WHERE id IN (
    SELECT id FROM cycles
    WHERE started_at < :before
      AND started_at > (SELECT min(started_at) FROM cycles)
      AND id <> (SELECT max(id) FROM cycles)
      AND NOT EXISTS (SELECT 1 FROM intents WHERE cycle_id = cycles.id)
      AND NOT EXISTS (SELECT 1 FROM transitions WHERE cycle_id = cycles.id)
      AND NOT EXISTS (SELECT 1 FROM decisions WHERE cycle_id = cycles.id)
      AND NOT EXISTS (SELECT 1 FROM decision_inputs WHERE cycle_id = cycles.id)
      AND NOT EXISTS (SELECT 1 FROM snapshots WHERE cycle_id = cycles.id)
    LIMIT :limit
  )`;

const DAY = minutes(24 * 60);
const LONGEST_BELIEVED_REST = minutes(8 * 24 * 60);

/**
 * Whether the clock can be trusted to say what is old. One that jumped forward, as after a dead battery, would age
 * everything at once: it is believed when a cycle ran a day to eight days ago, by its own account.
 */
export function isClockBelievable(database: Database, now: Timestamp): boolean {
  const row = database.get("SELECT 1 AS found FROM cycles WHERE started_at BETWEEN :from AND :to LIMIT 1", {
    from: subtractDuration(now, LONGEST_BELIEVED_REST),
    to: subtractDuration(now, DAY),
  });
  return row !== undefined;
}

export interface Batch {
  /** Rows of an earlier instant have aged. */
  readonly before: Timestamp;
  /** The most rows of each kind that one call removes. */
  readonly limit: number;
}

/** Removes one batch, or nothing. A power cut may undo it; then it is done again. */
export function removeAged(database: Database, { before, limit }: Batch): AgedRows {
  return database.unsyncedTransaction(() => deleteAged(database, { before, limit }));
}

/** What removing it all would come to, found out by doing it and taking it back. */
export function rehearseRemoval(database: Database, before: Timestamp): AgedRows {
  return database.rehearsal(() => deleteAged(database, { before, limit: Number.MAX_SAFE_INTEGER }));
}

function deleteAged(database: Database, { before, limit }: Batch): AgedRows {
  const values = { before, limit };
  const decisions = database.run(DECISIONS, values).changes;
  const inputs = [AGED_INPUTS, AGED_BARS, AGED_PARTS].map((sql) => database.run(sql, values).changes);
  database.run(POSITIONS, values);
  const snapshots = database.run(`DELETE FROM snapshots WHERE id IN (${SNAPSHOTS})`, values).changes;
  database.run(MARKS, values);
  // cycles last: while others still have rows, looking for those that have none would walk through them all
  const isLeft = [decisions, snapshots, ...inputs].includes(limit);
  const cycles = isLeft ? 0 : database.run(CYCLES, values).changes;
  return { decisions, inputs: inputs.reduce((sum, rows) => sum + rows, 0), snapshots, cycles };
}
