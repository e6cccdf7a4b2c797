import { ZERO, type Decimal } from "../../core/domain/decimal.ts";
import type { CycleId } from "../../core/domain/ids.ts";
import type { InstrumentId } from "../../core/domain/instrument.ts";
import { present } from "../../core/domain/present.ts";
import type { Timestamp } from "../../core/domain/time.ts";
import type { Adjusted, Adjustment } from "../../cycle/ports/ledger-store.ts";
import {
  decimalIn,
  optionalDecimalIn,
  optionalTextIn,
  optionalTimestampIn,
  textIn,
  timestampIn,
} from "./columns.ts";
import type { Row } from "./columns.ts";
import type { Database } from "./database.ts";
import { instrumentIn } from "./decisions.ts";
import { dropCheckpoint } from "./ledger-checkpoint.ts";

export function recordAdjustment(database: Database, cycle: CycleId, adjustment: Adjustment): void {
  const { at, instrumentId, reason, detail = null, openedAt = null } = adjustment;
  database.run(
    `INSERT INTO adjustments (cycle_id, at, instrument_id, quantity, reason, detail, price, opened_at, profit_loss)
     VALUES (:cycle, :at, :instrumentId, :quantity, :reason, :detail, :price, :openedAt, :profitLoss)`,
    {
      cycle,
      at,
      instrumentId,
      quantity: adjustment.quantity.toString(),
      reason,
      detail,
      price: adjustment.price?.toString() ?? null,
      openedAt,
      profitLoss: adjustment.profitLoss?.toString() ?? null,
    },
  );
  dropCheckpoint(database, at);
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
): ReadonlyMap<InstrumentId, Adjusted> {
  const sums = new Map<InstrumentId, Adjusted>();
  const columns = "instrument_id, quantity, reason, profit_loss";
  for (const row of database.all(`SELECT ${columns} FROM adjustments ORDER BY id`)) {
    if (!reasons.includes(textIn(row, "reason"))) continue;
    const { id } = instrumentIn(row);
    const { quantity, profitLoss } = sums.get(id) ?? { quantity: ZERO, profitLoss: ZERO };
    sums.set(id, {
      quantity: quantity.plus(decimalIn(row, "quantity")),
      profitLoss: profitLoss.plus(optionalDecimalIn(row, "profit_loss") ?? ZERO),
    });
  }
  return sums;
}

/** Oldest first. */
export const adjustmentsSince = (database: Database, since: Timestamp): readonly Adjustment[] =>
  database.all("SELECT * FROM adjustments WHERE at >= :since ORDER BY id", { since }).map(adjustmentIn);

/** Oldest first. */
export const adjustmentsOf = (database: Database, cycle: CycleId): readonly Adjustment[] =>
  database.all("SELECT * FROM adjustments WHERE cycle_id = :cycle ORDER BY id", { cycle }).map(adjustmentIn);

function adjustmentIn(row: Row): Adjustment {
  return {
    at: timestampIn(row, "at"),
    instrumentId: instrumentIn(row).id,
    quantity: decimalIn(row, "quantity"),
    reason: textIn(row, "reason"),
    ...present({
      detail: optionalTextIn(row, "detail"),
      price: optionalDecimalIn(row, "price"),
      openedAt: optionalTimestampIn(row, "opened_at"),
      profitLoss: optionalDecimalIn(row, "profit_loss"),
    }),
  };
}
