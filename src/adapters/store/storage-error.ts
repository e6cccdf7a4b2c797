import { AssertionError } from "../../core/domain/assert.ts";
import { TradebotError } from "../../core/domain/errors.ts";

// Primary result codes, https://www.sqlite.org/rescode.html
const SQLITE_IOERR = 10;
const SQLITE_CORRUPT = 11;
const SQLITE_CONSTRAINT = 19;
const SQLITE_NOTADB = 26;
/** PERM, BUSY, LOCKED, READONLY, IOERR, FULL, CANTOPEN: the world, not the statement, stands in the way. */
const STORAGE_FAULTS: readonly number[] = [3, 5, 6, 8, SQLITE_IOERR, 13, 14];

/** The primary result code of an error of node:sqlite; `undefined` for every other error. */
function resultCode(error: unknown): number | undefined {
  if (!(error instanceof Error) || !("errcode" in error) || typeof error.errcode !== "number")
    return undefined;
  return error.errcode & 0xff;
}

/** Whether the file system itself failed, after which nothing written before may be believed to be on disk. */
export const isInputOutputFault = (error: unknown): boolean => resultCode(error) === SQLITE_IOERR;

const DAMAGED = "STORE_DAMAGED";
export const isDamage = (error: unknown): error is TradebotError =>
  error instanceof TradebotError && error.code === DAMAGED;

/** What an error of SQLite or the file system means to us; errors of other kinds pass through. */
export function storageError(error: unknown, path: string): Error {
  const code = resultCode(error);
  if (code === undefined) return isSystemError(error) ? unwritable(error, path) : asError(error);
  if (STORAGE_FAULTS.includes(code)) return unwritable(error, path);
  if (code === SQLITE_CORRUPT || code === SQLITE_NOTADB) return damaged(error, path);
  if (code === SQLITE_CONSTRAINT) return new AssertionError(`the store refuses a row: ${messageOf(error)}`);
  return asError(error);
}

const isSystemError = (error: unknown): boolean =>
  error instanceof Error && "syscall" in error && "code" in error && typeof error.code === "string";

const asError = (error: unknown): Error => (error instanceof Error ? error : new Error(String(error)));
const messageOf = (error: unknown): string => asError(error).message;

function unwritable(cause: unknown, path: string): TradebotError {
  return new TradebotError({
    code: "STORE_UNWRITABLE",
    message: `cannot use the store "${path}": ${messageOf(cause)}`,
    exit: "storage_unwritable",
    hint: "check that the disk has room, that the directory may be written to and that no other program holds the file",
    cause,
  });
}

function damaged(cause: unknown, path: string): TradebotError {
  return new TradebotError({
    code: DAMAGED,
    message: `the store "${path}" is damaged: ${messageOf(cause)}`,
    exit: "storage_unwritable",
    hint: "start again: a damaged store is moved aside and a new one takes over the orders in the broker's log",
    cause,
  });
}
