import { mkdirSync } from "node:fs";
import path from "node:path";
import { TradebotError } from "../core/domain/errors.ts";

/**
 * Makes the directories above one that is about to be made. Step by step, because Node's own recursive mkdir never
 * ends where a file system answers "not found" to every attempt, as /proc does.
 *
 * @throws TradebotError `DIRECTORY_UNWRITABLE`
 */
export function makeParents(directory: string): void {
  const parent = path.dirname(path.resolve(directory));
  try {
    makeWithParents(parent);
  } catch (cause) {
    throw new TradebotError({
      code: "DIRECTORY_UNWRITABLE",
      message: `cannot make the directory "${parent}": ${cause instanceof Error ? cause.message : String(cause)}`,
      exit: "storage_unwritable",
      hint: "choose a place that exists and may be written to",
      cause,
    });
  }
}

function makeWithParents(directory: string): void {
  try {
    mkdirSync(directory, { mode: 0o700 });
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (code === "EEXIST") return;
    const parent = path.dirname(directory);
    if (code !== "ENOENT" || parent === directory) throw error;
    makeWithParents(parent);
    mkdirSync(directory, { mode: 0o700 });
  }
}
