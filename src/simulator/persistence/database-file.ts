import { existsSync, closeSync, constants, lstatSync, mkdirSync, openSync } from "node:fs";
import { dirname } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { TradebotError } from "../../core/domain/errors.ts";
import { migrationTo, SCHEMA_VERSION } from "./schema.ts";

const IN_MEMORY = ":memory:";

export const SQLITE_BUSY = 5;

/**
 * Opens the file, making it when absent, and keeps everybody else out until it is closed. The kernel owns the lock:
 * it goes with the process, however that ends.
 *
 * @throws TradebotError when another process has it open, or it is no file of this program's making
 */
export function openDatabase(path: string): DatabaseSync {
  if (path !== IN_MEMORY) createPrivately(path);
  const database = new DatabaseSync(path);
  try {
    database.exec("PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;");
    database.exec("BEGIN IMMEDIATE"); // takes the lock now, not at the first order
    bringUp(database, path);
    database.exec("COMMIT");
    return database;
  } catch (error) {
    database.close();
    throw openingFailure(path, error);
  }
}

/** Makes the tables of a new file, or changes those of an older one: with the transaction, whole or not at all. */
function bringUp(database: DatabaseSync, path: string): void {
  const version = Number(database.prepare("PRAGMA user_version").get()?.["user_version"]);
  if (version < SCHEMA_VERSION) database.exec(migrationTo(version, SCHEMA_VERSION));
  else if (version > SCHEMA_VERSION) {
    throw new TradebotError({
      code: "SIMULATOR_STATE_VERSION",
      message: `"${path}" holds simulator state of version ${version}, expected at most ${SCHEMA_VERSION}`,
      exit: "data_unusable",
      hint: "use the newer release that wrote it, or move the whole state directory away: a new account and a new store then begin together",
    });
  }
}

function createPrivately(path: string): void {
  try {
    if (!existsSync(dirname(path))) mkdirSync(dirname(path), { mode: 0o700 });
    for (const file of [path, `${path}-journal`, `${path}-wal`]) refusePipe(file);
    // the files that SQLite puts beside it take over this mode; a link in its place is not followed
    closeSync(openSync(path, constants.O_RDWR | constants.O_CREAT | constants.O_NOFOLLOW, 0o600));
  } catch (error) {
    throw openingFailure(path, error);
  }
}

/** SQLite would wait for good until somebody opens the other end. */
function refusePipe(file: string): void {
  if (lstatSync(file, { throwIfNoEntry: false })?.isFIFO() === true) {
    throw new Error(`"${file}" is no regular file`);
  }
}

function openingFailure(path: string, cause: unknown): TradebotError {
  if (cause instanceof TradebotError) return cause;
  if (cause instanceof Error && "errcode" in cause && cause.errcode === SQLITE_BUSY) {
    return new TradebotError({
      code: "SIMULATOR_STATE_IN_USE",
      message: `"${path}" is in use by another running simulator`,
      exit: "lock_held",
      hint: "end the other process, or give this one another state directory",
      cause,
    });
  }
  return new TradebotError({
    code: "SIMULATOR_STATE_UNUSABLE",
    message: `cannot open the simulator state "${path}": ${cause instanceof Error ? cause.message : String(cause)}`,
    exit: "storage_unwritable",
    hint: "check the directory, or move the whole state directory away: a new account and a new store then begin together",
    cause,
  });
}
