import { closeSync, constants, lstatSync, readFileSync, readSync } from "node:fs";
import { NO_FOLLOW } from "./no-follow.ts";
import { openRegularFile } from "./open-regular-file.ts";
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
      return ageOf(first) === "recent" ? NONE : oldLinesIn(readFileSync(descriptor), ageOf);
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
    replaceFile(path, bytes.subarray(old.bytes));
    return old;
  } catch (error) {
    throw stateUnwritable(error, path);
  }
}

/** Everything up to the last old line before the first recent one. */
function oldLinesIn(content: Buffer, ageOf: (line: string) => LineAge): OldLines {
  let old = NONE;
  let count = 0;
  let from = 0;
  for (let end = content.indexOf("\n"); end >= 0; end = content.indexOf("\n", from)) {
    // bytes that are no text, as a torn line may end in, would have another length as text
    const age = ageOf(content.toString("utf8", from, end));
    if (age === "recent") break;
    from = end + 1;
    count += 1;
    if (age === "old") old = { count, bytes: from };
  }
  return old;
}

function withFile<Result>(path: string, work: (descriptor: number) => Result): Result {
  const descriptor = openRegularFile(path, constants.O_RDONLY | NO_FOLLOW);
  try {
    return work(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
