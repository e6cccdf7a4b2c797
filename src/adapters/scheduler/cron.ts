import type { BlockMarks, CrontabParts } from "./crontab-block.ts";
import { splitCrontab, withBlock } from "./crontab-block.ts";
import type { Machine } from "./machine.ts";
import { saying, schedulerFailed } from "./machine.ts";
import type { Ownership } from "./own-text.ts";
import { requireOwn } from "./own-text.ts";
import type { Change, ScheduleChange, ScheduleStanding } from "./standing.ts";

/** One installation's lines: a file of their own for the machine's cron, or a block in the user's crontab. */
export interface CronEntry {
  readonly scope: "system" | "user";
  readonly name: string;
  readonly text: string;
  /** The last line of a block. */
  readonly endMark: string;
  /** False when faulty settings leave open what the text would be. */
  readonly isTextKnown: boolean;
  readonly ownership: Ownership;
  readonly platform: NodeJS.Platform;
}

const CRONTAB = "the user's crontab";

export const cronPlace = ({ scope, name }: Pick<CronEntry, "scope" | "name">): string =>
  scope === "system" ? `/etc/cron.d/${name}` : CRONTAB;

/** Where the text of one entry is kept. */
interface Shelf {
  /** The entry's own text; `undefined` when it is not there. */
  readonly current: string | undefined;
  put(text: string): Promise<void>;
  clear(): Promise<void>;
}

const open = (machine: Machine, entry: CronEntry): Promise<Shelf> =>
  entry.scope === "system" ? Promise.resolve(openFile(machine, entry)) : openCrontab(machine, entry);

function openFile(machine: Machine, entry: CronEntry): Shelf {
  const place = cronPlace(entry);
  return {
    current: machine.read(place),
    put(text) {
      machine.write(place, text);
      return Promise.resolve();
    },
    clear() {
      machine.remove(place);
      return Promise.resolve();
    },
  };
}

async function openCrontab(machine: Machine, entry: CronEntry): Promise<Shelf> {
  const crontab = await readCrontab(machine);
  const parts = splitOrFail(crontab, { begin: `# ${entry.ownership.mark}`, end: entry.endMark });
  return {
    current: parts.kind === "present" ? parts.block : undefined,
    put: (text) => writeCrontab(machine, withBlock(crontab, parts, text)),
    clear: () => writeCrontab(machine, withBlock(crontab, parts, "")),
  };
}

function splitOrFail(crontab: string, marks: BlockMarks): CrontabParts {
  const parts = splitCrontab(crontab, marks);
  if (parts.kind !== "damaged") return parts;
  throw schedulerFailed(
    "find our lines in the crontab",
    `one of the two comments around them is missing; with crontab -e, remove what is between "${marks.begin}..." and "${marks.end}", and the comments`,
  );
}

export async function readCrontab(machine: Machine): Promise<string> {
  const result = await machine.run("crontab", ["-l"]);
  if (result.code === 0) return result.stdout;
  if (/no crontab for/i.test(result.stderr)) return "";
  throw schedulerFailed("read the crontab", saying(result));
}

async function writeCrontab(machine: Machine, text: string): Promise<void> {
  const result =
    text === "" ? await machine.run("crontab", ["-r"]) : await machine.run("crontab", ["-"], text);
  if (result.code !== 0) throw schedulerFailed("write the crontab", saying(result));
}

/** Puts the lines in their place and reads them back. */
export async function installCron(machine: Machine, entry: CronEntry): Promise<ScheduleChange> {
  const place = cronPlace(entry);
  const shelf = await open(machine, entry);
  requireOwn(place, shelf.current, entry.ownership);
  const isUnchanged = shelf.current === entry.text;
  if (!isUnchanged) await shelf.put(entry.text);
  const standing = await readCron(machine, entry);
  if (standing.isInstalled && standing.warnings.every((warning) => warning !== outdated(entry))) {
    return { changes: [{ place, change: isUnchanged ? "unchanged" : "written" }], standing };
  }
  await (shelf.current === undefined ? shelf.clear() : shelf.put(shelf.current));
  throw schedulerFailed(`write ${place}`, "what it holds afterwards is not what was written");
}

export async function removeCron(machine: Machine, entry: CronEntry): Promise<ScheduleChange> {
  const place = cronPlace(entry);
  const shelf = await open(machine, entry);
  requireOwn(place, shelf.current, entry.ownership);
  if (shelf.current !== undefined) await shelf.clear();
  const change: Change = { place, change: shelf.current === undefined ? "absent" : "removed" };
  return { changes: [change], standing: await readCron(machine, entry) };
}

/** cron itself remembers neither runs nor results. */
export async function readCron(machine: Machine, entry: CronEntry): Promise<ScheduleStanding> {
  const { current } = await open(machine, entry);
  if (current?.includes(entry.ownership.heading) !== true) {
    return { isInstalled: false, places: [], warnings: [] };
  }
  const isRunning = isDaemonRunning(machine, entry.platform);
  const warnings = [
    ...(current === entry.text || !entry.isTextKnown ? [] : [outdated(entry)]),
    ...(isRunning
      ? []
      : ["no cron daemon seems to run (/run/crond.pid); start it, or nothing will start cycles"]),
  ];
  return {
    isInstalled: true,
    places: [cronPlace(entry)],
    ...(isRunning ? { isEnabled: true } : {}),
    warnings,
  };
}

const outdated = (entry: CronEntry): string =>
  `${cronPlace(entry)} does not hold what this version and these settings would write; run tradebot schedule install cron again`;

/** macOS starts its cron when there is a crontab. */
function isDaemonRunning(machine: Machine, platform: NodeJS.Platform): boolean {
  if (platform !== "linux") return true;
  const processId = Number(machine.read("/run/crond.pid") ?? "");
  return (
    Number.isInteger(processId) && processId > 0 && machine.read(`/proc/${processId}/stat`) !== undefined
  );
}
