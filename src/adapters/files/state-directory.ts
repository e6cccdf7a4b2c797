import type { Stats } from "node:fs";
import { lstatSync, mkdirSync } from "node:fs";
import { TradebotError } from "../../core/domain/errors.ts";
import { isCode, stateUnwritable } from "./state-error.ts";

const PRIVATE_MODE = 0o700;
const OTHERS = 0o077;

/**
 * Makes sure that the state directory is there, and ours alone.
 *
 * @throws TradebotError `STATE_UNWRITABLE` when it cannot be made, `STATE_NOT_PRIVATE` when others can get at it
 */
export function prepareStateDirectory(directory: string): void {
  try {
    makeUnlessThere(directory);
    refuseUnlessPrivate(directory, lstatSync(directory));
  } catch (error) {
    throw stateUnwritable(error, directory);
  }
}

/** Two first starts may come to it at once. */
function makeUnlessThere(directory: string): void {
  try {
    mkdirSync(directory, { mode: PRIVATE_MODE });
  } catch (error) {
    if (!isCode(error, "EEXIST") || lstatSync(directory).isFile()) throw error;
  }
}

function refuseUnlessPrivate(directory: string, stats: Stats): void {
  if (!stats.isDirectory()) {
    throw notPrivate(
      directory,
      "expected a directory, found a link",
      "name the directory it leads to instead",
    );
  }
  if (process.platform === "win32") return; // access there is by lists, not by modes
  if (stats.uid !== process.geteuid?.()) {
    throw notPrivate(
      directory,
      "it belongs to another user",
      "run as its owner, or choose a directory of your own",
    );
  }
  if ((stats.mode & OTHERS) !== 0) {
    const mode = (stats.mode & 0o777).toString(8);
    throw notPrivate(
      directory,
      `expected mode 700, found ${mode}: others can get in`,
      `run: chmod 700 "${directory}"`,
    );
  }
}

function notPrivate(directory: string, finding: string, hint: string): TradebotError {
  return new TradebotError({
    code: "STATE_NOT_PRIVATE",
    message: `cannot trust the state directory "${directory}": ${finding}`,
    exit: "configuration",
    hint,
  });
}
