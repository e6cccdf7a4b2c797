import { logFileName, type LogFileName } from "./log-file-name.ts";

/** When the next file begins, and how many stay. */
export type Rotation =
  /** Days before the current one. */
  | { readonly mode: "time"; readonly retentionDays: number }
  | { readonly mode: "size"; readonly maxBytes: number; readonly backupCount: number };

/** For a process that knows no better: it begins files where it must, and removes none. */
export const KEEP_EVERY_DAY: Rotation = { mode: "time", retentionDays: Infinity };

/** What lies in the log directory. */
export interface LogDirectory {
  /** Our own files. */
  readonly files: readonly LogFileName[];
  /** Of our own files: numbers go on from there. */
  readonly highestNumber: number;
}

/**
 * The file to go on in. By time it is the one of the line's own date. By size it is the last one begun, whatever its
 * date, unless a clock that was wrong dated it into the future.
 */
export function currentFile(
  { files, highestNumber }: LogDirectory,
  date: string,
  rotation: Rotation,
): LogFileName {
  if (rotation.mode === "time") return logFileName(date, highestNumber);
  const last = files.filter((file) => file.number === highestNumber && file.date <= date).at(-1);
  return last ?? logFileName(date, highestNumber);
}

/** The file that follows a full one. */
export const nextFile = ({ highestNumber }: LogDirectory, date: string): LogFileName =>
  logFileName(date, highestNumber + 1);

interface Standing {
  readonly files: readonly LogFileName[];
  readonly current: LogFileName;
  /** Of the line that is about to be written. */
  readonly date: string;
  readonly rotation: Rotation;
}

/** The files whose time is over. By name alone: copying a file must not make it young again. */
export function expiredFiles({ files, current, date, rotation }: Standing): readonly LogFileName[] {
  const others = files.filter(({ name }) => name !== current.name);
  return rotation.mode === "time"
    ? olderThan(rotation.retentionDays, others, date)
    : others.toSorted(byBeginning).slice(0, Math.max(0, others.length - rotation.backupCount));
}

/** Numbers only grow, so they tell the order also where the clock was wrong; files of one number are a day apart. */
const byBeginning = (a: LogFileName, b: LogFileName): number =>
  a.number === b.number ? (a.date < b.date ? -1 : 1) : a.number - b.number;

/** A rest this long is unusual enough to ask whether the clock is right. */
const LONGEST_BELIEVED_REST_DAYS = 7;

/**
 * Nothing on the first day after a long rest: a clock that jumps forward, as after a dead battery, would otherwise
 * delete everything at once. A real rest is followed by a second day, which deletes.
 */
function olderThan(days: number, others: readonly LogFileName[], date: string): readonly LogFileName[] {
  const earlier = others.filter((file) => file.date < date);
  const restDays = Math.min(...earlier.map((file) => daysBetween(file.date, date)));
  if (restDays > LONGEST_BELIEVED_REST_DAYS) return [];
  return earlier.filter((file) => daysBetween(file.date, date) > days);
}

const DAY_MS = 86_400_000;
const daysBetween = (from: string, to: string): number => (Date.parse(to) - Date.parse(from)) / DAY_MS;
