import { accessSync, constants } from "node:fs";
import { userInfo } from "node:os";
import path from "node:path";
import {
  cronPlace,
  installCron,
  readCron,
  removeCron,
  type CronEntry,
} from "../../adapters/scheduler/cron.ts";
import {
  installLaunchd,
  plistPlace,
  readLaunchd,
  removeLaunchd,
  type LaunchdEntry,
} from "../../adapters/scheduler/launchd.ts";
import type { Machine } from "../../adapters/scheduler/machine.ts";
import type { ScheduleChange, ScheduleStanding } from "../../adapters/scheduler/standing.ts";
import {
  installSystemd,
  readSystemd,
  removeSystemd,
  unitDirectory,
  type SystemdEntry,
} from "../../adapters/scheduler/systemd.ts";
import {
  installWindows,
  readWindows,
  removeWindows,
  type WindowsEntry,
} from "../../adapters/scheduler/windows.ts";
import { cronBlock, cronEndMark, cronFile, type CronTools } from "../../schedule/crontab.ts";
import type { Installation } from "../../schedule/installation.ts";
import { launchdPlist } from "../../schedule/launchd-plist.ts";
import { ownHeading } from "../../schedule/scheduler-file.ts";
import { serviceName, systemdUnits, timerName } from "../../schedule/systemd-units.ts";
import { windowsTask } from "../../schedule/windows-task.ts";
import { ownershipOf } from "./identity.ts";
import type { SchedulerKind } from "./schedule-options.ts";

/** One entry for one installation in one scheduler. */
export interface Scheduler {
  readonly files: readonly { readonly place: string; readonly text: string }[];
  install(): Promise<ScheduleChange>;
  remove(): Promise<ScheduleChange>;
  read(): Promise<ScheduleStanding>;
}

/** @param isTextKnown false when faulty settings leave open what the entry would say */
export function schedulerOf(
  kind: SchedulerKind,
  installation: Installation,
  { machine, isTextKnown }: { readonly machine: Machine; readonly isTextKnown: boolean },
): Scheduler {
  switch (kind) {
    case "systemd":
      return systemd(machine, systemdEntry(installation, isTextKnown));
    case "cron":
      return cron(machine, cronEntry(machine, installation, isTextKnown));
    case "windows":
      return windows(machine, windowsEntry(installation));
    case "launchd":
      return launchd(machine, launchdEntry(installation, isTextKnown));
  }
}

function systemdEntry(installation: Installation, isTextKnown: boolean): SystemdEntry {
  return {
    scope: installation.scope,
    service: serviceName(installation),
    timer: timerName(installation),
    files: systemdUnits(installation, ownHeading(installation)),
    ownership: ownershipOf(installation),
    isTextKnown,
  };
}

const systemd = (machine: Machine, entry: SystemdEntry): Scheduler => ({
  files: entry.files.map(({ name, text }) => ({
    place: path.join(unitDirectory(entry.scope, machine), name),
    text,
  })),
  install: () => installSystemd(machine, entry),
  remove: () => removeSystemd(machine, entry),
  read: () => readSystemd(machine, entry),
});

function cronEntry(machine: Machine, installation: Installation, isTextKnown: boolean): CronEntry {
  const render = installation.scope === "system" ? cronFile : cronBlock;
  return {
    scope: installation.scope,
    name: installation.name,
    text: render(installation, cronTools(machine), ownHeading(installation)),
    endMark: cronEndMark(installation.name),
    isTextKnown,
    ownership: ownershipOf(installation),
    platform: process.platform,
  };
}

const cron = (machine: Machine, entry: CronEntry): Scheduler => ({
  files: [{ place: cronPlace(entry), text: entry.text }],
  install: () => installCron(machine, entry),
  remove: () => removeCron(machine, entry),
  read: () => readCron(machine, entry),
});

function cronTools({ env }: Machine): CronTools {
  const find = (tool: string): string | undefined =>
    (env["PATH"] ?? "")
      .split(path.delimiter)
      .map((directory) => path.join(directory, tool))
      .find((file) => path.isAbsolute(file) && isExecutable(file));
  const [flock, timeout] = [find("flock"), find("timeout")];
  return { ...(flock === undefined ? {} : { flock }), ...(timeout === undefined ? {} : { timeout }) };
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false; // not there, or not for us: either way it cannot be used
  }
}

function windowsEntry(installation: Installation): WindowsEntry {
  const heading = ownHeading(installation);
  const user = installation.runAs ?? userInfo().username;
  return {
    name: installation.name,
    xml: windowsTask(installation, { user, heading }),
    ownership: ownershipOf(installation),
  };
}

const windows = (machine: Machine, entry: WindowsEntry): Scheduler => ({
  files: [{ place: `${entry.name}.xml`, text: entry.xml }],
  install: () => installWindows(machine, entry),
  remove: () => removeWindows(machine, entry),
  read: () => readWindows(machine, entry),
});

const launchdEntry = (installation: Installation, isTextKnown: boolean): LaunchdEntry => ({
  scope: installation.scope,
  name: installation.name,
  plist: launchdPlist(installation, ownHeading(installation)),
  userId: process.getuid?.() ?? 0,
  isTextKnown,
  ownership: ownershipOf(installation),
});

const launchd = (machine: Machine, entry: LaunchdEntry): Scheduler => ({
  files: [{ place: plistPlace(entry, machine), text: entry.plist }],
  install: () => installLaunchd(machine, entry),
  remove: () => removeLaunchd(machine, entry),
  read: () => readLaunchd(machine, entry),
});
