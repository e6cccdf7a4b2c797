import { closeSync, lstatSync, openSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { RunId } from "../../core/domain/ids.ts";
import { isCode, stateUnwritable } from "./state-error.ts";

/**
 * Asks the run that holds the lock to end at its next safe point. The request is an empty file whose name carries the
 * run's id: it is there as a whole or not at all, two may ask at once, and one that is left behind means nothing to
 * any later run.
 *
 * @returns whether it could be asked: a run of another shape of id than ours cannot
 * @throws TradebotError `STATE_UNWRITABLE`
 */
export function requestStop(directory: string, runId: RunId): boolean {
  if (!isPlain(runId)) return false;
  try {
    closeSync(openSync(requestPath(directory, runId), "wx", 0o600));
  } catch (error) {
    if (!isCode(error, "EEXIST")) throw stateUnwritable(error, directory);
  }
  return true;
}

/** Whether somebody wants this run to end. A look at one name, cheap enough to be taken before each order. */
export function isStopRequested(directory: string, runId: RunId): boolean {
  return lstatSync(requestPath(directory, runId), { throwIfNoEntry: false }) !== undefined;
}

/** Nothing when there is none. @throws TradebotError `STATE_UNWRITABLE` */
export function withdrawStopRequest(directory: string, runId: RunId): void {
  if (!isPlain(runId)) return;
  try {
    rmSync(requestPath(directory, runId), { force: true });
  } catch (error) {
    throw stateUnwritable(error, directory);
  }
}

/** The names of requests, those of runs that are over included. */
export const isStopRequestName = (name: string): boolean =>
  name.startsWith(PREFIX) && isPlain(name.slice(PREFIX.length));

const PREFIX = "tradebot.stop.";

const requestPath = (directory: string, runId: RunId): string => join(directory, `${PREFIX}${runId}`);

/** The id comes from a file: it must not lead anywhere else. */
const isPlain = (runId: string): boolean => /^[\w-]{1,64}$/.test(runId);
