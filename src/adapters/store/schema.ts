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

/**
 * Version 2: old cycles leave. Each one must be found by its age, and SQLite looks for what still refers to it; the
 * beginning of the store, which every cycle asks for, is found without a walk over all of them.
 */
export const SCHEMA_2 = `
CREATE INDEX cycles_by_start ON cycles (started_at);
CREATE INDEX intents_by_cycle ON intents (cycle_id);
CREATE INDEX transitions_by_cycle ON transitions (cycle_id);
CREATE INDEX snapshots_by_cycle ON snapshots (cycle_id);
`;

/**
 * Version 3: what the broker wants answered before an order, who has answered it and how; and which opening an order
 * closes, where an account keeps each one open until it is closed by name. Answers are kept for good: the cycle
 * they name may be gone.
 */
export const SCHEMA_3 = `
ALTER TABLE intents ADD COLUMN position_id TEXT;

CREATE TABLE disclaimer_texts (
  hash TEXT PRIMARY KEY,
  token TEXT NOT NULL,
  title TEXT NOT NULL,
  body TEXT NOT NULL,
  is_blocking INTEGER NOT NULL CHECK (is_blocking IN (0, 1)),
  conditions TEXT NOT NULL,
  responses TEXT NOT NULL,
  first_seen_at INTEGER NOT NULL,
  last_seen_at INTEGER NOT NULL
) STRICT;

CREATE TABLE disclaimer_answers (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  hash TEXT NOT NULL REFERENCES disclaimer_texts (hash),
  at INTEGER NOT NULL,
  answer TEXT NOT NULL CHECK (answer IN ('agreed', 'declined', 'accepting', 'accepted', 'refused')),
  person TEXT,
  policy TEXT,
  reason TEXT,
  cycle_id INTEGER,
  external_reference TEXT
) STRICT;
CREATE INDEX disclaimer_answers_by_text ON disclaimer_answers (hash, id);
`;

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

/** Version 5: how far our clock was ahead of the broker's at a sending, so that silence can be counted on the broker's. */
export const SCHEMA_5 = `
ALTER TABLE intents ADD COLUMN clock_ahead_ms INTEGER;
`;

/**
 * Version 6: what our own trading has come to. What a unit of a fill's price was worth; what an adjustment did to our
 * result; what the broker took; how the result stood from cycle to cycle; and what all entries before an instant come to,
 * so that a cycle need not read them again. And what decisions were made from, so that they can be made again: bars and
 * texts that seldom change are written down once; the cycles that rows of bars name may be gone.
 */
export const SCHEMA_6 = `
-- JSON; what is remembered in dry runs is kept apart
CREATE TABLE strategy_memory (
  strategy TEXT NOT NULL,
  is_dry_run INTEGER NOT NULL CHECK (is_dry_run IN (0, 1)),
  newest_bar_at INTEGER NOT NULL,
  before TEXT NOT NULL,
  after TEXT NOT NULL,
  PRIMARY KEY (strategy, is_dry_run)
) STRICT;

ALTER TABLE fills ADD COLUMN price_currency TEXT;
ALTER TABLE fills ADD COLUMN contract_factor TEXT;
ALTER TABLE fills ADD COLUMN rate TEXT;
ALTER TABLE fills ADD COLUMN rate_at INTEGER;
ALTER TABLE fills ADD COLUMN rate_source TEXT;
CREATE INDEX fills_by_time ON fills (at);
CREATE INDEX fills_without_terms ON fills (at) WHERE rate IS NULL;

ALTER TABLE adjustments ADD COLUMN price TEXT;
ALTER TABLE adjustments ADD COLUMN opened_at INTEGER;
ALTER TABLE adjustments ADD COLUMN profit_loss TEXT;
CREATE INDEX adjustments_by_time ON adjustments (at);
CREATE INDEX adjustments_by_cycle ON adjustments (cycle_id);

CREATE TABLE closing_costs (
  id TEXT PRIMARY KEY,
  external_reference TEXT NOT NULL,
  at INTEGER NOT NULL,
  quantity TEXT NOT NULL,
  opening_cost TEXT,
  closing_cost TEXT
) STRICT;
CREATE INDEX closing_costs_by_time ON closing_costs (at);
CREATE INDEX closing_costs_by_reference ON closing_costs (external_reference);

CREATE TABLE equity_marks (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  cycle_id INTEGER NOT NULL,
  at INTEGER NOT NULL,
  result TEXT NOT NULL,
  peak TEXT NOT NULL,
  equity TEXT NOT NULL,
  positions TEXT NOT NULL,
  performance TEXT NOT NULL
) STRICT;
CREATE INDEX equity_marks_by_time ON equity_marks (at, id);

-- kept with each fill, so that no cycle looks through all of them; strategy: the name, without its version
CREATE TABLE last_executions (
  instrument_id TEXT NOT NULL,
  strategy TEXT NOT NULL,
  is_purchase INTEGER NOT NULL CHECK (is_purchase IN (0, 1)),
  at INTEGER NOT NULL,
  PRIMARY KEY (instrument_id, strategy, is_purchase)
) STRICT;
INSERT INTO last_executions (instrument_id, strategy, is_purchase, at)
  SELECT instrument_id, substr(strategy, 1, instr(strategy || '@', '@') - 1), purpose = 'entry', max(at)
  FROM fills JOIN intents ON intents.id = fills.intent_id
  GROUP BY 1, 2, 3;

CREATE TABLE ledger_checkpoint (
  only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
  through INTEGER NOT NULL,
  matching TEXT NOT NULL,
  ledger TEXT NOT NULL
) STRICT;

CREATE TABLE decision_inputs (
  cycle_id INTEGER PRIMARY KEY REFERENCES cycles (id),
  parts TEXT NOT NULL REFERENCES input_parts (digest),
  moment BLOB NOT NULL
) STRICT;

CREATE TABLE input_parts (
  digest TEXT PRIMARY KEY,
  content BLOB NOT NULL,
  used_at INTEGER NOT NULL
) STRICT;
CREATE INDEX input_parts_by_use ON input_parts (used_at);

-- five doubles a bar, as in cached_bars; changes: rows since the last one with everything, which has 0
CREATE TABLE bars_seen (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  cycle_id INTEGER NOT NULL,
  instrument_id TEXT NOT NULL,
  bar_minutes INTEGER NOT NULL,
  digest TEXT NOT NULL,
  changes INTEGER NOT NULL,
  packed BLOB NOT NULL CHECK (length(packed) % 40 = 0)
) STRICT;
CREATE INDEX bars_seen_by_series ON bars_seen (instrument_id, bar_minutes, id);
CREATE INDEX whole_bars_seen_by_series ON bars_seen (instrument_id, bar_minutes, id) WHERE changes = 0;
`;
