import { renameSync } from "node:fs";
import { TradebotError } from "../../core/domain/errors.ts";
import type { Timestamp } from "../../core/domain/time.ts";
import { Database } from "./database.ts";
import { versionOf } from "./backup.ts";
import type { Migration } from "./migrations.ts";
import { MIGRATIONS, migrate, tooNew } from "./migrations.ts";
import { ensurePrivateFile, isPrivateFile } from "./private-file.ts";
import { damageIn, forgetCheck, isWholeCheckDue, noteCheck } from "./soundness.ts";
import { SqliteCache } from "./sqlite-cache.ts";
import { SqliteStore } from "./sqlite-store.ts";
import { isDamage, storageError } from "./storage-error.ts";
import { COMPANIONS, damagedPath, storePath } from "./store-files.ts";
import { StoreReader } from "./store-reader.ts";

export interface OpenedStore {
  readonly store: SqliteStore;
  /** What the store was before: damaged, so it was moved to `path` and a new one begun. */
  readonly replaced?: { readonly path: string; readonly detail: string };
  /** How an older store was brought to the current version; absent when it was new or current. */
  readonly migration?: Migration;
}

/**
 * Opens the store in a directory that is there and ours alone, creating or migrating it when needed.
 * Only the holder of the lock may call this.
 *
 * @throws TradebotError `STORE_UNWRITABLE`, `STORE_NOT_PRIVATE` or `STORE_TOO_NEW`
 */
export function openStore({ directory, now }: { directory: string; now: Timestamp }): OpenedStore {
  const path = storePath(directory);
  const sound = openSound(path, now);
  if (!("damage" in sound)) return ready(sound.database, now);
  const aside = moveAside(path, now);
  const fresh = openSound(path, now);
  if ("damage" in fresh) throw unusable(path, fresh.damage);
  return { ...ready(fresh.database, now), replaced: { path: aside, detail: sound.damage } };
}

/** Opens the store to look at it; `undefined` when no cycle has made one yet. Never creates, locks or repairs it. */
export function openStoreForReading(directory: string): StoreReader | undefined {
  const database = openAsItIs(directory, { readOnly: true });
  return database === undefined ? undefined : new StoreReader(database);
}

/**
 * Opens the store to work on it; `undefined` when no cycle has made one yet. Never creates, migrates or repairs it:
 * that is for a cycle to do. Only the holder of the lock may call this.
 */
export function openStoreAsItIs(directory: string): SqliteStore | undefined {
  const database = openAsItIs(directory, { readOnly: false });
  return database === undefined ? undefined : new SqliteStore(database, new SqliteCache(database));
}

function openAsItIs(directory: string, access: { readonly readOnly: boolean }): Database | undefined {
  const path = storePath(directory);
  if (!isPrivateFile(path)) return undefined;
  const database = new Database(path, access);
  try {
    const version = versionOf(database);
    if (version > MIGRATIONS.length) throw tooNew(path, version, MIGRATIONS.length);
    if (version === MIGRATIONS.length) return database;
    if (version > 0) throw tooOld(path, version);
  } catch (error) {
    database.close();
    throw error;
  }
  database.close();
  return undefined; // a first start died before it could build the tables
}

function openSound(
  path: string,
  now: Timestamp,
): { readonly database: Database } | { readonly damage: string } {
  ensurePrivateFile(path);
  const isWholeCheck = isWholeCheckDue(path, now);
  const database = new Database(path, { readOnly: false });
  try {
    database.execute("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL");
    const damage = damageIn(database, isWholeCheck ? "whole" : "vital");
    if (damage === undefined) {
      if (isWholeCheck) noteCheck(path, now);
      return { database };
    }
    database.close();
    return { damage };
  } catch (error) {
    database.close();
    if (isDamage(error)) return { damage: error.message };
    throw error;
  }
}

function ready(database: Database, now: Timestamp): OpenedStore {
  try {
    const migration = migrate(database, MIGRATIONS, now);
    const cache = new SqliteCache(database);
    cache.forgetExpired(now);
    return { store: new SqliteStore(database, cache), ...(migration === undefined ? {} : { migration }) };
  } catch (error) {
    database.close();
    throw error;
  }
}

/** Renames the damaged store and what belongs to it, so that the remains can still be opened together. */
export function moveAside(path: string, now: Timestamp): string {
  const aside = damagedPath(path, now);
  try {
    forgetCheck(path);
    for (const companion of [...COMPANIONS, ""]) {
      if (isPrivateFile(path + companion)) renameSync(path + companion, aside + companion);
    }
  } catch (error) {
    throw storageError(error, path);
  }
  return aside;
}

function unusable(path: string, damage: string): TradebotError {
  return new TradebotError({
    code: "STORE_UNWRITABLE",
    message: `cannot create the store "${path}": what was just written reads back damaged: ${damage}`,
    exit: "storage_unwritable",
    hint: "check the disk and its file system",
  });
}

function tooOld(path: string, version: number): TradebotError {
  return new TradebotError({
    code: "STORE_NOT_MIGRATED",
    message: `cannot read the store "${path}": expected version ${MIGRATIONS.length}, found version ${version}`,
    exit: "configuration",
    hint: "run a cycle: it brings the store to the current version",
  });
}
