import { closeSync, fchmodSync, fsyncSync, openSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { isCode } from "./state-error.ts";

export interface ReplaceOptions {
  /** 0600 unless others are meant to read it. */
  readonly mode?: number;
  /** False saves the wait for the disk: a power cut may undo it, a crash of the process may not. */
  readonly isDurable?: boolean;
}

/**
 * Puts something in the place of a file, durably unless told otherwise: a reader, or whoever comes after a crash, finds
 * what was there or what is new, never a part. A link at the path is replaced, not followed. Two writers at once must exclude each other.
 */
export function replaceFile(
  path: string,
  content: string | Uint8Array,
  { mode = 0o600, isDurable = true }: ReplaceOptions = {},
): void {
  const newPath = `${path}.new`;
  rmSync(newPath, { force: true }); // left by a process that was killed right here
  try {
    const descriptor = openSync(newPath, "wx", mode);
    try {
      fchmodSync(descriptor, mode); // whatever the umask is
      writeFileSync(descriptor, content);
      if (isDurable) fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
    renameSync(newPath, path);
  } catch (error) {
    rmSync(newPath, { force: true });
    throw error;
  }
  if (isDurable) syncDirectory(dirname(path));
}

/** Makes the new name last; Windows has no such thing and refuses. */
export function syncDirectory(directory: string): void {
  try {
    const descriptor = openSync(directory, "r");
    try {
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
  } catch (error) {
    if (!["EPERM", "EISDIR", "EINVAL", "EACCES"].some((code) => isCode(error, code))) throw error;
  }
}
