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
