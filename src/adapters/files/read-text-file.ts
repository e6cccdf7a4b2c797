import { closeSync, constants, fstatSync, readFileSync } from "node:fs";
import { NO_FOLLOW } from "./no-follow.ts";
import { openRegularFile, unusableFile } from "./open-regular-file.ts";
import { isCode } from "./state-error.ts";

/** No file that we keep as one text comes near it. */
const LONGEST_BYTES = 16 * 1024 * 1024;

/**
 * The text of a file of ours; `undefined` when there is none. A link at the path is not followed.
 *
 * @throws Error when it cannot be read; TradebotError `FILE_UNUSABLE` when it is no file of a sensible size
 */
export function readTextFile(path: string): string | undefined {
  let descriptor: number;
  try {
    descriptor = openRegularFile(path, constants.O_RDONLY | NO_FOLLOW);
  } catch (error) {
    if (isCode(error, "ENOENT") || isCode(error, "ENOTDIR")) return undefined;
    throw error;
  }
  try {
    const { size } = fstatSync(descriptor);
    if (size > LONGEST_BYTES) throw unusableFile(path, `it has ${size} bytes`);
    return readFileSync(descriptor, "utf8");
  } finally {
    closeSync(descriptor);
  }
}
