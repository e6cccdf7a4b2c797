import { lstatSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import type { Timestamp } from "../../core/domain/time.ts";
import { elapsed, isoFromTimestamp, minutes, timestampFromIso } from "../../core/domain/time.ts";
import { textIn } from "./columns.ts";
import type { Database } from "./database.ts";
import { onlyRow } from "./database.ts";
import { isDamage, storageError } from "./storage-error.ts";
import { checkedPath } from "./store-files.ts";

/** A store of this size is read through in some milliseconds. */
const QUICKLY_READ_BYTES = 16 * 1024 * 1024;
const CHECKED_FOR = minutes(24 * 60);
/** What an order depends on; small for good. */
const VITAL_TABLES = ["intents", "transitions", "fills", "owner"] as const;

/**
 * Whether the whole store must be read through before it is used: always while that is quickly done, once a day when
 * it has grown, and whenever there is a reason for doubt: a process that did not end well, or damage that was met.
 */
export function isWholeCheckDue(path: string, now: Timestamp): boolean {
  return sizeOf(`${path}-wal`) > 0 || sizeOf(path) <= QUICKLY_READ_BYTES || !wasCheckedToday(path, now);
}

/** What is wrong; `undefined` when nothing is. */
export function damageIn(database: Database, extent: "whole" | "vital"): string | undefined {
  try {
    const checks = extent === "whole" ? ["1"] : VITAL_TABLES;
    const verdicts = checks.map((scope) =>
      textIn(onlyRow(database, `PRAGMA quick_check(${scope})`), "quick_check"),
    );
    return verdicts.find((verdict) => verdict !== "ok");
  } catch (error) {
    if (isDamage(error)) return error.message;
    throw error;
  }
}

/** Notes that a large store was read through; beside it, since a damaged store must not vouch for itself. */
export function noteCheck(path: string, now: Timestamp): void {
  try {
    forgetCheck(path);
    if (sizeOf(path) <= QUICKLY_READ_BYTES) return;
    writeFileSync(checkedPath(path), `${isoFromTimestamp(now)}\n`, { flag: "wx", mode: 0o600 });
  } catch (error) {
    throw storageError(error, path);
  }
}

/** Whoever meets damage makes the next start look at everything. */
export function forgetCheck(path: string): void {
  rmSync(checkedPath(path), { force: true });
}

function wasCheckedToday(path: string, now: Timestamp): boolean {
  const stats = lstatSync(checkedPath(path), { throwIfNoEntry: false });
  if (stats?.isFile() !== true) return false;
  const at = timestampFromIso(readFileSync(checkedPath(path), "utf8").trim());
  if (at === undefined) return false;
  const age = elapsed(at, now);
  return age >= 0 && age < CHECKED_FOR;
}

const sizeOf = (path: string): number => lstatSync(path, { throwIfNoEntry: false })?.size ?? 0;
