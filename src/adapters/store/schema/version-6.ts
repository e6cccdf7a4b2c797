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
