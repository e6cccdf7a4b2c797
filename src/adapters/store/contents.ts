import { integerIn, textIn } from "./columns.ts";
import { versionOf } from "./backup.ts";
import { Database, onlyRow } from "./database.ts";
import { isPrivateFile } from "./private-file.ts";
import { storePath } from "./store-files.ts";

/** How much the store holds, whatever its version. */
export interface StoreContents {
  readonly version: number;
  readonly tables: readonly { readonly table: string; readonly rows: number }[];
}

/** @returns `undefined` when there is no store yet */
export function readContents(stateDirectory: string): StoreContents | undefined {
  const path = storePath(stateDirectory);
  if (!isPrivateFile(path)) return undefined;
  const database = new Database(path, { readOnly: true });
  try {
    return {
      version: versionOf(database),
      tables: tableNames(database).map((table) => counted(database, table)),
    };
  } finally {
    database.close();
  }
}

const tableNames = (database: Database): readonly string[] =>
  database
    .all(
      String.raw`SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite\_%' ESCAPE '\' ORDER BY name`,
    )
    .map((row) => textIn(row, "name"));

const counted = (database: Database, table: string) => ({
  table,
  rows: integerIn(onlyRow(database, `SELECT count(*) AS n FROM "${table.replaceAll('"', '""')}"`), "n"),
});
