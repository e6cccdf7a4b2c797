import { en } from "zod/locales";
import { z } from "zod/mini";
import type { EquityMark, MarkedPosition } from "../../core/accounting/own-performance.ts";
import { assert } from "../../core/domain/assert.ts";
import type { OwnPerformance } from "../../core/accounting/performance.ts";
import { decimal, type Decimal } from "../../core/domain/decimal.ts";
import type { CycleId } from "../../core/domain/ids.ts";
import { instrumentFromId } from "../../core/domain/instrument.ts";
import { present } from "../../core/domain/present.ts";
import type { Timestamp } from "../../core/domain/time.ts";
import { decimalIn, textIn, timestampIn } from "./columns.ts";
import type { Database } from "./database.ts";

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
        positions: decodePositions(textIn(row, "positions")),
        performance: decodePerformance(textIn(row, "performance")),
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
  today: z.optional(z.string()),
  week: z.optional(z.string()),
  consecutiveLosses: z.optional(z.number()),
  drawdownFraction: z.optional(z.number()),
});

function decodePerformance(text: string): OwnPerformance {
  const { today, week, ...numbers } = StoredPerformance.parse(JSON.parse(text), { error: en().localeError });
  return present({ ...numbers, today: optionalDecimal(today), week: optionalDecimal(week) });
}

const optionalDecimal = (text: string | undefined): Decimal | undefined =>
  text === undefined ? undefined : decimal(text);

const StoredPositions = z.array(
  z.object({
    instrumentId: z.string(),
    quantity: z.string(),
    exposure: z.string(),
    openProfitLoss: z.string(),
  }),
);

const decodePositions = (text: string): readonly MarkedPosition[] =>
  StoredPositions.parse(JSON.parse(text), { error: en().localeError }).map((position) => {
    const instrument = instrumentFromId(position.instrumentId);
    assert(instrument !== undefined, `a mark holds "${position.instrumentId}", which is no instrument`);
    return {
      instrumentId: instrument.id,
      quantity: decimal(position.quantity),
      exposure: decimal(position.exposure),
      openProfitLoss: decimal(position.openProfitLoss),
    };
  });
