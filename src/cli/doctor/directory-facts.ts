import {
  accessSync,
  constants,
  existsSync,
  lstatSync,
  readFileSync,
  realpathSync,
  statfsSync,
  statSync,
} from "node:fs";
import type { Stats } from "node:fs";
import path from "node:path";
import type { DirectoryFacts, Volume } from "./check-directories.ts";
import { mountTypeOf } from "./mount-type.ts";

/** Looks at a directory without touching it. */
export function directoryFacts(setting: DirectoryFacts["setting"], configured: string): DirectoryFacts {
  const place = path.resolve(configured);
  const standing = standingOf(place);
  const volume = volumeOf(standing.kind === "missing" ? standing.above : place);
  return { setting, path: place, standing, ...(volume === undefined ? {} : { volume }) };
}

function standingOf(place: string): DirectoryFacts["standing"] {
  const link = ifThere(() => lstatSync(place));
  if (link === undefined) {
    const above = nearestAbove(place);
    return { kind: "missing", above, isAboveWritable: isWritable(above) };
  }
  const target = ifThere(() => statSync(place));
  if (target === undefined) return { kind: "other", what: "a link that leads nowhere" };
  if (!target.isDirectory()) return { kind: "other", what: "no directory" };
  return {
    kind: "directory",
    realPath: realpathSync(place),
    isLink: link.isSymbolicLink(),
    ...(process.platform === "win32" ? {} : { mode: target.mode & 0o777 }),
    isOurs: process.geteuid === undefined || target.uid === process.geteuid(),
    isWritable: isWritable(place),
  };
}

function ifThere(look: () => Stats): Stats | undefined {
  try {
    return look();
  } catch {
    return undefined; // not there, or not for us to see: both mean that it must be made or cannot be used
  }
}

function nearestAbove(place: string): string {
  const above = path.dirname(place);
  return existsSync(above) || above === place ? above : nearestAbove(above);
}

/** Whether files can be made in the directory, as far as the system says. */
export function isWritable(place: string): boolean {
  try {
    accessSync(place, constants.W_OK | constants.X_OK);
    return statSync(place).isDirectory();
  } catch {
    return false; // asked for permission, and this is the answer
  }
}

function volumeOf(place: string): Volume | undefined {
  try {
    const { bavail, bsize } = statfsSync(place);
    const type = existsSync("/proc/mounts")
      ? mountTypeOf(realpathSync(place), readFileSync("/proc/mounts", "utf8"))
      : undefined;
    return { freeBytes: bavail * bsize, ...(type === undefined ? {} : { type }) };
  } catch {
    return undefined; // said as such: what cannot be read is not taken for enough
  }
}
