/**
 * Version 4: orders that wait beside a position, with their price; orders that were sent in one request; orders whose
 * cancellation was asked for; and what was put right about our own position. SQLite cannot change a condition of a
 * column, so the table of intents is built anew. The cycle that an adjustment names may be gone.
 */
export const SCHEMA_4 = `
CREATE TABLE intents_4 (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  cycle_id INTEGER NOT NULL REFERENCES cycles (id),
  external_reference TEXT NOT NULL,
  request_id TEXT NOT NULL,
  account_key TEXT NOT NULL,
  instrument_id TEXT NOT NULL,
  side TEXT NOT NULL CHECK (side IN ('buy', 'sell')),
  quantity TEXT NOT NULL,
  purpose TEXT NOT NULL CHECK (purpose IN ('entry', 'exit', 'stop', 'target')),
  strategy TEXT NOT NULL,
  decision_bar_close_at INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  state TEXT NOT NULL DEFAULT 'created' CHECK (state IN (
    'created', 'dropped', 'placing', 'unknown', 'absent', 'rejected', 'placed', 'cancelling', 'filled', 'cancelled',
    'expired'
  )),
  order_id TEXT,
  filled_quantity TEXT NOT NULL DEFAULT '0',
  placing_at INTEGER,
  position_id TEXT,
  price TEXT
) STRICT;
INSERT INTO intents_4 (id, cycle_id, external_reference, request_id, account_key, instrument_id, side, quantity,
    purpose, strategy, decision_bar_close_at, created_at, state, order_id, filled_quantity, placing_at, position_id)
  SELECT id, cycle_id, external_reference, request_id, account_key, instrument_id, side, quantity,
    purpose, strategy, decision_bar_close_at, created_at, state, order_id, filled_quantity, placing_at, position_id
  FROM intents;
DROP TABLE intents;
ALTER TABLE intents_4 RENAME TO intents;
CREATE UNIQUE INDEX one_arrived_intent_per_reference ON intents (external_reference)
  WHERE state NOT IN ('dropped', 'absent');
CREATE INDEX unsettled_intents ON intents (id)
  WHERE state IN ('created', 'placing', 'unknown', 'placed', 'cancelling');
CREATE INDEX intents_by_reference ON intents (external_reference, id);
CREATE INDEX intents_by_creation ON intents (created_at);
CREATE INDEX intents_by_cycle ON intents (cycle_id);
CREATE INDEX intents_by_request ON intents (request_id);

ALTER TABLE transitions ADD COLUMN quantity TEXT;

CREATE TABLE adjustments (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  cycle_id INTEGER NOT NULL,
  at INTEGER NOT NULL,
  instrument_id TEXT NOT NULL,
  quantity TEXT NOT NULL,
  reason TEXT NOT NULL,
  detail TEXT
) STRICT;
CREATE INDEX adjustments_by_instrument ON adjustments (instrument_id, id);
`;
