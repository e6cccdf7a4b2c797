import type { OwnFile } from "../../../adapters/files/inventory.ts";
import { stampIn, versionInName } from "../../../adapters/store/store-files.ts";
import type { Timestamp } from "../../../core/domain/time.ts";
import { minutes, subtractDuration } from "../../../core/domain/time.ts";

/** Whoever writes a file puts it in place within seconds; what is older belongs to a process that died. */
const UNFINISHED_FOR = minutes(60);
const KEPT_BACKUPS = 5;

export interface RemovalRules {
  readonly now: Timestamp;
  /** Before it, records have aged. */
  readonly agedBefore: Timestamp;
}

/** Which files of ours have served their time. Log files are not among them: the log looks after its own. */
export function planRemoval(
  files: readonly OwnFile[],
  { now, agedBefore }: RemovalRules,
): readonly OwnFile[] {
  const abandonedBefore = subtractDuration(now, UNFINISHED_FOR);
  return [
    ...files.filter(({ kind, modifiedAt }) => kind === "unfinished" && modifiedAt < abandonedBefore),
    ...oldBackups(files.filter(({ kind }) => kind === "backup")),
    ...oldDamagedStores(
      files.filter(({ kind }) => kind === "damaged_store"),
      agedBefore,
    ),
  ];
}

/** All but the newest five and, as the way back to an older program, the newest of each version. */
export function oldBackups(backups: readonly OwnFile[]): readonly OwnFile[] {
  const newestFirst = backups.toSorted((a, b) => (a.name < b.name ? 1 : -1)); // the names begin with their instants
  const seen = new Set<number>();
  return newestFirst.filter(({ name }, index) => {
    const version = versionInName(name);
    const isFirstOfVersion = !seen.has(version);
    seen.add(version);
    return index >= KEPT_BACKUPS && !isFirstOfVersion;
  });
}

/** The newest one stays: it may hold the only record of something. */
function oldDamagedStores(files: readonly OwnFile[], agedBefore: Timestamp): readonly OwnFile[] {
  const instants = files.map(({ name }) => stampIn(name) ?? agedBefore);
  const newest = Math.max(...instants);
  return files.filter((_, index) => {
    const at = instants[index] ?? agedBefore;
    return at < agedBefore && at < newest;
  });
}
