import { join } from "node:path";
import { TradebotError } from "../../core/domain/errors.ts";
import { seconds } from "../../core/domain/time.ts";
import { readTextFile } from "./read-text-file.ts";
import { replaceFile } from "./replace-file.ts";
import { isCode, stateUnwritable } from "./state-error.ts";
import { waitForMutex, type Waiting } from "./wait-for-mutex.ts";

export const incidentFilePath = (directory: string): string => join(directory, "incidents.json");
const mutexPath = (directory: string): string => join(directory, "incidents.mutex");

/** Longer than whoever has the file needs to send what waits in it. */
const PATIENCE = seconds(12);

/** The text of the file; `undefined` when there is none. @throws TradebotError `INCIDENTS_UNREADABLE` */
export function readIncidentFile(directory: string): string | undefined {
  const path = incidentFilePath(directory);
  try {
    return readTextFile(path);
  } catch (error) {
    if (isCode(error, "ELOOP")) return ""; // a link is none of ours: a damaged record, to be written anew
    throw new TradebotError({
      code: "INCIDENTS_UNREADABLE",
      message: `cannot read "${path}": ${error instanceof Error ? error.message : String(error)}`,
      exit: "storage_unwritable",
      hint: "give the file back to the user who runs tradebot, or move it away",
      cause: error,
    });
  }
}

/** Whose file it is, and how to wait for it. */
export interface IncidentFileAccess extends Waiting {
  readonly directory: string;
}

/** The file in the hands of the only process that may write it. */
export interface HeldIncidentFile {
  readonly text: string | undefined;
  /** @throws TradebotError `STATE_UNWRITABLE` */
  write(text: string): void;
}

/**
 * Lets one process at a time read, work on and write the file: a run and the command that looks after failed ones may
 * meet.
 *
 * @throws TradebotError `STATE_UNWRITABLE`, `STATE_NOT_PRIVATE`, `INCIDENTS_BUSY`, `INCIDENTS_UNREADABLE`
 */
export async function withIncidentFile<Result>(
  access: IncidentFileAccess,
  work: (file: HeldIncidentFile) => Promise<Result>,
): Promise<Result> {
  const { directory } = access;
  const path = mutexPath(directory);
  const mutex = await waitForMutex(path, access, { patience: PATIENCE, busy: () => busy(path) });
  try {
    return await work({
      text: readIncidentFile(directory),
      write: (text) => {
        write(directory, text);
      },
    });
  } finally {
    mutex.release();
  }
}

function write(directory: string, text: string): void {
  const path = incidentFilePath(directory);
  try {
    replaceFile(path, text);
  } catch (error) {
    throw stateUnwritable(error, path);
  }
}

const busy = (path: string): TradebotError =>
  new TradebotError({
    code: "INCIDENTS_BUSY",
    message: `another process holds "${path}"`,
    exit: "storage_unwritable",
    hint: "look for a hanging tradebot process",
  });
