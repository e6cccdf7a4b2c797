import { chmodSync, copyFileSync, constants, lstatSync, renameSync, rmSync } from "node:fs";
import { TradebotError } from "../../core/domain/errors.ts";
import type { Timestamp } from "../../core/domain/time.ts";
import { backUpStore, versionOf } from "./backup.ts";
import { optionalTimestampIn, textIn } from "./columns.ts";
import { Database, onlyRow } from "./database.ts";
import { syncDirectory, syncFile } from "./durable.ts";
import { MIGRATIONS, tooNew } from "./migrations.ts";
import { moveAside } from "./open-store.ts";
import { isPrivateFile } from "./private-file.ts";
import { isDamage, storageError } from "./storage-error.ts";
import { COMPANIONS, storePath } from "./store-files.ts";

interface Restoration {
  readonly stateDirectory: string;
  /** The backup. */
  readonly file: string;
  /** Whose orders the settings speak of. */
  readonly environment: string;
}

/** A copy of a backup that is fit to become the store, beside the store. */
export interface StagedBackup {
  readonly stateDirectory: string;
  readonly version: number;
  /** When the newest cycle in it began; absent when there is none. */
  readonly lastCycleAt?: Timestamp;
}

/**
 * Copies a backup and proves the copy sound and ours. What the broker told is forgotten with the rest of the cache:
 * the next cycle looks through the broker's log again, and takes over what was ordered after the backup.
 *
 * @throws TradebotError `BACKUP_UNUSABLE`, `STORE_OF_ANOTHER_ACCOUNT`, `STORE_TOO_NEW` or one of the store's own
 */
export function stageBackup({ stateDirectory, file, environment }: Restoration): StagedBackup {
  const copy = stagedPath(stateDirectory);
  try {
    copyAside(file, copy);
    return { stateDirectory, ...prepare(copy, { file, environment }) };
  } catch (error) {
    rmSync(copy, { force: true });
    throw storageError(error, copy);
  }
}

/**
 * Puts it in the place of the store. The store that is there is backed up first, or moved aside when it is damaged:
 * at every moment there is the old store or the new one.
 *
 * @returns where the earlier store is now; `undefined` when there was none
 */
export function putInPlace({ stateDirectory }: StagedBackup, now: Timestamp): string | undefined {
  const path = storePath(stateDirectory);
  try {
    const earlier = giveUp(stateDirectory, now);
    renameSync(stagedPath(stateDirectory), path);
    syncDirectory(stateDirectory);
    return earlier;
  } catch (error) {
    throw storageError(error, path);
  }
}

const stagedPath = (stateDirectory: string): string => `${storePath(stateDirectory)}.new`;

function copyAside(file: string, copy: string): void {
  const stats = lstatSync(file, { throwIfNoEntry: false });
  if (stats?.isFile() !== true)
    throw unusable(file, stats === undefined ? "there is no such file" : "it is no plain file");
  refuseHalf(file);
  rmSync(copy, { force: true }); // left by a process that was killed right here
  copyFileSync(file, copy, constants.COPYFILE_EXCL);
  chmodSync(copy, 0o600); // a backup that was elsewhere may be open to others
}

/** What SQLite has committed beside the file, or must take back from it, would be lost without a word. */
function refuseHalf(file: string): void {
  for (const suffix of ["-wal", "-journal"]) {
    const companion = file + suffix;
    const bytes = lstatSync(companion, { throwIfNoEntry: false })?.size ?? 0;
    if (bytes === 0) continue;
    throw unusable(
      file,
      `part of it is in "${companion}"`,
      "take a whole copy: `tradebot maintenance backup` where that store is in use, otherwise" +
        ` sqlite3 "${file}" "VACUUM INTO 'whole.db'"`,
    );
  }
}

/** Proves the copy sound and ours, and makes it one file that knows nothing by heart. */
function prepare(
  copy: string,
  { file, environment }: { readonly file: string; readonly environment: string },
): Omit<StagedBackup, "stateDirectory"> {
  const database = new Database(copy, { readOnly: false });
  try {
    const verdict = textIn(onlyRow(database, "PRAGMA quick_check(1)"), "quick_check");
    const version = versionOf(database);
    if (verdict !== "ok" || version === 0)
      throw unusable(file, version === 0 ? "it holds no store" : verdict);
    if (version > MIGRATIONS.length) throw tooNew(file, version, MIGRATIONS.length);
    refuseForeign(database, { file, environment });
    database.execute("PRAGMA journal_mode = DELETE; DELETE FROM cached_values; DELETE FROM cached_bars");
    const lastCycleAt = optionalTimestampIn(
      onlyRow(database, "SELECT max(started_at) AS at FROM cycles"),
      "at",
    );
    return { version, ...(lastCycleAt === undefined ? {} : { lastCycleAt }) };
  } catch (error) {
    throw isDamage(error) ? unusable(file, error.message) : error;
  } finally {
    database.close();
    syncFile(copy);
  }
}

function refuseForeign(
  database: Database,
  { file, environment }: { readonly file: string; readonly environment: string },
): void {
  const owner = database.get("SELECT environment FROM owner");
  if (owner === undefined || textIn(owner, "environment") === environment) return;
  throw new TradebotError({
    code: "STORE_OF_ANOTHER_ACCOUNT",
    message: `cannot restore "${file}": expected a store of the environment ${environment}, found one of ${textIn(owner, "environment")}`,
    exit: "configuration",
    hint: "give each environment and account a STATE_DIR of its own",
  });
}

/** Saves the present store and empties its companions into it. @returns where it can be found afterwards */
function giveUp(stateDirectory: string, now: Timestamp): string | undefined {
  const path = storePath(stateDirectory);
  if (!isPrivateFile(path)) return undefined;
  try {
    const backup = backUpStore({ stateDirectory, now });
    withoutCompanions(path);
    return backup?.path;
  } catch (error) {
    if (isDamage(error)) return moveAside(path, now);
    throw error;
  }
}

/** A companion of the old store beside the new one would be taken for its own. */
function withoutCompanions(path: string): void {
  const database = new Database(path, { readOnly: false });
  try {
    database.execute("PRAGMA wal_checkpoint(TRUNCATE)");
  } finally {
    database.close();
  }
  for (const companion of COMPANIONS) rmSync(path + companion, { force: true });
}

const unusable = (
  file: string,
  detail: string,
  hint = "choose another backup: `tradebot maintenance storage` lists them",
): TradebotError =>
  new TradebotError({
    code: "BACKUP_UNUSABLE",
    message: `cannot restore "${file}": expected a sound copy of the store, but ${detail}`,
    exit: "data_unusable",
    hint,
  });
