import { closeSync, constants, fstatSync, openSync, readFileSync } from "node:fs";
import { NO_FOLLOW } from "./no-follow.ts";
import { isCode } from "./state-error.ts";

/** No file that we keep as one text comes near it. */
const LONGEST_BYTES = 16 * 1024 * 1024;

/**
 * The text of a file of ours; `undefined` when there is none. A link at the path is not followed.
 *
 * @throws Error when it cannot be read, or is no file of a sensible size
 */
export function readTextFile(path: string): string | undefined {
  let descriptor: number;
  try {
    descriptor = openSync(path, constants.O_RDONLY | NO_FOLLOW);
  } catch (error) {
    if (isCode(error, "ENOENT") || isCode(error, "ENOTDIR")) return undefined;
    throw error;
  }
  try {
    const stats = fstatSync(descriptor);
    if (!stats.isFile()) throw new Error(`"${path}" is no file`);
    if (stats.size > LONGEST_BYTES) throw new Error(`"${path}" has ${stats.size} bytes`);
    return readFileSync(descriptor, "utf8");
  } finally {
    closeSync(descriptor);
  }
}
