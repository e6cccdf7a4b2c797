import { closeSync, constants, readFileSync } from "node:fs";
import { NO_FOLLOW } from "./no-follow.ts";
import { openRegularFile } from "./open-regular-file.ts";

/** The lines of a file to which lines are only ever added, empty ones left out. A link at the path is not followed. */
export function readLines(path: string): readonly string[] {
  const descriptor = openRegularFile(path, constants.O_RDONLY | NO_FOLLOW);
  try {
    return readFileSync(descriptor, "utf8")
      .split("\n")
      .filter((line) => line !== "");
  } finally {
    closeSync(descriptor);
  }
}
