import { rmSync } from "node:fs";
import { TradebotError } from "../../core/domain/errors.ts";
import { integerIn } from "./columns.ts";
import type { Database } from "./database.ts";
import { onlyRow } from "./database.ts";
import { ensurePrivateFile } from "./private-file.ts";
import { SCHEMA_1 } from "./schema.ts";
import { storageError } from "./storage-error.ts";

/** The statements that lead from version n to version n + 1, at place n. Only ever added to. */
export const MIGRATIONS: readonly string[] = [SCHEMA_1];

export const versionOf = (database: Database): number =>
  integerIn(onlyRow(database, "PRAGMA user_version"), "user_version");

/** Brings the store to the newest version, an older one after a backup. Gives back the version it had. */
export function migrate(database: Database, migrations: readonly string[]): number {
  const found = versionOf(database);
  if (found > migrations.length) throw tooNew(database.path, found, migrations.length);
  if (found > 0 && found < migrations.length) backUp(database, found);
  for (const [index, statements] of migrations.entries()) {
    if (index >= found) applyMigration(database, statements, index + 1);
  }
  return found;
}

function applyMigration(database: Database, statements: string, version: number): void {
  database.transaction(() => {
    database.execute(statements);
    database.execute(`PRAGMA user_version = ${version}`);
  });
}

function backUp(database: Database, version: number): void {
  const copy = `${database.path}.${version}.bak`;
  try {
    rmSync(copy, { force: true }); // left by a migration that did not finish: the store still has this version
  } catch (error) {
    throw storageError(error, copy);
  }
  ensurePrivateFile(copy); // SQLite fills an empty file but would make a new one readable to others
  database.run("VACUUM INTO :copy", { copy });
}

export function tooNew(path: string, found: number, known: number): TradebotError {
  return new TradebotError({
    code: "STORE_TOO_NEW",
    message: `cannot use the store "${path}": expected version ${known} or older, found version ${found}`,
    exit: "configuration",
    hint: "a newer tradebot has written it: install that version, or give this one a state directory of its own",
  });
}
