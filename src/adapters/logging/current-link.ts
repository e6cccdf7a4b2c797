import { linkSync, lstatSync, readlinkSync, renameSync, rmSync, symlinkSync, type Stats } from "node:fs";
import path from "node:path";

export const LINK_NAME = "bot.log";
/** The new link until it is put in place; by process, should two of them ever be at it at once. */
export const NEW_LINK_FILE = /^\.bot\.log\.\d+\.new$/;
const NEW_LINK_NAME = `.bot.log.${process.pid}.new`;

const ATTEMPTS = 5;
/** Somebody else was at the very same step. */
const RACES = ["EEXIST", "ENOENT"];
/** Windows lets ordinary users make hard links, but not symbolic ones; some file systems know none. */
const NO_SYMBOLIC_LINKS = ["EPERM", "ENOSYS", "ENOTSUP", "EOPNOTSUPP"];

/**
 * Makes `bot.log` name a file of the same directory. Readers see the old file or the new one, never neither.
 * It is for the holder of the cycle's lock to call; of two callers the later one has its way.
 */
export function pointLinkAt(file: string): void {
  for (let attempt = 1; ; attempt += 1) {
    try {
      replaceLink(file);
      return;
    } catch (error) {
      if (attempt === ATTEMPTS || !isOneOf(RACES, error)) throw error;
    }
  }
}

function replaceLink(file: string): void {
  const directory = path.dirname(file);
  const link = path.join(directory, LINK_NAME);
  const current = lstatSync(link, { throwIfNoEntry: false });
  if (namesFile(link, current, file)) return;
  if (current !== undefined && !isOurs(current)) throw new Error(`${notOurs(link)}: move it away`);
  const newLink = path.join(directory, NEW_LINK_NAME);
  rmSync(newLink, { force: true }); // left by a process of this number that was killed right here
  makeLink(file, newLink);
  renameSync(newLink, link);
}

const notOurs = (link: string): string => `"${link}" is not a link of this program`;

/** What keeps `bot.log` from naming the log, and every cycle from beginning; `undefined` when nothing does. */
export function linkObstacle(directory: string): string | undefined {
  const link = path.join(directory, LINK_NAME);
  const current = lstatSync(link, { throwIfNoEntry: false });
  return current === undefined || isOurs(current) ? undefined : notOurs(link);
}

function namesFile(link: string, current: Stats | undefined, file: string): boolean {
  if (current?.isSymbolicLink() === true) return readlinkSync(link) === path.basename(file);
  const named = lstatSync(file, { throwIfNoEntry: false });
  return (
    current !== undefined && named !== undefined && named.ino === current.ino && named.dev === current.dev
  );
}

/** A plain file with one name only is somebody's own log; replacing it would destroy it. */
const isOurs = (current: Stats): boolean =>
  current.isSymbolicLink() || (current.isFile() && current.nlink > 1);

function makeLink(file: string, newLink: string): void {
  try {
    symlinkSync(path.basename(file), newLink);
  } catch (error) {
    if (!isOneOf(NO_SYMBOLIC_LINKS, error)) throw error;
    linkSync(file, newLink);
  }
}

const isOneOf = (codes: readonly string[], error: unknown): boolean =>
  error instanceof Error && "code" in error && codes.some((code) => code === error.code);
