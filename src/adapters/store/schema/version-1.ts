/**
 * Version 1. Money, prices and quantities are decimal text, instants whole milliseconds since 1970, flags 0 or 1.
 * A committed version never changes: what comes later is a further migration.
 */
export const SCHEMA_1 = `
CREATE TABLE cycles (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  run_id TEXT NOT NULL,
  started_at INTEGER NOT NULL,
  dry_run INTEGER NOT NULL CHECK (dry_run IN (0, 1)),
  finished_at INTEGER,
  outcome TEXT CHECK (outcome IN ('done', 'skipped', 'failed')),
  reason TEXT,
  exit_code INTEGER,
  counters TEXT
) STRICT;

CREATE TABLE decisions (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  cycle_id INTEGER NOT NULL REFERENCES cycles (id),
  instrument_id TEXT NOT NULL,
  decided_at INTEGER NOT NULL,
  action TEXT NOT NULL CHECK (action IN ('buy', 'sell', 'hold')),
  reason TEXT NOT NULL,
  facts TEXT NOT NULL,
  external_reference TEXT,
  UNIQUE (cycle_id, instrument_id)
) STRICT;
CREATE INDEX decisions_by_instrument ON decisions (instrument_id, id);

CREATE TABLE intents (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  cycle_id INTEGER NOT NULL REFERENCES cycles (id),
  external_reference TEXT NOT NULL,
  request_id TEXT NOT NULL UNIQUE,
  account_key TEXT NOT NULL,
  instrument_id TEXT NOT NULL,
  side TEXT NOT NULL CHECK (side IN ('buy', 'sell')),
  quantity TEXT NOT NULL,
  purpose TEXT NOT NULL CHECK (purpose IN ('entry', 'exit')),
  strategy TEXT NOT NULL,
  decision_bar_close_at INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  state TEXT NOT NULL DEFAULT 'created' CHECK (state IN (
    'created', 'dropped', 'placing', 'unknown', 'absent', 'rejected', 'placed', 'filled', 'cancelled', 'expired'
  )),
  order_id TEXT,
  filled_quantity TEXT NOT NULL DEFAULT '0',
  placing_at INTEGER
) STRICT;
-- two orders for one decision cannot even be written down
CREATE UNIQUE INDEX one_arrived_intent_per_reference ON intents (external_reference)
  WHERE state NOT IN ('dropped', 'absent');
CREATE INDEX unsettled_intents ON intents (id)
  WHERE state IN ('created', 'placing', 'unknown', 'placed');
CREATE INDEX intents_by_reference ON intents (external_reference, id);
CREATE INDEX intents_by_creation ON intents (created_at);

CREATE TABLE transitions (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  intent_id INTEGER NOT NULL REFERENCES intents (id),
  cycle_id INTEGER NOT NULL REFERENCES cycles (id),
  at INTEGER NOT NULL,
  from_state TEXT NOT NULL,
  to_state TEXT NOT NULL,
  reason TEXT NOT NULL,
  detail TEXT,
  order_id TEXT,
  filled_quantity TEXT
) STRICT;
CREATE INDEX transitions_by_intent ON transitions (intent_id, id);
CREATE INDEX transitions_by_time ON transitions (at);

CREATE TABLE fills (
  log_id TEXT PRIMARY KEY,
  intent_id INTEGER NOT NULL REFERENCES intents (id),
  order_id TEXT NOT NULL,
  quantity TEXT NOT NULL,
  price TEXT NOT NULL,
  at INTEGER NOT NULL
) STRICT;
CREATE INDEX fills_by_intent ON fills (intent_id);

CREATE TABLE snapshots (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  cycle_id INTEGER NOT NULL REFERENCES cycles (id),
  taken_at INTEGER NOT NULL,
  currency TEXT NOT NULL,
  cash TEXT NOT NULL,
  total_value TEXT NOT NULL,
  is_reliable INTEGER NOT NULL CHECK (is_reliable IN (0, 1))
) STRICT;
CREATE INDEX snapshots_by_time ON snapshots (taken_at, id);

CREATE TABLE snapshot_positions (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  snapshot_id INTEGER NOT NULL REFERENCES snapshots (id),
  instrument_id TEXT NOT NULL,
  quantity TEXT NOT NULL,
  average_open_price TEXT,
  can_be_closed INTEGER NOT NULL CHECK (can_be_closed IN (0, 1))
) STRICT;
CREATE INDEX positions_by_snapshot ON snapshot_positions (snapshot_id);

CREATE TABLE owner (
  only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
  environment TEXT NOT NULL,
  account_key TEXT NOT NULL
) STRICT;

CREATE TABLE cached_values (
  name TEXT PRIMARY KEY,
  value TEXT NOT NULL,
  expires_at INTEGER NOT NULL
) STRICT;

-- one row a series: five doubles a bar (start, open, high, low, close), oldest first
CREATE TABLE cached_bars (
  instrument_id TEXT NOT NULL,
  bar_minutes INTEGER NOT NULL,
  packed BLOB NOT NULL CHECK (length(packed) % 40 = 0),
  PRIMARY KEY (instrument_id, bar_minutes)
) STRICT;
`;
