/** Raised with every change of the tables; a file of another version is refused. */
export const SCHEMA_VERSION = 1;

/** Amounts and prices are decimal text, instants are epoch milliseconds. */
export const SCHEMA = `
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

PRAGMA user_version = ${SCHEMA_VERSION};
`;
