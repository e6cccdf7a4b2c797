import { closeSync, constants, fstatSync, lstatSync, readFileSync, rmSync, type Stats } from "node:fs";
import { TradebotError } from "../../core/domain/errors.ts";
import { seconds } from "../../core/domain/time.ts";
import type { Mutex } from "./mutex.ts";
import { NO_FOLLOW } from "./no-follow.ts";
import { openRegularFile, unusableFile } from "./open-regular-file.ts";
import { replaceFile } from "./replace-file.ts";
import { isCode, stateUnwritable } from "./state-error.ts";
import { waitForMutex, type Waiting } from "./wait-for-mutex.ts";

const OTHERS = 0o077;
/** A pair of tokens has some thousand characters. */
const LONGEST_BYTES = 256 * 1024;
/** Longer than a renewal waits for its answer. */
const PATIENCE = seconds(65);

/** The text of the file; `undefined` when there is none. @throws TradebotError unless it is a file of ours alone */
export function readLoginFile(path: string): string | undefined {
  let descriptor: number;
  try {
    descriptor = openRegularFile(path, constants.O_RDONLY | NO_FOLLOW);
  } catch (error) {
    if (isCode(error, "ENOENT") || isCode(error, "ENOTDIR")) return undefined;
    throw isCode(error, "ELOOP") ? unusableFile(path, "it is a link") : stateUnwritable(error, path);
  }
  try {
    const stats = fstatSync(descriptor);
    refuseUnlessPrivate(path, stats);
    if (stats.size > LONGEST_BYTES) throw unusableFile(path, `it has ${stats.size} bytes`);
    return readFileSync(descriptor, "utf8");
  } finally {
    closeSync(descriptor);
  }
}

function refuseUnlessPrivate(path: string, { mode, uid }: Stats): void {
  if (process.platform === "win32") return; // access there is by lists, not by modes
  const owner = process.geteuid?.();
  if (uid !== owner && owner !== 0) {
    throw notPrivate(path, "it belongs to another user", "run as its owner, or name a file of your own");
  }
  if ((mode & OTHERS) !== 0) {
    const shown = (mode & 0o777).toString(8);
    throw notPrivate(
      path,
      `expected mode 600, found ${shown}: others may have read it`,
      `run: chmod 600 "${path}"`,
    );
  }
}

const notPrivate = (path: string, finding: string, hint: string): TradebotError =>
  new TradebotError({
    code: "LOGIN_NOT_PRIVATE",
    message: `cannot trust the login in "${path}": ${finding}`,
    exit: "configuration",
    hint,
  });

/** Which file it is, and how to wait for it. */
export interface LoginFileAccess extends Waiting {
  readonly path: string;
}

/**
 * Lets one process at a time write the file. A dead one holds nothing.
 *
 * @throws TradebotError `LOGIN_BUSY`, `STATE_UNWRITABLE`, `STATE_NOT_PRIVATE`
 */
export async function withLoginFile<Result>(
  access: LoginFileAccess,
  work: (write: (text: string) => void) => Promise<Result>,
): Promise<Result> {
  const { path } = access;
  const mutex = await waitForFile(access);
  try {
    return await work((text) => {
      write(path, text);
    });
  } finally {
    mutex.release();
  }
}

function write(path: string, text: string): void {
  try {
    replaceFile(path, text);
  } catch (error) {
    throw stateUnwritable(error, path);
  }
}

/** Removes what holds a token; nothing when it is not there. @returns whether it was */
export async function removeLoginFile(access: LoginFileAccess): Promise<boolean> {
  const { path } = access;
  const mutex = await waitForFile(access);
  try {
    const isThere = lstatSync(path, { throwIfNoEntry: false }) !== undefined;
    rmSync(path, { force: true });
    rmSync(`${path}.new`, { force: true }); // of a process that was killed while it wrote
    return isThere;
  } catch (error) {
    throw stateUnwritable(error, path);
  } finally {
    mutex.release();
  }
}

const waitForFile = (access: LoginFileAccess): Promise<Mutex> =>
  waitForMutex(`${access.path}.mutex`, access, { patience: PATIENCE, busy: () => busy(access.path) });

const busy = (path: string): TradebotError =>
  new TradebotError({
    code: "LOGIN_BUSY",
    message: `another process is working on the login in "${path}" and does not come to an end`,
    exit: "broker_unreachable",
    retry: "safe",
    hint: "look for a hanging tradebot process; the next start tries again",
  });
