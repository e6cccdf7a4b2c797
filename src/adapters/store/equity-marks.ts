import { z } from "zod/mini";
import type { EquityMark } from "../../core/accounting/own-performance.ts";
import type { CycleId } from "../../core/domain/ids.ts";
import type { Timestamp } from "../../core/domain/time.ts";
import { decimalIn, textIn, timestampIn } from "./columns.ts";
import type { Database } from "./database.ts";
import { parseStored, StoredDecimal, StoredInstrumentId } from "./json.ts";

/** Written without waiting for the disk: where a power cut takes it, the one before it counts. */
export function recordMark(database: Database, cycle: CycleId, mark: EquityMark): void {
  const { at, result, peak, equity } = mark;
  database.unsyncedTransaction(() =>
    database.run(
      `INSERT INTO equity_marks (cycle_id, at, result, peak, equity, positions, performance)
       VALUES (:cycle, :at, :result, :peak, :equity, :positions, :performance)`,
      {
        cycle,
        at,
        result: result.toString(),
        peak: peak.toString(),
        equity: equity.toString(),
        positions: JSON.stringify(mark.positions), // decimals write themselves as text
        performance: JSON.stringify(mark.performance),
      },
    ),
  );
}

/** The newest one taken before the instant. */
export function markBefore(database: Database, at: Timestamp): EquityMark | undefined {
  const row = database.get("SELECT * FROM equity_marks WHERE at < :at ORDER BY at DESC, id DESC LIMIT 1", {
    at,
  });
  return row === undefined
    ? undefined
    : {
        at: timestampIn(row, "at"),
        result: decimalIn(row, "result"),
        peak: decimalIn(row, "peak"),
        equity: decimalIn(row, "equity"),
        positions: parseStored(StoredPositions, textIn(row, "positions")),
        performance: parseStored(StoredPerformance, textIn(row, "performance")),
      };
}

/** The same, but for what only people ask for. */
export function curveBefore(
  database: Database,
  at: Timestamp,
): Pick<EquityMark, "at" | "result" | "peak"> | undefined {
  const row = database.get(
    "SELECT at, result, peak FROM equity_marks WHERE at < :at ORDER BY at DESC, id DESC LIMIT 1",
    { at },
  );
  return row === undefined
    ? undefined
    : { at: timestampIn(row, "at"), result: decimalIn(row, "result"), peak: decimalIn(row, "peak") };
}

const StoredPerformance = z.object({
  today: z.exactOptional(StoredDecimal),
  week: z.exactOptional(StoredDecimal),
  consecutiveLosses: z.exactOptional(z.number()),
  drawdownFraction: z.exactOptional(z.number()),
});

const StoredPositions = z.array(
  z.object({
    instrumentId: StoredInstrumentId,
    quantity: StoredDecimal,
    exposure: StoredDecimal,
    openProfitLoss: StoredDecimal,
  }),
);
