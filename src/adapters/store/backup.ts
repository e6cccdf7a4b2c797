import { existsSync, lstatSync, mkdirSync, renameSync, rmSync, type Stats } from "node:fs";
import { basename, dirname, join } from "node:path";
import { TradebotError } from "../../core/domain/errors.ts";
import type { Timestamp } from "../../core/domain/time.ts";
import { integerIn, textIn } from "./columns.ts";
import { Database, onlyRow } from "./database.ts";
import { syncDirectory, syncFile } from "./durable.ts";
import { ensurePrivateFile, isPrivateFile } from "./private-file.ts";
import { isDamage, storageError } from "./storage-error.ts";
import { backupDirectory, backupName, storePath } from "./store-files.ts";

/** What a finished backup is. */
export interface Backup {
  readonly path: string;
  readonly version: number;
  readonly bytes: number;
}

interface BackupRequest {
  readonly stateDirectory: string;
  readonly now: Timestamp;
  /** A directory, or a file that is not there yet; `STATE_DIR/backups` without it. */
  readonly to?: string;
}

/**
 * Copies the store as it is at one moment, whatever its version and also while a cycle writes to it.
 *
 * @returns `undefined` when there is no store yet
 * @throws TradebotError `BACKUP_EXISTS`, `BACKUP_DAMAGED` or one of the store's own
 */
export function backUpStore({ stateDirectory, now, to }: BackupRequest): Backup | undefined {
  const path = storePath(stateDirectory);
  if (!isPrivateFile(path)) return undefined;
  const database = new Database(path, { readOnly: true });
  try {
    const version = versionOf(database);
    if (version === 0) return undefined; // a first start died before it could build the tables
    return backUp(database, placeFor({ stateDirectory, to, name: backupName(now, version) }));
  } finally {
    database.close();
  }
}

/** The copy taken before a migration, in a place where `maintenance` finds it. */
export function backUpBeforeMigration(database: Database, now: Timestamp): Backup {
  const stateDirectory = dirname(database.path);
  const name = backupName(now, versionOf(database));
  return backUp(database, placeFor({ stateDirectory, to: undefined, name }));
}

export const versionOf = (database: Database): number =>
  integerIn(onlyRow(database, "PRAGMA user_version"), "user_version");

interface Place {
  readonly stateDirectory: string;
  readonly to: string | undefined;
  readonly name: string;
}

function placeFor({ stateDirectory, to, name }: Place): string {
  if (to !== undefined) return lookAt(to)?.isDirectory() === true ? join(to, name) : to;
  const directory = backupDirectory(stateDirectory);
  try {
    if (!existsSync(directory)) mkdirSync(directory, { mode: 0o700 });
    if (lstatSync(directory).isDirectory()) return join(directory, name);
  } catch (error) {
    throw storageError(error, directory);
  }
  throw new TradebotError({
    code: "STORE_UNWRITABLE",
    message: `cannot back up the store: expected a directory at "${directory}", found a link or a file`,
    exit: "storage_unwritable",
    hint: "move it away",
  });
}

/** What cannot be looked at is not there; writing to it says why. */
function lookAt(path: string): Stats | undefined {
  try {
    return lstatSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}

/** A file is a backup only when it is complete: until then it has another name. */
function backUp(database: Database, path: string): Backup {
  if (lookAt(path) !== undefined) throw taken(path);
  const unfinished = `${path}.new`;
  const version = versionOf(database);
  try {
    rmSync(unfinished, { force: true }); // left by a process that was killed right here
    ensurePrivateFile(unfinished); // SQLite fills an empty file but would make a new one readable to others
    database.run("VACUUM INTO :unfinished", { unfinished });
    proveBackupSound(unfinished);
    syncFile(unfinished);
    renameSync(unfinished, path);
    syncDirectory(dirname(path));
    return { path, version, bytes: lstatSync(path).size };
  } catch (error) {
    removeUnfinished(unfinished);
    throw backupError(error, { store: database.path, backup: path });
  }
}

function removeUnfinished(path: string): void {
  if (lookAt(path) !== undefined) rmSync(path, { force: true });
}

/** A copy that cannot be written says nothing about the store. */
function backupError(error: unknown, { store, backup }: { readonly store: string; readonly backup: string }) {
  const known = storageError(error, store);
  if (!(known instanceof TradebotError) || known.code !== "STORE_UNWRITABLE") return known;
  const cause = error instanceof TradebotError ? error.cause : error;
  return new TradebotError({
    code: "BACKUP_UNWRITABLE",
    message: `cannot write the backup "${backup}": ${cause instanceof Error ? cause.message : String(cause)}`,
    exit: "storage_unwritable",
    hint: "check that its directory is there, has room and may be written to; the store itself was only read",
    cause,
  });
}

/** Reads a whole backup. @throws TradebotError `BACKUP_DAMAGED`: a copy that cannot be read back is none */
export function proveBackupSound(path: string): void {
  const copy = new Database(path, { readOnly: true });
  try {
    const verdict = textIn(onlyRow(copy, "PRAGMA quick_check(1)"), "quick_check");
    if (verdict !== "ok") throw damaged(path, verdict);
  } catch (error) {
    throw isDamage(error) ? damaged(path, error.message) : error;
  } finally {
    copy.close();
  }
}

const damaged = (path: string, verdict: string): TradebotError =>
  new TradebotError({
    code: "BACKUP_DAMAGED",
    message: `the backup "${path}" is damaged: ${verdict}`,
    exit: "storage_unwritable",
    hint: "check the disk and its file system, then write a new one: `tradebot maintenance backup`",
  });

const taken = (path: string): TradebotError =>
  new TradebotError({
    code: "BACKUP_EXISTS",
    message: `cannot back up to "${path}": something of the name ${basename(path)} is there already`,
    exit: "usage",
    hint: "name a file that is not there yet, or a directory",
  });
