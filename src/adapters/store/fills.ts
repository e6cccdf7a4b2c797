import { assert } from "../../core/domain/assert.ts";
import type { Decimal } from "../../core/domain/decimal.ts";
import { sumDecimals, ZERO } from "../../core/domain/decimal.ts";
import type { IntentId } from "../../core/domain/ids.ts";
import { orderId } from "../../core/domain/ids.ts";
import type { InstrumentId } from "../../core/domain/instrument.ts";
import type { Fill } from "../../core/domain/order.ts";
import type { Timestamp } from "../../core/domain/time.ts";
import type { Execution } from "../../cycle/ports/ledger-store.ts";
import { adjustedQuantities } from "./adjustments.ts";
import type { Row } from "./columns.ts";
import { choiceIn, decimalIn, integerIn, textIn, timestampIn } from "./columns.ts";
import type { Database } from "./database.ts";
import { instrumentIn } from "./decisions.ts";
import { noteExecution } from "./last-trades.ts";
import { dropCheckpoint } from "./ledger-checkpoint.ts";

export function recordFills(database: Database, intent: IntentId, fills: readonly Fill[]): readonly Fill[] {
  return database.transaction(() => fills.filter((fill) => bookFill(database, intent, fill)));
}

/** Whether the fill was new. */
function bookFill(database: Database, intent: IntentId, fill: Fill): boolean {
  const earlier = database.get("SELECT intent_id FROM fills WHERE log_id = :logId", { logId: fill.logId });
  if (earlier !== undefined) {
    assert(integerIn(earlier, "intent_id") === intent, `execution ${fill.logId} is booked to another intent`);
    return false;
  }
  database.run(
    `INSERT INTO fills (log_id, intent_id, order_id, quantity, price, at)
     VALUES (:logId, :intent, :orderId, :quantity, :price, :at)`,
    {
      logId: fill.logId,
      intent,
      orderId: fill.orderId,
      quantity: fill.quantity.toString(),
      price: fill.price.toString(),
      at: fill.at,
    },
  );
  noteExecution(database, intent, fill.at);
  dropCheckpoint(database, fill.at);
  return true;
}

/** Signed sum of what orders in the instrument executed that were sent at or after the instant, by our own clock. */
export function executedSince(database: Database, instrument: InstrumentId, since: Timestamp): Decimal {
  const rows = database.all(
    `SELECT intents.side, fills.quantity FROM fills JOIN intents ON intents.id = fills.intent_id
     WHERE intents.instrument_id = :instrument AND intents.placing_at >= :since`,
    { instrument, since },
  );
  return sumDecimals(
    rows.map((row) => {
      const quantity = decimalIn(row, "quantity");
      return textIn(row, "side") === "buy" ? quantity : quantity.times("-1");
    }),
  );
}

export const executionsSince = (database: Database, since: Timestamp): readonly Execution[] =>
  database
    .all(
      `SELECT instrument_id, side, fills.quantity AS quantity, fills.price AS price
       FROM fills JOIN intents ON intents.id = fills.intent_id
       WHERE fills.at >= :since ORDER BY fills.at, fills.rowid`,
      { since },
    )
    .map((row) => ({
      instrument: instrumentIn(row),
      side: choiceIn(row, "side", ["buy", "sell"]),
      quantity: decimalIn(row, "quantity"),
      price: decimalIn(row, "price"),
    }));

export function ownPositions(database: Database): ReadonlyMap<InstrumentId, Decimal> {
  const positions = new Map<InstrumentId, Decimal>();
  const rows = database.all(
    `SELECT instrument_id, side, fills.quantity AS quantity
     FROM fills JOIN intents ON intents.id = fills.intent_id
     ORDER BY intents.id`,
  );
  for (const row of rows) {
    const { id } = instrumentIn(row);
    const quantity = decimalIn(row, "quantity");
    const before = positions.get(id) ?? ZERO;
    positions.set(id, textIn(row, "side") === "buy" ? before.plus(quantity) : before.minus(quantity));
  }
  for (const { instrumentId: id, quantity } of adjustedQuantities(database))
    positions.set(id, (positions.get(id) ?? ZERO).plus(quantity));
  for (const [id, quantity] of positions) {
    if (quantity.eq(ZERO)) positions.delete(id);
  }
  return positions;
}

/** In time order. */
export function fillsOf(database: Database, intent: IntentId): readonly Fill[] {
  return database
    .all("SELECT * FROM fills WHERE intent_id = :intent ORDER BY at, rowid", { intent })
    .map(fillIn);
}

function fillIn(row: Row): Fill {
  return {
    logId: textIn(row, "log_id"),
    orderId: orderId(textIn(row, "order_id")),
    quantity: decimalIn(row, "quantity"),
    price: decimalIn(row, "price"),
    at: timestampIn(row, "at"),
  };
}
