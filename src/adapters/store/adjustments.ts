import { ZERO, type Decimal } from "../../core/domain/decimal.ts";
import type { CycleId } from "../../core/domain/ids.ts";
import type { InstrumentId } from "../../core/domain/instrument.ts";
import { present } from "../../core/domain/present.ts";
import type { Timestamp } from "../../core/domain/time.ts";
import type { Adjustment } from "../../cycle/ports.ts";
import { decimalIn, optionalTextIn, textIn, timestampIn } from "./columns.ts";
import type { Database } from "./database.ts";
import { instrumentIn } from "./decisions.ts";

export function recordAdjustment(database: Database, cycle: CycleId, adjustment: Adjustment): void {
  const { at, instrumentId, quantity, reason, detail = null } = adjustment;
  database.run(
    `INSERT INTO adjustments (cycle_id, at, instrument_id, quantity, reason, detail)
     VALUES (:cycle, :at, :instrumentId, :quantity, :reason, :detail)`,
    { cycle, at, instrumentId, quantity: quantity.toString(), reason, detail },
  );
}

/** Oldest first. */
export const adjustedQuantities = (
  database: Database,
): readonly { readonly instrumentId: InstrumentId; readonly quantity: Decimal }[] =>
  database.all("SELECT instrument_id, quantity FROM adjustments ORDER BY id").map((row) => ({
    instrumentId: instrumentIn(row).id,
    quantity: decimalIn(row, "quantity"),
  }));

/** Signed sums of those that bear one of the reasons. */
export function adjustedFor(
  database: Database,
  reasons: readonly string[],
): ReadonlyMap<InstrumentId, Decimal> {
  const sums = new Map<InstrumentId, Decimal>();
  for (const row of database.all("SELECT instrument_id, quantity, reason FROM adjustments ORDER BY id")) {
    if (!reasons.includes(textIn(row, "reason"))) continue;
    const { id } = instrumentIn(row);
    sums.set(id, (sums.get(id) ?? ZERO).plus(decimalIn(row, "quantity")));
  }
  return sums;
}

/** Oldest first. */
export const adjustmentsSince = (database: Database, since: Timestamp): readonly Adjustment[] =>
  database.all("SELECT * FROM adjustments WHERE at >= :since ORDER BY id", { since }).map((row) => ({
    at: timestampIn(row, "at"),
    instrumentId: instrumentIn(row).id,
    quantity: decimalIn(row, "quantity"),
    reason: textIn(row, "reason"),
    ...present({ detail: optionalTextIn(row, "detail") }),
  }));
