import { join } from "node:path";
import type { Timestamp } from "../../core/domain/time.ts";
import { isoFromTimestamp, timestampFromIso } from "../../core/domain/time.ts";

/** `20260304T091500000Z`: sorts by time, and Windows allows no colon. */
const stamp = (now: Timestamp): string => isoFromTimestamp(now).replaceAll(/[-:.]/g, "");
const STAMP = String.raw`(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})(\d{3})Z`;

const STORE_NAME = "tradebot.db";
/** What SQLite keeps beside a store; the order in which they leave a store that is given up. */
export const COMPANIONS = ["-wal", "-shm"] as const;

export const storePath = (stateDirectory: string): string => join(stateDirectory, STORE_NAME);
export const backupDirectory = (stateDirectory: string): string => join(stateDirectory, "backups");
export const backupName = (now: Timestamp, version: number): string =>
  `tradebot-${stamp(now)}-v${version}.db`;
export const checkedPath = (path: string): string => `${path}.checked`;
export const damagedPath = (path: string, now: Timestamp): string => `${path}.damaged-${stamp(now)}`;

/** Names of the store's files, for whoever takes stock of the state directory. */
export const STORE_FILE = /^tradebot\.db(?:-wal|-shm|\.checked)?$/;
export const DAMAGED_FILE = new RegExp(String.raw`^tradebot\.db\.damaged-${STAMP}(?:-wal|-shm)?$`);
export const BACKUP_FILE = new RegExp(String.raw`^tradebot-${STAMP}-v([1-9]\d{0,5})\.db$`);

/** The instant in the name of a backup or a damaged store; `undefined` where it is none. */
export function stampIn(name: string): Timestamp | undefined {
  const parts = new RegExp(STAMP).exec(name);
  if (parts === null) return undefined;
  const [, year, month, day, hour, minute, second, millisecond] = parts;
  return timestampFromIso(
    `${year ?? ""}-${month ?? ""}-${day ?? ""}T${hour ?? ""}:${minute ?? ""}:${second ?? ""}.${millisecond ?? ""}Z`,
  );
}

/** The version in a backup's name. */
export const versionInName = (name: string): number => Number(BACKUP_FILE.exec(name)?.at(-1) ?? "0");
