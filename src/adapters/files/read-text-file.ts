import { closeSync, constants, fstatSync, openSync, readFileSync } from "node:fs";
import { TradebotError } from "../../core/domain/errors.ts";
import { NO_FOLLOW } from "./no-follow.ts";
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
    descriptor = openSync(path, constants.O_RDONLY | NO_FOLLOW);
  } catch (error) {
    if (isCode(error, "ENOENT") || isCode(error, "ENOTDIR")) return undefined;
    throw error;
  }
  try {
    const stats = fstatSync(descriptor);
    if (!stats.isFile()) throw unusable(path, "it is no file");
    if (stats.size > LONGEST_BYTES) throw unusable(path, `it has ${stats.size} bytes`);
    return readFileSync(descriptor, "utf8");
  } finally {
    closeSync(descriptor);
  }
}

const unusable = (path: string, detail: string): TradebotError =>
  new TradebotError({
    code: "FILE_UNUSABLE",
    message: `cannot read "${path}": expected a file of ours, but ${detail}`,
    exit: "storage_unwritable",
    hint: "move it away",
  });
