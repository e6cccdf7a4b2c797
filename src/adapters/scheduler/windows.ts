import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Machine } from "./machine.ts";
import { runOrFail, schedulerFailed } from "./machine.ts";
import type { Ownership } from "./own-text.ts";
import { requireOwn } from "./own-text.ts";
import type { ScheduleChange, ScheduleStanding } from "./standing.ts";

/** A task of Windows' own scheduler. */
export interface WindowsEntry {
  readonly name: string;
  /** ASCII alone. */
  readonly xml: string;
  readonly ownership: Ownership;
}

const placeOf = ({ name }: WindowsEntry): string => `the task \\${name}`;

/** Windows keeps the task in its own words, so that a task that is there already is written anew. */
export async function installWindows(machine: Machine, entry: WindowsEntry): Promise<ScheduleChange> {
  const before = await readXml(machine, entry);
  requireOwn(placeOf(entry), before, entry.ownership);
  await create(machine, entry.name, entry.xml);
  const standing = await readWindows(machine, entry);
  if (standing.isInstalled) return { changes: [{ place: placeOf(entry), change: "written" }], standing };
  if (before !== undefined) await create(machine, entry.name, before);
  throw schedulerFailed(`make ${placeOf(entry)}`, "Windows does not show it afterwards");
}

async function create(machine: Machine, name: string, xml: string): Promise<void> {
  const scratch = mkdtempSync(path.join(tmpdir(), "tradebot-task-"));
  try {
    const file = path.join(scratch, "task.xml");
    writeFileSync(file, xml);
    await runOrFail(machine, "schtasks", ["/Create", "/TN", name, "/XML", file, "/F"]);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** `undefined` when there is no such task. */
async function readXml(machine: Machine, { name }: WindowsEntry): Promise<string | undefined> {
  const { code, stdout } = await machine.run("schtasks", ["/Query", "/TN", name, "/XML", "ONE"]);
  return code === 0 ? stdout : undefined;
}

export async function removeWindows(machine: Machine, entry: WindowsEntry): Promise<ScheduleChange> {
  const before = await readXml(machine, entry);
  requireOwn(placeOf(entry), before, entry.ownership);
  if (before !== undefined) await runOrFail(machine, "schtasks", ["/Delete", "/TN", entry.name, "/F"]);
  return {
    changes: [{ place: placeOf(entry), change: before === undefined ? "absent" : "removed" }],
    standing: { isInstalled: false, places: [], warnings: [] },
  };
}

/** Without header, because Windows translates that: name, next run, status, logon mode, last run, last result. */
const COLUMNS = { status: 3, lastRun: 5, lastResult: 6 } as const;
/** SCHED_S_TASK_HAS_NOT_RUN and SCHED_S_TASK_RUNNING */
const NEVER_RAN = "267011";
const RUNS_NOW = "267009";

export async function readWindows(machine: Machine, entry: WindowsEntry): Promise<ScheduleStanding> {
  const xml = await readXml(machine, entry);
  if (xml?.includes(entry.ownership.heading) !== true)
    return { isInstalled: false, places: [], warnings: [] };
  const query = ["/Query", "/TN", entry.name, "/FO", "CSV", "/V", "/NH"];
  const fields = csvFields((await runOrFail(machine, "schtasks", query)).stdout);
  return {
    isInstalled: true,
    places: [placeOf(entry)],
    isEnabled: !/<Settings>[\s\S]*<Enabled>false<\/Enabled>/.test(xml),
    ...lastResultOf(fields),
    warnings: xml.includes("<LogonType>InteractiveToken</LogonType>")
      ? ["cycles run only while this user is logged on; --system makes a task that needs no logon"]
      : [],
  };
}

function lastResultOf(fields: readonly string[]): { lastResult?: string } {
  const result = fields[COLUMNS.lastResult];
  if (result === undefined || result === NEVER_RAN) return {};
  return {
    lastResult: result === RUNS_NOW ? "running" : `exit code ${result}, ${fields[COLUMNS.lastRun] ?? ""}`,
  };
}

const csvFields = (text: string): readonly string[] =>
  [...(text.split(/\r?\n/)[0] ?? "").matchAll(/"([^"]*)"/g)].map(([, field = ""]) => field);
