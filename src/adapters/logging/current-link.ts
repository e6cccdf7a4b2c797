import { linkSync, lstatSync, readlinkSync, renameSync, rmSync, symlinkSync, type Stats } from "node:fs";
import path from "node:path";

export const LINK_NAME = "bot.log";
const NEW_LINK_NAME = ".bot.log.new";

/**
 * Makes `bot.log` name a file of the same directory. Readers see the old file or the new one, never neither.
 * Only the holder of the cycle's lock may call this: two callers would take each other's new link.
 */
export function pointLinkAt(file: string): void {
  const directory = path.dirname(file);
  const link = path.join(directory, LINK_NAME);
  const current = lstatSync(link, { throwIfNoEntry: false });
  if (namesFile(link, current, file)) return;
  if (current !== undefined && !isOurs(current)) {
    throw new Error(`"${link}" is not a link of this program: move it away`);
  }
  const newLink = path.join(directory, NEW_LINK_NAME);
  rmSync(newLink, { force: true }); // left by a process that was killed right here
  makeLink(file, newLink);
  renameSync(newLink, link);
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

/** Windows lets ordinary users make hard links, but not symbolic ones. */
function makeLink(file: string, newLink: string): void {
  try {
    symlinkSync(path.basename(file), newLink);
  } catch {
    linkSync(file, newLink);
  }
}
