import type { IntentId } from "../../core/domain/ids.ts";
import type { InstrumentId } from "../../core/domain/instrument.ts";
import type { Timestamp } from "../../core/domain/time.ts";
import type { LastTrades } from "../../core/strategy/contract.ts";
import { integerIn, timestampIn } from "./columns.ts";
import type { Database } from "./database.ts";
import { instrumentIn } from "./decisions.ts";

const STRATEGY_NAME = "substr(strategy, 1, instr(strategy || '@', '@') - 1)";

/** In the transaction of the fill. */
export function noteExecution(database: Database, intent: IntentId, at: Timestamp): void {
  database.run(
    `INSERT INTO last_executions (instrument_id, strategy, is_purchase, at)
     SELECT instrument_id, ${STRATEGY_NAME}, purpose = 'entry', :at FROM intents WHERE id = :intent
     ON CONFLICT (instrument_id, strategy, is_purchase) DO UPDATE SET at = max(at, excluded.at)`,
    { intent, at },
  );
}

/**
 * By instrument; a purchase that can be executed no more counts only where something of it was, a sale always, whichever
 * strategy wanted it.
 */
export function lastTrades(database: Database, strategy: string): ReadonlyMap<InstrumentId, LastTrades> {
  const rows = database.all(
    `SELECT instrument_id, is_purchase, max(at) AS at FROM (
       SELECT instrument_id, is_purchase, at FROM last_executions WHERE is_purchase = 0 OR strategy = :strategy
       UNION ALL
       SELECT instrument_id, 1, created_at FROM intents
       WHERE state IN ('created', 'placing', 'unknown', 'placed', 'cancelling') -- as the index says it
         AND state <> 'created'
         AND purpose = 'entry' AND ${STRATEGY_NAME} = :strategy
         AND NOT EXISTS (SELECT 1 FROM fills WHERE fills.intent_id = intents.id)
     )
     GROUP BY instrument_id, is_purchase`,
    { strategy },
  );
  const trades = new Map<InstrumentId, LastTrades>();
  for (const row of rows) {
    const [{ id }, at] = [instrumentIn(row), timestampIn(row, "at")];
    const last = integerIn(row, "is_purchase") === 1 ? { lastBoughtAt: at } : { lastSoldAt: at };
    trades.set(id, { ...trades.get(id), ...last });
  }
  return trades;
}
