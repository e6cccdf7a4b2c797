import { assert } from "../../core/domain/assert.ts";
import type { CycleId } from "../../core/domain/ids.ts";
import type { Bar } from "../../core/domain/market-data.ts";
import { digestOfBars } from "../../core/strategy/bars-digest.ts";
import type { BarRange } from "../../cycle/ports/decision-store.ts";
import { bytesIn, integerIn, textIn } from "./columns.ts";
import type { Database } from "./database.ts";
import { packBars, unpackBars } from "./packed-bars.ts";

type Series = BarRange["series"];

/** So many rows with what changed lie between two with everything: a reader needs no more, and older ones can leave. */
const CHANGES_IN_A_ROW = 64;

/** Writes down what the cycle saw of a series that the cycle before it did not; nothing when it saw the same. */
export function recordBarsSeen(
  database: Database,
  cycle: CycleId,
  series: Series,
  bars: readonly Bar[],
): void {
  const digest = digestOfBars(bars);
  const newest = newestRow(database, series);
  if (newest?.digest === digest) return;
  const isWhole = newest === undefined || newest.changes >= CHANGES_IN_A_ROW;
  const change = isWhole ? bars : changeBetween(barsSeenBy(database, series), bars);
  database.run(
    `INSERT INTO bars_seen (cycle_id, instrument_id, bar_minutes, digest, changes, packed)
     VALUES (:cycle, :instrument, :barMinutes, :digest, :changes, :packed)`,
    { ...series, cycle, digest, changes: isWhole ? 0 : newest.changes + 1, packed: packBars(change) },
  );
}

function newestRow(
  database: Database,
  series: Series,
): { readonly digest: string; readonly changes: number } | undefined {
  const row = database.get(
    `SELECT digest, changes FROM bars_seen
     WHERE instrument_id = :instrument AND bar_minutes = :barMinutes ORDER BY id DESC LIMIT 1`,
    { ...series },
  );
  return row === undefined
    ? undefined
    : { digest: textIn(row, "digest"), changes: integerIn(row, "changes") };
}

/** Bars that are new or others than before, and in place of those that are gone: nothing but their start. */
function changeBetween(before: ReadonlyMap<number, Bar>, bars: readonly Bar[]): readonly Bar[] {
  const changed = bars.filter((bar) => {
    const known = before.get(bar.startAt);
    return known === undefined || !isSame(known, bar);
  });
  const [first, last] = [bars[0]?.startAt ?? Infinity, bars.at(-1)?.startAt ?? -Infinity];
  const now = new Set(bars.map(({ startAt }) => startAt));
  const gone = [...before.values()].filter(
    ({ startAt }) => startAt >= first && startAt <= last && !now.has(startAt),
  );
  return [...changed, ...gone.map(({ startAt }) => ({ startAt, ...GONE }))];
}

const GONE = { open: NaN, high: NaN, low: NaN, close: NaN };
const isGone = ({ open, high, low, close }: Bar): boolean => [open, high, low, close].every(Number.isNaN);

const FIGURES = ["open", "high", "low", "close"] as const;
const isSame = (a: Bar, b: Bar): boolean => FIGURES.every((figure) => Object.is(a[figure], b[figure]));

/** By their start: every bar that was seen since the last row with everything, up to a cycle or up to now. */
function barsSeenBy(
  database: Database,
  { instrument, barMinutes }: Series,
  cycle: number = Number.MAX_SAFE_INTEGER,
): ReadonlyMap<number, Bar> {
  const rows = database.all(
    `SELECT packed FROM bars_seen
     WHERE instrument_id = :instrument AND bar_minutes = :barMinutes AND cycle_id <= :cycle AND id >= (
       SELECT id FROM bars_seen
       WHERE instrument_id = :instrument AND bar_minutes = :barMinutes AND cycle_id <= :cycle AND changes = 0
       ORDER BY id DESC LIMIT 1
     )
     ORDER BY id`,
    { instrument, barMinutes, cycle },
  );
  const seen = new Map<number, Bar>();
  for (const bar of rows.flatMap((row) => unpackBars(bytesIn(row, "packed")))) {
    if (isGone(bar)) seen.delete(bar.startAt);
    else seen.set(bar.startAt, bar);
  }
  return seen;
}

/** Oldest first. @throws AssertionError when these are not the bars that were written down */
export function barsSeenIn(database: Database, cycle: CycleId, range: BarRange): readonly Bar[] {
  const { series, from, to } = range;
  const bars = [...barsSeenBy(database, series, cycle).values()]
    .filter(({ startAt }) => startAt >= from && startAt <= to)
    .sort((a, b) => a.startAt - b.startAt);
  const row = database.get(
    `SELECT digest FROM bars_seen
     WHERE instrument_id = :instrument AND bar_minutes = :barMinutes AND cycle_id <= :cycle ORDER BY id DESC LIMIT 1`,
    { ...series, cycle },
  );
  const isWhole = row !== undefined && textIn(row, "digest") === digestOfBars(bars);
  assert(isWhole, `the bars of ${series.instrument} that cycle ${cycle} saw are not all there`);
  return bars;
}

/** Rows that no cycle since the instant needs: a later one with everything was there already. */
export const AGED_BARS = `
  DELETE FROM bars_seen WHERE id IN (
    SELECT old.id FROM bars_seen AS old
    WHERE old.id < (
      SELECT whole.id FROM bars_seen AS whole
      WHERE whole.instrument_id = old.instrument_id AND whole.bar_minutes = old.bar_minutes AND whole.changes = 0
        AND whole.cycle_id <= (SELECT coalesce(min(id), 9e15) FROM cycles WHERE started_at >= :before)
      ORDER BY whole.id DESC LIMIT 1
    )
    LIMIT :limit
  )`;
