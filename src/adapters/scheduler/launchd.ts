import { homedir } from "node:os";
import path from "node:path";
import type { Machine } from "./machine.ts";
import { runOrFail, schedulerFailed } from "./machine.ts";
import type { Ownership } from "./own-text.ts";
import { requireOwn } from "./own-text.ts";
import type { ScheduleChange, ScheduleStanding } from "./standing.ts";

/** A job of launchd: a daemon of the machine, or an agent of the user who is logged in. */
export interface LaunchdEntry {
  readonly scope: "system" | "user";
  readonly name: string;
  readonly plist: string;
  readonly userId: number;
  /** False when faulty settings leave open what the text would be. */
  readonly isTextKnown: boolean;
  readonly ownership: Ownership;
}

export function plistPlace({ scope, name }: Pick<LaunchdEntry, "scope" | "name">, { env }: Machine): string {
  const directory =
    scope === "system"
      ? "/Library/LaunchDaemons"
      : path.join(env["HOME"] ?? homedir(), "Library", "LaunchAgents");
  return path.join(directory, `${name}.plist`);
}

const domainOf = ({ scope, userId }: LaunchdEntry): string =>
  scope === "system" ? "system" : `gui/${userId}`;
const targetOf = (entry: LaunchdEntry): string => `${domainOf(entry)}/${entry.name}`;

export async function installLaunchd(machine: Machine, entry: LaunchdEntry): Promise<ScheduleChange> {
  const place = plistPlace(entry, machine);
  const before = machine.read(place);
  requireOwn(place, before, entry.ownership);
  const isUnchanged = before === entry.plist && (await readLaunchd(machine, entry)).isEnabled === true;
  if (!isUnchanged) await replaceJob(machine, entry, { place, before });
  const change = isUnchanged ? "unchanged" : "written";
  return { changes: [{ place, change }], standing: await readLaunchd(machine, entry) };
}

interface Replacement {
  readonly place: string;
  readonly before: string | undefined;
}

async function replaceJob(
  machine: Machine,
  entry: LaunchdEntry,
  { place, before }: Replacement,
): Promise<void> {
  await unload(machine, entry);
  try {
    machine.write(place, entry.plist);
    await runOrFail(machine, "plutil", ["-lint", place]);
    await load(machine, entry, place);
    const { isEnabled } = await readLaunchd(machine, entry);
    if (isEnabled !== true) throw schedulerFailed(`load "${place}"`, "launchd does not know it afterwards");
  } catch (error) {
    await unload(machine, entry);
    if (before === undefined) machine.remove(place);
    else {
      machine.write(place, before);
      await load(machine, entry, place);
    }
    throw error;
  }
}

const load = (machine: Machine, entry: LaunchdEntry, place: string) =>
  runOrFail(machine, "launchctl", ["bootstrap", domainOf(entry), place]);

/** launchd answers with an error when there is nothing to unload, which is what is wanted. */
const unload = (machine: Machine, entry: LaunchdEntry) =>
  machine.run("launchctl", ["bootout", targetOf(entry)]);

export async function removeLaunchd(machine: Machine, entry: LaunchdEntry): Promise<ScheduleChange> {
  const place = plistPlace(entry, machine);
  const before = machine.read(place);
  requireOwn(place, before, entry.ownership);
  if (before !== undefined) {
    await unload(machine, entry);
    machine.remove(place);
  }
  return {
    changes: [{ place, change: before === undefined ? "absent" : "removed" }],
    standing: { isInstalled: false, places: [], warnings: [] },
  };
}

export async function readLaunchd(machine: Machine, entry: LaunchdEntry): Promise<ScheduleStanding> {
  const place = plistPlace(entry, machine);
  const text = machine.read(place);
  if (text?.includes(entry.ownership.heading) !== true)
    return { isInstalled: false, places: [], warnings: [] };
  const { code, stdout } = await machine.run("launchctl", ["print", targetOf(entry)]);
  const exitCode = /last exit code = (\d+)/.exec(stdout)?.[1];
  return {
    isInstalled: true,
    places: [place],
    isEnabled: code === 0,
    ...(exitCode === undefined ? {} : { lastResult: `exit code ${exitCode}` }),
    warnings: [
      ...(text === entry.plist || !entry.isTextKnown
        ? []
        : [
            `"${place}" is not what this version and these settings would write; run tradebot schedule install launchd again`,
          ]),
      ...(entry.scope === "user"
        ? ["cycles run only while this user is logged in; --system makes a daemon of the machine"]
        : []),
    ],
  };
}
