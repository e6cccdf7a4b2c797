import { closeSync, constants, fstatSync, readSync, writeSync } from "node:fs";
import { NO_FOLLOW } from "./no-follow.ts";
import { openRegularFile } from "./open-regular-file.ts";

const NEWLINE = 0x0a;

/**
 * Adds one line to a file of ours, which begins with it if need be. Where the last write was cut short the new line
 * still begins a line of its own. A link at the path is not followed.
 *
 * @param line ends with its newline
 */
export function appendLine(path: string, line: string): void {
  const descriptor = openRegularFile(
    path,
    constants.O_RDWR | constants.O_APPEND | constants.O_CREAT | NO_FOLLOW,
    0o600,
  );
  try {
    const bytes = Buffer.from(endsTorn(descriptor) ? `\n${line}` : line);
    const written = writeSync(descriptor, bytes); // one write, so that nothing comes between
    if (written < bytes.length) throw new Error(`only ${written} of ${bytes.length} bytes could be written`);
  } finally {
    closeSync(descriptor);
  }
}

function endsTorn(descriptor: number): boolean {
  const { size } = fstatSync(descriptor);
  if (size === 0) return false;
  const last = Buffer.alloc(1);
  readSync(descriptor, last, 0, 1, size - 1);
  return last[0] !== NEWLINE;
}
