import { closeSync, fsyncSync, openSync } from "node:fs";

/** Waits until a file that somebody else has written is on the disk. */
export function syncFile(path: string): void {
  sync(path, "r+");
}

/** Makes the names in a directory last; Windows has no such thing and refuses. */
export function syncDirectory(directory: string): void {
  if (process.platform !== "win32") sync(directory, "r");
}

function sync(path: string, flags: "r" | "r+"): void {
  const descriptor = openSync(path, flags);
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
