import { statSync } from "node:fs";
import type { Settings } from "../config/settings.ts";
import { TradebotError } from "../core/domain/errors.ts";

const WRITABLE_BY_OTHERS = 0o022;

/**
 * Refuses directories in which others could plant or change what is written there. Who may enter them is their owner's
 * business, as with systemd's LogsDirectoryMode=: the files are the owner's alone.
 *
 * @throws TradebotError `DIRECTORY_WRITABLE_BY_OTHERS`
 */
export function refuseOpenDirectories({ logging, reportDirectory }: Settings): void {
  refuseOpen("LOG_DIR", logging.directory);
  refuseOpen("REPORT_DIR", reportDirectory);
}

/** One that is not there yet is made for its owner alone; one that cannot be looked at fails where it is used. */
function refuseOpen(setting: string, directory: string): void {
  if (process.platform === "win32") return; // access there is by lists, not by modes
  const mode = modeOf(directory);
  if (mode === undefined || (mode & WRITABLE_BY_OTHERS) === 0) return;
  throw new TradebotError({
    code: "DIRECTORY_WRITABLE_BY_OTHERS",
    message: `cannot trust the directory "${directory}" of ${setting}: expected one that its owner alone may write to, found mode ${mode.toString(8)}`,
    exit: "configuration",
    hint: `run: chmod go-w "${directory}"; or set ${setting} to a directory of its own`,
  });
}

function modeOf(directory: string): number | undefined {
  try {
    const stats = statSync(directory, { throwIfNoEntry: false });
    return stats?.isDirectory() === true ? stats.mode & 0o7777 : undefined;
  } catch {
    return undefined; // opening the log or writing the summary says why
  }
}
