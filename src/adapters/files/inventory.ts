import type { Stats } from "node:fs";
import { lstatSync, readdirSync, statfsSync, unlinkSync } from "node:fs";
import { join } from "node:path";
import type { Timestamp } from "../../core/domain/time.ts";
import { timestamp } from "../../core/domain/time.ts";
import { isCode, stateUnwritable } from "./state-error.ts";

/** One kind of thing the program itself puts into a directory; by name and type, so nothing else passes for it. */
export interface OwnKind {
  readonly kind: string;
  readonly matches: (name: string) => boolean;
  readonly types?: readonly EntryType[];
}
type EntryType = "file" | "link" | "directory";

/** Something of ours, as it was when it was looked at. */
export interface OwnFile {
  readonly kind: string;
  readonly name: string;
  readonly path: string;
  readonly type: EntryType;
  readonly bytes: number;
  readonly modifiedAt: Timestamp;
}

/** What a directory holds. Links in it are not followed; a setting may well name a link to it. */
export interface Stock {
  readonly directory: string;
  readonly isThere: boolean;
  /** By name. */
  readonly files: readonly OwnFile[];
  /** Names of everything else, which is nobody's business but the user's. */
  readonly strangers: readonly string[];
}

/** @throws TradebotError `STATE_UNWRITABLE` when the directory cannot be read */
export function takeStock(directory: string, kinds: readonly OwnKind[]): Stock {
  const files: OwnFile[] = [];
  const strangers: string[] = [];
  const names = namesIn(directory);
  for (const name of names ?? []) {
    const own = ownFile(directory, name, kinds);
    if (own === "gone") continue;
    if (own === "stranger") strangers.push(name);
    else files.push(own);
  }
  return { directory, isThere: names !== undefined, files, strangers };
}

/** Removes the name of a file or link, unless something else has taken its place. @returns whether it is gone by our doing */
export function removeOwn({ path, type }: OwnFile): boolean {
  const stats = look(path);
  if (stats === undefined || type === "directory" || typeOf(stats) !== type) return false;
  try {
    unlinkSync(path);
    return true;
  } catch (error) {
    if (isCode(error, "ENOENT")) return false;
    throw stateUnwritable(error, path);
  }
}

/** Bytes that may still be written where the directory is; `undefined` when it is not there. */
export function freeBytes(directory: string): number | undefined {
  try {
    const { bavail, bsize } = statfsSync(directory);
    return bavail * bsize;
  } catch (error) {
    if (isCode(error, "ENOENT")) return undefined;
    throw stateUnwritable(error, directory);
  }
}

function namesIn(directory: string): readonly string[] | undefined {
  try {
    return readdirSync(directory).sort();
  } catch (error) {
    if (isCode(error, "ENOENT")) return undefined;
    throw stateUnwritable(error, directory);
  }
}

function ownFile(directory: string, name: string, kinds: readonly OwnKind[]): OwnFile | "stranger" | "gone" {
  const path = join(directory, name);
  const stats = look(path);
  if (stats === undefined) return "gone"; // a cycle has ended meanwhile
  const type = typeOf(stats);
  const known = kinds.find(
    ({ matches, types = ["file"] }) => matches(name) && types.some((own) => own === type),
  );
  if (known === undefined || type === undefined) return "stranger";
  return { kind: known.kind, name, path, type, bytes: stats.size, modifiedAt: modificationOf(stats) };
}

function look(path: string): Stats | undefined {
  try {
    return lstatSync(path, { throwIfNoEntry: false });
  } catch (error) {
    throw stateUnwritable(error, path);
  }
}

function typeOf(stats: Stats): EntryType | undefined {
  if (stats.isSymbolicLink()) return "link";
  if (stats.isFile()) return "file";
  return stats.isDirectory() ? "directory" : undefined;
}

const LATEST_MS = 8.64e13;
/** File systems hold times that no calendar does. */
const modificationOf = ({ mtimeMs }: Stats): Timestamp =>
  timestamp(Math.min(Math.max(0, Math.trunc(mtimeMs)), LATEST_MS));
