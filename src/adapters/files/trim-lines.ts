import { closeSync, constants, lstatSync, openSync, readFileSync, readSync } from "node:fs";
import { NO_FOLLOW } from "./no-follow.ts";
import { replaceFile } from "./replace-file.ts";
import { isCode, stateUnwritable } from "./state-error.ts";

/** What a line says of its age; one that was cut short says nothing. */
export type LineAge = "old" | "recent" | "unreadable";

export interface OldLines {
  readonly count: number;
  readonly bytes: number;
}

const NONE: OldLines = { count: 0, bytes: 0 };
/** Longer than any line of ours. */
const FIRST_LINE_BYTES = 16 * 1024;

/** The old lines at the beginning of a file to which lines are only ever added. A link at the path is not followed. */
export function findOldLines(path: string, ageOf: (line: string) => LineAge): OldLines {
  try {
    return withFile(path, (descriptor) => {
      const beginning = Buffer.alloc(FIRST_LINE_BYTES);
      const read = readSync(descriptor, beginning, 0, FIRST_LINE_BYTES, 0);
      const [first = ""] = beginning.toString("utf8", 0, read).split("\n", 1);
      // most of the time nothing is old, and then the rest need not be read
      return ageOf(first) === "recent" ? NONE : oldLinesIn(readFileSync(descriptor, "utf8"), ageOf);
    });
  } catch (error) {
    if (isCode(error, "ENOENT")) return NONE;
    throw stateUnwritable(error, path);
  }
}

/** Removes them; nothing when somebody adds a line at that very moment. @returns what was removed */
export function trimOldLines(path: string, ageOf: (line: string) => LineAge): OldLines {
  const old = findOldLines(path, ageOf);
  if (old.count === 0) return NONE;
  try {
    const bytes = withFile(path, (descriptor) => readFileSync(descriptor));
    if (lstatSync(path).size !== bytes.byteLength) return NONE;
    replaceFile(path, bytes.subarray(old.bytes).toString("utf8"));
    return old;
  } catch (error) {
    throw stateUnwritable(error, path);
  }
}

/** Everything up to the last old line before the first recent one. */
function oldLinesIn(text: string, ageOf: (line: string) => LineAge): OldLines {
  let old = NONE;
  let bytes = 0;
  for (const [index, line] of text.split("\n").slice(0, -1).entries()) {
    const age = ageOf(line);
    if (age === "recent") break;
    bytes += Buffer.byteLength(line) + 1;
    if (age === "old") old = { count: index + 1, bytes };
  }
  return old;
}

function withFile<Result>(path: string, work: (descriptor: number) => Result): Result {
  const descriptor = openSync(path, constants.O_RDONLY | NO_FOLLOW);
  try {
    return work(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
