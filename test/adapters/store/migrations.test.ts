import { existsSync, mkdirSync, readdirSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { versionOf } from "../../../src/adapters/store/backup.ts";
import { Database } from "../../../src/adapters/store/database.ts";
import { fillsOf } from "../../../src/adapters/store/fills.ts";
import { unsettledIntents } from "../../../src/adapters/store/intents.ts";
import { migrate, MIGRATIONS } from "../../../src/adapters/store/migrations.ts";
import { intentId } from "../../../src/core/domain/ids.ts";
import { START } from "./support-values.ts";
import { temporaryDirectory } from "./temporary-store.ts";

const directory = temporaryDirectory();
const path = (): string => join(directory(), "tradebot.db");
const backup = (name = ""): string => join(directory(), "backups", name);

const FIRST = "CREATE TABLE notes (text TEXT NOT NULL) STRICT";
const SECOND = "ALTER TABLE notes ADD COLUMN length INTEGER; UPDATE notes SET length = length(text)";
const COPY = "tradebot-20260304T091500000Z-v1.db";

function withDatabase<Result>(at: string, work: (database: Database) => Result): Result {
  const database = new Database(at, { readOnly: false });
  try {
    return work(database);
  } finally {
    database.close();
  }
}

const notesIn = (at: string): unknown[] =>
  withDatabase(at, (database) => database.all("SELECT * FROM notes").map((row) => ({ ...row })));

function writeVersion1(): void {
  withDatabase(path(), (database) => {
    migrate(database, [FIRST], START);
    database.execute("INSERT INTO notes VALUES ('four')");
  });
}

const migrateToVersion2 = () => withDatabase(path(), (database) => migrate(database, [FIRST, SECOND], START));

test("a new store goes through every version, without a backup", () => {
  expect(migrateToVersion2()).toBeUndefined();
  expect(withDatabase(path(), versionOf)).toBe(2);
  expect(existsSync(backup())).toBe(false);
});

test("an older store is copied as it was, for the user alone, and then brought forward", () => {
  writeVersion1();
  const bytes = statSync(path()).size;
  expect(migrateToVersion2()).toEqual({ from: 1, backup: { path: backup(COPY), version: 1, bytes } });
  expect(withDatabase(path(), versionOf)).toBe(2);
  expect(notesIn(path())).toEqual([{ text: "four", length: 4 }]);
  expect(readdirSync(backup())).toEqual([COPY]);
  expect([backup(), backup(COPY)].map((name) => statSync(name).mode & 0o777)).toEqual([0o700, 0o600]);
  expect(notesIn(backup(COPY))).toEqual([{ text: "four" }]);
  expect(withDatabase(backup(COPY), versionOf)).toBe(1);
});

test("a current store is left alone", () => {
  writeVersion1();
  expect(withDatabase(path(), (database) => migrate(database, [FIRST], START))).toBeUndefined();
  expect(existsSync(backup())).toBe(false);
});

test("a migration that fails changes nothing", () => {
  writeVersion1();
  const failing = `${SECOND}; INSERT INTO missing VALUES (1)`;
  withDatabase(path(), (database) => {
    expect(() => migrate(database, [FIRST, failing], START)).toThrow("no such table: missing");
    expect(versionOf(database)).toBe(1);
  });
  expect(notesIn(path())).toEqual([{ text: "four" }]);
});

test("half a copy that a killed migration left is written anew", () => {
  writeVersion1();
  mkdirSync(backup(), { mode: 0o700 });
  writeFileSync(backup(`${COPY}.new`), "half a copy");
  expect(migrateToVersion2()?.from).toBe(1);
  expect(readdirSync(backup())).toEqual([COPY]);
  expect(notesIn(backup(COPY))).toEqual([{ text: "four" }]);
});

test.for([
  [
    "the place of the backups is a file",
    () => {
      writeFileSync(backup(), "");
    },
  ],
  [
    "the place of the backups is a link",
    () => {
      symlinkSync(directory(), backup());
    },
  ],
] as const)("without a backup nothing is migrated: %s", ([, obstruct]) => {
  writeVersion1();
  obstruct();
  expect(migrateToVersion2).toThrow(
    expect.objectContaining({ code: "STORE_UNWRITABLE", exit: "storage_unwritable" }) as Error,
  );
  expect(withDatabase(path(), versionOf)).toBe(1);
  expect(notesIn(path())).toEqual([{ text: "four" }]);
});

test("version 4 keeps orders that are under way, with their steps, executions and references", () => {
  withDatabase(path(), (database) => {
    migrate(database, MIGRATIONS.slice(0, 3), START);
    database.execute(`
      INSERT INTO cycles (id, run_id, started_at, dry_run) VALUES (1, 'run', 0, 0);
      INSERT INTO intents (id, cycle_id, external_reference, request_id, account_key, instrument_id, side, quantity,
          purpose, strategy, decision_bar_close_at, created_at, state, order_id, filled_quantity, placing_at, position_id)
        VALUES (7, 1, 'ATB-A', 'request', 'account', 'Stock:211', 'buy', '10', 'entry', 'moving_average@1', 0, 0,
          'placed', '5001', '4', 1, NULL);
      INSERT INTO transitions (intent_id, cycle_id, at, from_state, to_state, reason)
        VALUES (7, 1, 1, 'created', 'placing', 'ABOUT_TO_SEND');
      INSERT INTO fills (log_id, intent_id, order_id, quantity, price, at) VALUES ('9', 7, '5001', '4', '1.5', 2);
    `);
  });
  withDatabase(path(), (database) => {
    migrate(database, MIGRATIONS, START);
    expect(versionOf(database)).toBe(MIGRATIONS.length);
    expect(database.all("PRAGMA foreign_key_check")).toEqual([]);
    expect(unsettledIntents(database)).toMatchObject([
      { state: "placed", orderId: "5001", intent: { id: 7, externalReference: "ATB-A", purpose: "entry" } },
    ]);
    expect(fillsOf(database, intentId(7))).toHaveLength(1);
    expect(() => {
      database.execute(`INSERT INTO fills (log_id, intent_id, order_id, quantity, price, at)
        VALUES ('10', 8, '5001', '1', '1.5', 2)`);
    }).toThrow("FOREIGN KEY constraint failed");
  });
});
