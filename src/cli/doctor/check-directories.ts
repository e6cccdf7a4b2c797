import type { Diagnosis } from "./diagnosis.ts";
import { doubtful, failing, fine } from "./diagnosis.ts";

/** What lies at a path that a setting names. */
export interface DirectoryFacts {
  readonly setting: "STATE_DIR" | "LOG_DIR" | "REPORT_DIR";
  /** Absolute. */
  readonly path: string;
  readonly standing: DirectoryStanding;
  /** Of the file system it is on, or would be on. */
  readonly volume?: Volume;
}

type DirectoryStanding =
  | {
      readonly kind: "missing";
      /** The nearest directory above it that is there. */
      readonly above: string;
      readonly isAboveWritable: boolean;
    }
  | {
      readonly kind: "directory";
      readonly realPath: string;
      readonly isLink: boolean;
      /** Undefined where the system has no such modes. */
      readonly mode?: number;
      readonly isOurs: boolean;
      readonly isWritable: boolean;
    }
  | { readonly kind: "other"; readonly what: string };

export interface Volume {
  readonly freeBytes: number;
  /** As the kernel names it; absent where it does not say. */
  readonly type?: string;
}

const NAMES = { STATE_DIR: "state_directory", LOG_DIR: "log_directory", REPORT_DIR: "report_directory" };

const MEGABYTE = 1_000_000;
/** Below it a day's log and store may not fit. */
const FEW_BYTES = 500 * MEGABYTE;
/** Below it the next cycle may not be able to write what it must before it sends an order. */
const TOO_FEW_BYTES = 50 * MEGABYTE;

const NETWORK = /^(nfs\d?|cifs|smb\w*|9p|afs|ceph|glusterfs|fuse\.(sshfs|glusterfs|s3fs|rclone|davfs\w*))$/;
const IN_MEMORY = /^(tmpfs|ramfs)$/;

/** Each directory in one line: the first thing that is wrong with it, or that nothing is. */
export const checkDirectories = (directories: readonly DirectoryFacts[]): readonly Diagnosis[] => [
  ...directories.map(checkDirectory),
  ...checkPlaces(directories),
];

function checkDirectory(facts: DirectoryFacts): Diagnosis {
  const { setting, standing } = facts;
  const name = NAMES[setting];
  if (standing.kind === "other") {
    return failing(name, `"${facts.path}" is ${standing.what}, expected a directory`, {
      exit: "storage_unwritable",
      remedy: `move it away, or set ${setting} to another place`,
    });
  }
  const problem = standing.kind === "missing" ? checkAbove(facts, standing) : checkExisting(facts, standing);
  return problem ?? checkVolume(facts) ?? fine(name, inWords(facts));
}

type Missing = Extract<DirectoryStanding, { kind: "missing" }>;
type Existing = Extract<DirectoryStanding, { kind: "directory" }>;

function checkAbove(
  { setting, path }: DirectoryFacts,
  { above, isAboveWritable }: Missing,
): Diagnosis | undefined {
  if (isAboveWritable) return undefined;
  return failing(
    NAMES[setting],
    `"${path}" is not there and cannot be made: "${above}" may not be written to`,
    {
      exit: "storage_unwritable",
      remedy: `make it for the user that runs tradebot, or set ${setting} to another place`,
    },
  );
}

function checkExisting(facts: DirectoryFacts, standing: Existing): Diagnosis | undefined {
  const { setting, path } = facts;
  const name = NAMES[setting];
  if (setting === "STATE_DIR" && standing.isLink) {
    return failing(name, `"${path}" is a link; the state directory must not be one`, {
      exit: "configuration",
      remedy: `set STATE_DIR to where it leads: ${standing.realPath}`,
    });
  }
  if (!standing.isWritable) {
    return failing(name, `"${path}" may not be written to`, {
      exit: "storage_unwritable",
      remedy: "give the user that runs tradebot its rights back, or mount the disk for writing",
    });
  }
  return checkPrivacy(facts, standing);
}

const OTHERS = 0o077;
/** A group may read logs and reports, as an administrator's often does. */
const OTHERS_THAN_A_READING_GROUP = 0o027;
/** Where others may write, a cycle refuses to. */
const WRITABLE_BY_OTHERS = 0o022;

function checkPrivacy({ setting, path }: DirectoryFacts, { isOurs, mode }: Existing): Diagnosis | undefined {
  const name = NAMES[setting];
  const forbidden = setting === "STATE_DIR" ? OTHERS : OTHERS_THAN_A_READING_GROUP;
  const problems = [
    ...(isOurs
      ? []
      : [
          {
            finding: `"${path}" belongs to another user`,
            remedy: "run as its owner, or choose a directory of your own",
          },
        ]),
    ...(mode === undefined || (mode & forbidden) === 0
      ? []
      : [
          {
            finding: `others can get into "${path}" (mode ${mode.toString(8)})`,
            remedy: `run: chmod 700 "${path}"`,
          },
        ]),
  ];
  const [problem] = problems;
  if (problem === undefined) return undefined;
  const { finding, remedy } = problem;
  return setting === "STATE_DIR" || (mode !== undefined && (mode & WRITABLE_BY_OTHERS) !== 0)
    ? failing(name, finding, { exit: "configuration", remedy })
    : doubtful(name, finding, remedy);
}

function checkVolume({ setting, path, volume }: DirectoryFacts): Diagnosis | undefined {
  const name = NAMES[setting];
  if (volume === undefined)
    return doubtful(name, `the free space at "${path}" cannot be read`, "check the disk");
  const free = inMegabytes(volume.freeBytes);
  const remedy = "free the disk: `tradebot status` and the log directory show what grows";
  if (volume.freeBytes < TOO_FEW_BYTES) {
    return failing(name, `only ${free} free at "${path}"`, { exit: "storage_unwritable", remedy });
  }
  if (volume.freeBytes < FEW_BYTES) return doubtful(name, `only ${free} free at "${path}"`, remedy);
  return setting === "STATE_DIR" ? checkKind(path, volume.type ?? "") : undefined;
}

function checkKind(path: string, type: string): Diagnosis | undefined {
  if (NETWORK.test(type)) {
    const finding = `"${path}" is on a network file system (${type}), whose locks are not to be relied on`;
    return doubtful(NAMES.STATE_DIR, finding, "set STATE_DIR to a place on a disk of this machine");
  }
  if (!IN_MEMORY.test(type)) return undefined;
  const finding = `"${path}" is kept in memory (${type}): orders and decisions are forgotten at a restart`;
  return doubtful(NAMES.STATE_DIR, finding, "set STATE_DIR to a place on a disk");
}

function inWords({ path, standing, volume }: DirectoryFacts): string {
  const free = volume === undefined ? "" : `, ${inMegabytes(volume.freeBytes)} free`;
  if (standing.kind === "missing") return `"${path}" is not there yet, the first cycle makes it${free}`;
  return `"${path}" can be written to${free}`;
}

const inMegabytes = (bytes: number): string =>
  bytes >= 10_000 * MEGABYTE
    ? `${Math.floor(bytes / MEGABYTE / 1000)} GB`
    : `${Math.floor(bytes / MEGABYTE)} MB`;

/** The configuration refuses the same text twice; links and detours only show here. */
function checkPlaces(directories: readonly DirectoryFacts[]): readonly Diagnosis[] {
  const placeOf = ({ path, standing }: DirectoryFacts): string =>
    standing.kind === "directory" ? standing.realPath : path;
  const same = directories.filter((one) =>
    directories.some((other) => other !== one && placeOf(other) === placeOf(one)),
  );
  if (same.length === 0) return [];
  const settings = same.map(({ setting }) => setting).join(" and ");
  return [
    failing("places", `${settings} lead to the same directory`, {
      exit: "configuration",
      remedy: "give each of them a directory of its own",
    }),
  ];
}
