import type { InstrumentId } from "../../core/domain/instrument.ts";
import type { LastTrades } from "../../core/strategy/contract.ts";
import { integerIn, timestampIn } from "./columns.ts";
import type { Database } from "./database.ts";
import { instrumentIn } from "./decisions.ts";

/** By instrument; a purchase that can be executed no more counts only where something of it was, a sale always. */
export function lastTrades(database: Database, strategyName: string): ReadonlyMap<InstrumentId, LastTrades> {
  const rows = database.all(
    `SELECT instrument_id, purpose = 'entry' AS is_purchase, max(coalesce(fills.at, intents.created_at)) AS at
     FROM intents LEFT JOIN fills ON fills.intent_id = intents.id
     WHERE CASE purpose
       WHEN 'entry' THEN substr(strategy, 1, length(:prefix)) = :prefix
         AND (fills.at IS NOT NULL OR state IN ('placing', 'unknown', 'placed', 'cancelling'))
       ELSE fills.at IS NOT NULL END
     GROUP BY instrument_id, is_purchase`,
    { prefix: `${strategyName}@` },
  );
  const trades = new Map<InstrumentId, LastTrades>();
  for (const row of rows) {
    const [{ id }, at] = [instrumentIn(row), timestampIn(row, "at")];
    const last = integerIn(row, "is_purchase") === 1 ? { lastBoughtAt: at } : { lastSoldAt: at };
    trades.set(id, { ...trades.get(id), ...last });
  }
  return trades;
}
