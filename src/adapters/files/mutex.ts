import { closeSync, lstatSync, openSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";

const SQLITE_BUSY = 5; // https://www.sqlite.org/rescode.html

/** An exclusion that the kernel keeps and ends with the process, however the process ends. */
export interface Mutex {
  /** Tells the file from one put in its place: who holds the mutex of this very file holds it alone. */
  readonly fileId: string;
  release(): void;
}

/** Garbage collection closes a connection that nobody refers to, and the mutex would go with it. */
const heldConnections = new Set<DatabaseSync>();

/**
 * Takes the mutex, or gives `undefined` at once when a living process has it. The file stays empty: only its
 * locks matter, which SQLite takes in a way that works on every system.
 */
export function takeMutex(path: string): Mutex | undefined {
  createUnlessThere(path);
  const connection = new DatabaseSync(path, { timeout: 0 });
  try {
    // IMMEDIATE, not EXCLUSIVE: of two takers at the same moment exactly one gets it, never none;
    // and with the rollback journal in memory no file can be left behind
    connection.exec("PRAGMA journal_mode = MEMORY; BEGIN IMMEDIATE");
  } catch (error) {
    connection.close();
    if (isBusy(error)) return undefined;
    throw error;
  }
  heldConnections.add(connection);
  return {
    fileId: fileIdOf(path),
    release: () => {
      if (heldConnections.delete(connection)) connection.close();
    },
  };
}

/** Never opens a file that is there: on POSIX, closing it again would end this process's own locks on it. */
function createUnlessThere(path: string): void {
  if (lstatSync(path, { throwIfNoEntry: false }) !== undefined) return;
  try {
    closeSync(openSync(path, "wx", 0o600));
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
  }
}

const fileIdOf = (path: string): string => String(lstatSync(path, { bigint: true }).ino);

const isBusy = (error: unknown): boolean =>
  error instanceof Error &&
  "errcode" in error &&
  typeof error.errcode === "number" &&
  (error.errcode & 0xff) === SQLITE_BUSY;
