import { TradebotError } from "../../core/domain/errors.ts";
import type { Timestamp } from "../../core/domain/time.ts";
import type { Backup } from "./backup.ts";
import { backUpBeforeMigration, versionOf } from "./backup.ts";
import type { Database } from "./database.ts";
import { SCHEMA_1 } from "./schema/version-1.ts";
import { SCHEMA_2 } from "./schema/version-2.ts";
import { SCHEMA_3 } from "./schema/version-3.ts";
import { SCHEMA_4 } from "./schema/version-4.ts";
import { SCHEMA_5 } from "./schema/version-5.ts";
import { SCHEMA_6 } from "./schema/version-6.ts";

/** The statements that lead from version n to version n + 1, at place n. Only ever added to. */
export const MIGRATIONS: readonly string[] = [SCHEMA_1, SCHEMA_2, SCHEMA_3, SCHEMA_4, SCHEMA_5, SCHEMA_6];

/** What bringing a store forward came to; nothing when it was new or current. */
export interface Migration {
  /** The version it had. */
  readonly from: number;
  readonly backup: Backup;
}

/** Brings the store to the newest version; an older one only after a backup that was proven sound. */
export function migrate(
  database: Database,
  migrations: readonly string[],
  now: Timestamp,
): Migration | undefined {
  const found = versionOf(database);
  if (found > migrations.length) throw tooNew(database.path, found, migrations.length);
  const isOlder = found > 0 && found < migrations.length;
  const backup = isOlder ? backUpBeforeMigration(database, now) : undefined;
  database.execute("PRAGMA foreign_keys = OFF"); // a table that is built anew is gone for a moment; `verify` looks at the result
  for (const [index, statements] of migrations.entries()) {
    if (index >= found) applyMigration(database, statements, index + 1);
  }
  database.execute("PRAGMA foreign_keys = ON");
  return backup === undefined ? undefined : { from: found, backup };
}

function applyMigration(database: Database, statements: string, version: number): void {
  database.transaction(() => {
    database.execute(statements);
    database.execute(`PRAGMA user_version = ${version}`);
  });
}

export function tooNew(path: string, found: number, known: number): TradebotError {
  return new TradebotError({
    code: "STORE_TOO_NEW",
    message: `cannot use the store "${path}": expected version ${known} or older, found version ${found}`,
    exit: "configuration",
    hint: "a newer tradebot has written it: install that version, or give this one a state directory of its own",
  });
}
