import { TradebotError } from "../../core/domain/errors.ts";

/** What a failure of the file system or of a lock on it means; errors of other kinds pass through. */
export function stateUnwritable(error: unknown, path: string): Error {
  if (!(error instanceof Error)) return new Error(String(error));
  const isFromTheSystem = "syscall" in error || "errcode" in error; // the file system's errors have the one, SQLite's the other
  if (!isFromTheSystem) return error;
  return new TradebotError({
    code: "STATE_UNWRITABLE",
    message: `cannot use "${path}": ${error.message}`,
    exit: "storage_unwritable",
    hint: "check that the disk has room and that the directory exists and may be written to",
    cause: error,
  });
}

export const isCode = (error: unknown, code: string): boolean =>
  error instanceof Error && "code" in error && error.code === code;
