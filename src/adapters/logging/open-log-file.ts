import { closeSync, constants, fstatSync, openSync } from "node:fs";

/** Neither does Windows have such files that somebody could wait for, nor the flag. */
const NO_WAIT = process.platform === "win32" ? 0 : constants.O_NONBLOCK;

/**
 * Opens a file for lines, and nothing that only looks like one: whoever opens a pipe waits until somebody opens its
 * other end.
 *
 * @throws Error when it cannot be opened or is no regular file
 */
export function openLogFile(file: string, flags: number, mode?: number): number {
  const descriptor = openSync(file, flags | NO_WAIT, mode);
  if (fstatSync(descriptor).isFile()) return descriptor;
  closeSync(descriptor);
  throw new Error(`"${file}" is no regular file: move it away`);
}
