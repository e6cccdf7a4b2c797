import {
  closeSync,
  fchownSync,
  fsyncSync,
  lstatSync,
  mkdirSync,
  openSync,
  rmSync,
  statSync,
  writeSync,
} from "node:fs";
import { dirname } from "node:path";
import { TradebotError } from "../../core/domain/errors.ts";
import { isoFromTimestamp, type Timestamp } from "../../core/domain/time.ts";
import type { KillSwitch, KillSwitchMode } from "../../core/risk/kill-switch.ts";
import { killSwitchPath, PRIVATE_MODE, readKillSwitch } from "./read-kill-switch.ts";
import { replaceFile, syncDirectory } from "./replace-file.ts";
import { isCode } from "./state-error.ts";

export interface KillSwitchOrder {
  readonly mode: KillSwitchMode;
  readonly since: Timestamp;
  readonly by: string;
  readonly reason?: string;
}

/**
 * Turns the switch on, durably, or widens it to all orders. It is never narrowed, and keeps who turned it on first,
 * and when. The file is made under its own name rather than moved there: the moment it exists it counts, for all orders
 * until what is in it can be read, and on a full disk it may stay empty.
 *
 * @returns how it was before, `undefined` when it was off
 * @throws TradebotError `KILL_SWITCH_UNWRITABLE` when it may not be on
 */
export function turnKillSwitchOn(directory: string, order: KillSwitchOrder): KillSwitch | undefined {
  try {
    makeDirectory(directory);
    if (create(killSwitchPath(directory), content(order))) return undefined;
    const before = readKillSwitch(directory);
    if (before === undefined) return turnKillSwitchOn(directory, order); // turned off just now
    if (isEnough(before, order)) return before;
    const { since = order.since, by = order.by, reason = order.reason } = before;
    const widened = { mode: order.mode, since, by, ...(reason === undefined ? {} : { reason }) };
    replaceFile(killSwitchPath(directory), content(widened));
    return before;
  } catch (error) {
    throw unwritable(error, directory);
  }
}

/** By hand: Node's own recursion does not end where the file system refuses a directory as if its parent were missing. */
function makeDirectory(directory: string): void {
  if (lstatSync(directory, { throwIfNoEntry: false }) !== undefined) return;
  const parent = dirname(directory);
  if (parent !== directory) makeDirectory(parent);
  try {
    mkdirSync(directory, { mode: 0o700 });
  } catch (error) {
    if (!isCode(error, "EEXIST")) throw error;
  }
}

const isEnough = ({ mode }: KillSwitch, wanted: KillSwitchOrder): boolean =>
  mode === "all" || wanted.mode === "entries";

const content = ({ mode, since, by, reason }: KillSwitchOrder): string =>
  `${JSON.stringify({ mode, since: isoFromTimestamp(since), by, reason })}\n`;

/** @returns false when something is there under this name */
function create(path: string, text: string): boolean {
  let descriptor: number;
  try {
    descriptor = openSync(path, "wx", PRIVATE_MODE);
  } catch (error) {
    if (isCode(error, "EEXIST")) return false;
    throw error;
  }
  try {
    handToOwnerOf(dirname(path), descriptor);
    writeSync(descriptor, text);
  } catch (error) {
    if (!isCode(error, "ENOSPC") && !isCode(error, "EDQUOT")) throw error; // an empty one forbids everything
  } finally {
    try {
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
  }
  syncDirectory(dirname(path));
  return true;
}

/** What root turns on, the bot's own user must be able to read: otherwise it counts for all orders, whatever it says. */
function handToOwnerOf(directory: string, descriptor: number): void {
  if (process.platform === "win32" || process.geteuid?.() !== 0) return;
  const { uid, gid } = statSync(directory);
  if (uid !== 0) fchownSync(descriptor, uid, gid);
}

/**
 * Turns the switch off, durably.
 *
 * @returns how it was before, `undefined` when it was off already
 * @throws TradebotError `KILL_SWITCH_UNWRITABLE` when it is still on
 */
export function turnKillSwitchOff(directory: string): KillSwitch | undefined {
  const before = readKillSwitch(directory);
  if (before === undefined) return undefined;
  try {
    rmSync(killSwitchPath(directory), { force: true });
    syncDirectory(directory);
  } catch (error) {
    throw unremovable(error, directory);
  }
  return before;
}

function unwritable(error: unknown, directory: string): TradebotError {
  const now = isThere(directory) ? readKillSwitch(directory) : undefined;
  return new TradebotError({
    code: "KILL_SWITCH_UNWRITABLE",
    message:
      now === undefined
        ? `the kill switch is NOT on: it cannot be written in "${directory}": ${wordsOf(error)}`
        : `the kill switch in "${directory}" is on for ${now.mode === "all" ? "all orders" : "entries alone"}, and what was asked for cannot be written durably: ${wordsOf(error)}`,
    exit: "storage_unwritable",
    hint:
      "stop the schedule instead, now: tradebot schedule remove <systemd|cron|windows|launchd>, and end the cycle that runs (tradebot status names its process);" +
      ` anything under the name "${killSwitchPath(directory)}" turns it on, an empty file that somebody else makes too`,
    cause: error,
  });
}

function isThere(directory: string): boolean {
  try {
    return lstatSync(killSwitchPath(directory), { throwIfNoEntry: false }) !== undefined;
  } catch {
    return false; // nobody can tell, so nobody is told that it is on
  }
}

const unremovable = (error: unknown, directory: string): TradebotError =>
  new TradebotError({
    code: "KILL_SWITCH_UNWRITABLE",
    message: `the kill switch in "${directory}" is still on: ${wordsOf(error)}`,
    exit: "storage_unwritable",
    hint: `remove "${killSwitchPath(directory)}" by hand; it is off as soon as nothing of this name is there`,
    cause: error,
  });

const wordsOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
