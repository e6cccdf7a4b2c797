import { closeSync, constants, fstatSync, openSync } from "node:fs";
import { TradebotError } from "../../core/domain/errors.ts";

/** Neither does Windows have such files that somebody could wait for, nor the flag. */
const NO_WAIT = process.platform === "win32" ? 0 : constants.O_NONBLOCK;

/**
 * Opens a file, and nothing that only looks like one: whoever opens a pipe waits until somebody opens its other end.
 *
 * @throws TradebotError `FILE_UNUSABLE` when it is no regular file
 */
export function openRegularFile(path: string, flags: number, mode?: number): number {
  const descriptor = openSync(path, flags | NO_WAIT, mode);
  if (fstatSync(descriptor).isFile()) return descriptor;
  closeSync(descriptor);
  throw unusableFile(path, "it is no regular file");
}

export const unusableFile = (path: string, detail: string): TradebotError =>
  new TradebotError({
    code: "FILE_UNUSABLE",
    message: `cannot use "${path}": expected a file of ours, but ${detail}`,
    exit: "storage_unwritable",
    hint: "move it away",
  });
