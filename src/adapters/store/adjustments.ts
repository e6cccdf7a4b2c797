import type { Decimal } from "../../core/domain/decimal.ts";
import type { CycleId } from "../../core/domain/ids.ts";
import type { InstrumentId } from "../../core/domain/instrument.ts";
import type { Adjustment } from "../../cycle/ports.ts";
import { decimalIn } from "./columns.ts";
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
