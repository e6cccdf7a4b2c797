import { existsSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { Database } from "../../../src/adapters/store/database.ts";
import { migrate, versionOf } from "../../../src/adapters/store/migrations.ts";
import { temporaryDirectory } from "./temporary-store.ts";

const directory = temporaryDirectory();
const path = (suffix = ""): string => join(directory(), `tradebot.db${suffix}`);

const FIRST = "CREATE TABLE notes (text TEXT NOT NULL) STRICT";
const SECOND = "ALTER TABLE notes ADD COLUMN length INTEGER; UPDATE notes SET length = length(text)";

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
    migrate(database, [FIRST]);
    database.execute("INSERT INTO notes VALUES ('four')");
  });
}

test("a new store goes through every version, without a backup", () => {
  const found = withDatabase(path(), (database) => [migrate(database, [FIRST, SECOND]), versionOf(database)]);
  expect(found).toEqual([0, 2]);
  expect(existsSync(path(".0.bak"))).toBe(false);
});

test("an older store is copied as it was, for the user alone, and then brought forward", () => {
  writeVersion1();
  expect(
    withDatabase(path(), (database) => [migrate(database, [FIRST, SECOND]), versionOf(database)]),
  ).toEqual([1, 2]);
  expect(notesIn(path())).toEqual([{ text: "four", length: 4 }]);
  expect(notesIn(path(".1.bak"))).toEqual([{ text: "four" }]);
  expect(withDatabase(path(".1.bak"), versionOf)).toBe(1);
  expect(statSync(path(".1.bak")).mode & 0o777).toBe(0o600);
});

test("a current store is left alone", () => {
  writeVersion1();
  expect(withDatabase(path(), (database) => migrate(database, [FIRST]))).toBe(1);
  expect(existsSync(path(".1.bak"))).toBe(false);
});

test("a migration that fails changes nothing, and can be tried again over its old backup", () => {
  writeVersion1();
  const failing = `${SECOND}; INSERT INTO missing VALUES (1)`;
  withDatabase(path(), (database) => {
    expect(() => migrate(database, [FIRST, failing])).toThrow("no such table: missing");
    expect(versionOf(database)).toBe(1);
  });
  expect(notesIn(path())).toEqual([{ text: "four" }]);
  writeFileSync(path(".1.bak"), "half a copy");
  expect(withDatabase(path(), (database) => migrate(database, [FIRST, SECOND]))).toBe(1);
  expect(notesIn(path(".1.bak"))).toEqual([{ text: "four" }]);
});
