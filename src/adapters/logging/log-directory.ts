import { existsSync, mkdirSync, rmSync } from "node:fs";
import path from "node:path";
import { listLogFiles } from "./log-file-name.ts";
import { expiredFiles, type LogDirectory, type Rotation } from "./rotation.ts";
import type { LogFileName } from "./log-file-name.ts";

/** Makes the directory when it is not there; its parents must be. */
export function makeLogDirectory(directory: string): void {
  if (!existsSync(directory)) mkdirSync(directory, { mode: 0o700 });
}

export function readLogDirectory(directory: string): LogDirectory {
  const files = listLogFiles(directory);
  return { files, highestNumber: Math.max(1, ...files.map(({ number }) => number)) };
}

/** Removes the files whose time is over. @throws Error when one of them cannot be removed; the others are */
export function removeExpired(
  directory: string,
  standing: { readonly current: LogFileName; readonly date: string; readonly rotation: Rotation },
): void {
  const failures: unknown[] = [];
  for (const { name } of expiredFiles({ ...standing, files: listLogFiles(directory) })) {
    try {
      rmSync(path.join(directory, name), { force: true });
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length > 0) throw failures[0];
}
