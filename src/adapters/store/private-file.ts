import type { Stats } from "node:fs";
import { closeSync, constants, lstatSync, openSync } from "node:fs";
import { TradebotError } from "../../core/domain/errors.ts";
import { storageError } from "./storage-error.ts";

const PRIVATE_MODE = 0o600;
const OTHERS = 0o077;

/** Creates the file, empty and ours alone, when there is none. @throws TradebotError when what is there is not private */
export function ensurePrivateFile(path: string): void {
  if (isPrivateFile(path)) return;
  try {
    // exclusive creation follows no link, so nobody can plant one between the look and the open
    closeSync(openSync(path, constants.O_CREAT | constants.O_EXCL | constants.O_WRONLY, PRIVATE_MODE));
  } catch (error) {
    throw storageError(error, path);
  }
}

/** Whether the file is there. @throws TradebotError when it is a link, no regular file, or open to others */
export function isPrivateFile(path: string): boolean {
  let stats: Stats | undefined;
  try {
    stats = lstatSync(path, { throwIfNoEntry: false });
  } catch (error) {
    throw storageError(error, path);
  }
  if (stats === undefined) return false;
  if (!stats.isFile()) {
    throw notPrivate(path, "expected a regular file, found a link or something else", "move it away");
  }
  if (process.platform !== "win32" && (stats.mode & OTHERS) !== 0) {
    const mode = (stats.mode & 0o777).toString(8);
    throw notPrivate(
      path,
      `expected mode 600, found ${mode}: others can read it`,
      `run: chmod 600 "${path}"`,
    );
  }
  return true;
}

/** What SQLite looks for beside a file before it reads it; a pipe there would make it wait for good. */
const SQLITE_COMPANIONS = ["-journal", "-wal", "-shm"] as const;

/** @throws TradebotError when something that SQLite would open beside the file is no regular file */
export function refusePipesBeside(path: string): void {
  for (const companion of SQLITE_COMPANIONS) {
    const stats = lstatSync(path + companion, { throwIfNoEntry: false });
    if (stats === undefined || stats.isFile()) continue;
    throw notPrivate(
      path + companion,
      "expected a regular file, found a link or something else",
      "move it away",
    );
  }
}

function notPrivate(path: string, finding: string, hint: string): TradebotError {
  return new TradebotError({
    code: "STORE_NOT_PRIVATE",
    message: `cannot trust the store file "${path}": ${finding}`,
    exit: "configuration",
    hint,
  });
}
