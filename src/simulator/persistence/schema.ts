/**
 * What made the tables, oldest first: a file of an older version is brought up by the rest. Amounts and prices are
 * decimal text, instants are epoch milliseconds.
 */
const VERSIONS: readonly string[] = [
  `
CREATE TABLE world (
  only INTEGER PRIMARY KEY CHECK (only = 1),
  seed INTEGER NOT NULL,
  anchor INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  cash TEXT NOT NULL,
  settled_through INTEGER NOT NULL,
  order_count INTEGER NOT NULL,
  position_count INTEGER NOT NULL,
  activity_count INTEGER NOT NULL,
  closings_day TEXT NOT NULL,
  closings_count INTEGER NOT NULL
) STRICT;

CREATE TABLE orders (
  order_id INTEGER PRIMARY KEY,
  is_working INTEGER NOT NULL CHECK (is_working IN (0, 1)),
  asset_type TEXT NOT NULL,
  uic INTEGER NOT NULL,
  side TEXT NOT NULL CHECK (side IN ('buy', 'sell')),
  amount TEXT NOT NULL,
  type TEXT NOT NULL,
  limit_price TEXT,
  duration TEXT NOT NULL,
  expiration_text TEXT,
  expires_at INTEGER,
  placed_at INTEGER NOT NULL,
  correlation_key TEXT NOT NULL,
  external_reference TEXT
) STRICT;
CREATE INDEX working_orders ON orders (order_id) WHERE is_working = 1;

CREATE TABLE lots (
  position_id INTEGER PRIMARY KEY,
  asset_type TEXT NOT NULL,
  uic INTEGER NOT NULL,
  amount TEXT NOT NULL,
  open_price TEXT NOT NULL,
  opened_at INTEGER NOT NULL,
  commission TEXT NOT NULL,
  order_id INTEGER NOT NULL REFERENCES orders (order_id),
  correlation_key TEXT NOT NULL,
  external_reference TEXT
) STRICT;

CREATE TABLE activities (
  log_id INTEGER PRIMARY KEY,
  at INTEGER NOT NULL,
  order_id INTEGER NOT NULL REFERENCES orders (order_id),
  status TEXT NOT NULL,
  sub_status TEXT NOT NULL,
  fill_amount TEXT,
  fill_price TEXT,
  position_id INTEGER,
  commission TEXT,
  cash_change TEXT
) STRICT;
CREATE INDEX activities_by_time ON activities (at);
CREATE INDEX activities_by_order ON activities (order_id);

CREATE TABLE writes_seen (key TEXT PRIMARY KEY, at INTEGER NOT NULL) STRICT, WITHOUT ROWID;

CREATE TABLE disclaimers_accepted (token TEXT PRIMARY KEY, at INTEGER NOT NULL) STRICT, WITHOUT ROWID;
`,
  // orders that change, wait for each other and fill in parts; accounts that net in other ways
  `
ALTER TABLE world ADD COLUMN netting_profile TEXT NOT NULL DEFAULT 'FifoRealTime';
ALTER TABLE world ADD COLUMN is_margin INTEGER NOT NULL DEFAULT 1;
ALTER TABLE world DROP COLUMN closings_day;
ALTER TABLE world DROP COLUMN closings_count;

ALTER TABLE orders RENAME COLUMN limit_price TO price;
ALTER TABLE orders ADD COLUMN stop_limit_price TEXT;
ALTER TABLE orders ADD COLUMN trailing_distance TEXT;
ALTER TABLE orders ADD COLUMN trailing_step TEXT;
ALTER TABLE orders ADD COLUMN relation TEXT NOT NULL DEFAULT 'StandAlone';
ALTER TABLE orders ADD COLUMN related_order_ids TEXT NOT NULL DEFAULT '';
ALTER TABLE orders ADD COLUMN related_position_id INTEGER;
ALTER TABLE orders ADD COLUMN is_force_open INTEGER NOT NULL DEFAULT 0;
ALTER TABLE orders ADD COLUMN trades_extended_hours INTEGER NOT NULL DEFAULT 0;
ALTER TABLE orders ADD COLUMN working_status TEXT NOT NULL DEFAULT 'Working';
ALTER TABLE orders ADD COLUMN not_before INTEGER;
ALTER TABLE orders ADD COLUMN is_triggered INTEGER NOT NULL DEFAULT 0;
ALTER TABLE orders ADD COLUMN split_amounts TEXT;
ALTER TABLE orders ADD COLUMN split_every_ms INTEGER;
ALTER TABLE orders ADD COLUMN filled_amount TEXT NOT NULL DEFAULT '0';
ALTER TABLE orders ADD COLUMN average_price TEXT;

ALTER TABLE lots ADD COLUMN open_rate TEXT NOT NULL DEFAULT '1';
ALTER TABLE lots ADD COLUMN is_force_open INTEGER NOT NULL DEFAULT 0;

CREATE TABLE closed_positions (
  opening_position_id INTEGER NOT NULL,
  closing_position_id INTEGER NOT NULL,
  asset_type TEXT NOT NULL,
  uic INTEGER NOT NULL,
  amount TEXT NOT NULL,
  open_price TEXT NOT NULL,
  closing_price TEXT NOT NULL,
  open_rate TEXT NOT NULL,
  closing_rate TEXT NOT NULL,
  opened_at INTEGER NOT NULL,
  closed_at INTEGER NOT NULL,
  opening_cost TEXT NOT NULL,
  closing_cost TEXT NOT NULL,
  method TEXT NOT NULL,
  opening_reference TEXT,
  closing_reference TEXT,
  PRIMARY KEY (opening_position_id, closing_position_id)
) STRICT;

-- an order as it stood at each line of its log, under the names that its own columns have
ALTER TABLE activities ADD COLUMN amount TEXT NOT NULL DEFAULT '0';
ALTER TABLE activities ADD COLUMN type TEXT NOT NULL DEFAULT '';
ALTER TABLE activities ADD COLUMN price TEXT;
ALTER TABLE activities ADD COLUMN stop_limit_price TEXT;
ALTER TABLE activities ADD COLUMN trailing_distance TEXT;
ALTER TABLE activities ADD COLUMN trailing_step TEXT;
ALTER TABLE activities ADD COLUMN duration TEXT NOT NULL DEFAULT '';
ALTER TABLE activities ADD COLUMN expiration_text TEXT;
ALTER TABLE activities ADD COLUMN relation TEXT NOT NULL DEFAULT 'StandAlone';
ALTER TABLE activities ADD COLUMN related_order_ids TEXT NOT NULL DEFAULT '';
ALTER TABLE activities ADD COLUMN related_position_id INTEGER;
ALTER TABLE activities ADD COLUMN is_force_open INTEGER NOT NULL DEFAULT 0;
ALTER TABLE activities ADD COLUMN trades_extended_hours INTEGER NOT NULL DEFAULT 0;
ALTER TABLE activities ADD COLUMN filled_amount TEXT NOT NULL DEFAULT '0';
ALTER TABLE activities ADD COLUMN average_price TEXT;
UPDATE activities SET (amount, type, price, duration, expiration_text) =
  (SELECT amount, type, price, duration, expiration_text FROM orders WHERE orders.order_id = activities.order_id);
UPDATE activities SET filled_amount = fill_amount, average_price = fill_price WHERE fill_amount IS NOT NULL;
`,
  // clients with several accounts
  `
CREATE TABLE accounts (
  number INTEGER PRIMARY KEY,
  currency TEXT NOT NULL,
  is_active INTEGER NOT NULL CHECK (is_active IN (0, 1)),
  is_margin INTEGER NOT NULL CHECK (is_margin IN (0, 1)),
  cash TEXT NOT NULL
) STRICT;
INSERT INTO accounts SELECT 1, 'USD', 1, is_margin, cash FROM world;
ALTER TABLE world DROP COLUMN is_margin;
ALTER TABLE world DROP COLUMN cash;
ALTER TABLE orders ADD COLUMN account INTEGER NOT NULL DEFAULT 1;
ALTER TABLE lots ADD COLUMN account INTEGER NOT NULL DEFAULT 1;
ALTER TABLE closed_positions ADD COLUMN account INTEGER NOT NULL DEFAULT 1;
`,
  // venues that take their time
  `
ALTER TABLE orders ADD COLUMN venue_answers_at INTEGER;
ALTER TABLE orders ADD COLUMN venue_accepts INTEGER;
`,
  // what closing brings, to the cent
  `
ALTER TABLE lots ADD COLUMN open_value TEXT;
ALTER TABLE closed_positions ADD COLUMN result TEXT;
`,
];

export const SCHEMA_VERSION = VERSIONS.length;

/** What brings a file from one version, 0 for an empty one, up to another. */
export const migrationTo = (from: number, to: number): string =>
  [...VERSIONS.slice(from, to), `PRAGMA user_version = ${to};`].join("");
