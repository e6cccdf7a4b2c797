import path from "node:path";
import { replaceFile } from "../../adapters/files/replace-file.ts";
import { readCrontab } from "../../adapters/scheduler/cron.ts";
import { plistPlace } from "../../adapters/scheduler/launchd.ts";
import { systemMachine, type Machine } from "../../adapters/scheduler/machine.ts";
import type { ScheduleStanding } from "../../adapters/scheduler/standing.ts";
import { unitDirectory } from "../../adapters/scheduler/systemd.ts";
import { TradebotError } from "../../core/domain/errors.ts";
import type { Timestamp } from "../../core/domain/time.ts";
import type { Scope } from "../../schedule/installation.ts";
import { isKeeperName } from "../../schedule/login-keeper.ts";
import { ownHeading, OWN_MARK } from "../../schedule/scheduler-file.ts";
import type { CommandInput } from "../register/commands.ts";
import { identityOf } from "./identity.ts";
import { readKeeper, type KeeperStanding } from "./keeper-standing.ts";
import { openScheduler, withNextStart } from "./open-scheduler.ts";
import { DEFAULT_NAME, type SchedulerKind } from "./schedule-options.ts";

/** What one scheduler of this machine says about this installation. */
export interface ScheduleReading {
  readonly kind: SchedulerKind;
  readonly scope: Scope;
  readonly name: string;
  /** Absent when it could not be asked. */
  readonly standing?: ScheduleStanding;
  /** Of what renews the login; absent where nothing does and nothing has to. */
  readonly keeper?: KeeperStanding;
  /** Why it could not be asked; a machine simply without that scheduler is not among the readings. */
  readonly fault?: string;
}

const BY_PLATFORM: Partial<Record<NodeJS.Platform, readonly SchedulerKind[]>> = {
  linux: ["systemd", "cron"],
  darwin: ["launchd", "cron"],
  win32: ["windows"],
};

/**
 * Asks every scheduler that this kind of machine has, system-wide and the user's own, for this installation's entries,
 * whatever their names; faulty settings are no obstacle.
 */
export async function readSchedules(
  input: CommandInput,
  now: Timestamp,
): Promise<readonly ScheduleReading[]> {
  const readings: ScheduleReading[] = [];
  for (const kind of BY_PLATFORM[process.platform] ?? []) {
    for (const scope of kind === "windows" ? (["user"] as const) : (["system", "user"] as const)) {
      readings.push(...(await readAll(input, { kind, scope, now })));
    }
  }
  return readings;
}

async function readAll(
  input: CommandInput,
  place: Omit<Question, "name">,
): Promise<readonly ScheduleReading[]> {
  const usual = await readOne(input, { ...place, name: DEFAULT_NAME });
  if (usual === undefined || usual.fault !== undefined) return usual === undefined ? [] : [usual];
  const readings = [usual];
  for (const name of await otherNames(input, place)) {
    const reading = await readOne(input, { ...place, name });
    if (reading !== undefined) readings.push(reading);
  }
  return readings;
}

interface Question {
  readonly kind: SchedulerKind;
  readonly scope: Scope;
  readonly name: string;
  readonly now: Timestamp;
}

async function readOne(
  input: CommandInput,
  { kind, scope, name, now }: Question,
): Promise<ScheduleReading | undefined> {
  try {
    const open = await openScheduler(input, { kind, name, [scope]: true, isLenient: true });
    const standing = withNextStart(await open.scheduler.read(), open, now);
    const keeper = standing.isInstalled ? await readKeeper(open, now) : undefined;
    return { kind, scope, name, standing, ...(keeper === undefined ? {} : { keeper }) };
  } catch (error) {
    if (!(error instanceof TradebotError)) throw error;
    return error.code === "SCHEDULER_TOOL_MISSING" ? undefined : { kind, scope, name, fault: error.message };
  }
}

/** Names under which this installation was installed besides the usual one. */
async function otherNames(
  input: CommandInput,
  { kind, scope }: Pick<Question, "kind" | "scope">,
): Promise<readonly string[]> {
  const machine = systemMachine(input.host.env, replaceFile);
  const identity = identityOf(input, { name: DEFAULT_NAME, [scope]: true });
  const texts = await entryTexts(machine, kind, scope);
  const names = texts.flatMap((text) => [...text.matchAll(OWN_MARK)].map(([, name = ""]) => name));
  return [...new Set(names)].filter(
    (name) =>
      name !== DEFAULT_NAME &&
      !isKeeperName(name) &&
      texts.some((text) => text.includes(ownHeading({ ...identity, name }))),
  );
}

/** The entries that lie where one scheduler looks. Windows keeps its tasks to itself. */
async function entryTexts(machine: Machine, kind: SchedulerKind, scope: Scope): Promise<readonly string[]> {
  const inDirectory = (directory: string, pattern: RegExp): readonly string[] =>
    machine
      .list(directory)
      .filter((file) => pattern.test(file))
      .flatMap((file) => textIfReadable(machine, file));
  switch (kind) {
    case "systemd":
      return inDirectory(unitDirectory(scope, machine), /\.timer$/);
    case "launchd":
      return inDirectory(path.dirname(plistPlace({ scope, name: DEFAULT_NAME }, machine)), /\.plist$/);
    case "cron":
      return scope === "system" ? inDirectory("/etc/cron.d", /[/\\][^./\\]+$/) : [await readCrontab(machine)];
    case "windows":
      return [];
  }
}

/** Everybody can read what we wrote: what cannot be read is somebody else's. */
function textIfReadable(machine: Machine, file: string): readonly string[] {
  try {
    return [machine.read(file) ?? ""];
  } catch (error) {
    if (error instanceof TradebotError) return [];
    throw error;
  }
}
