import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { homedir, tmpdir, userInfo } from "node:os";
import path from "node:path";
import type { Machine, ToolResult } from "./machine.ts";
import { runOrFail, saying, schedulerFailed } from "./machine.ts";
import type { Ownership } from "./own-text.ts";
import { requireOwn } from "./own-text.ts";
import type { Change, ScheduleChange, ScheduleStanding } from "./standing.ts";
import { RUNNING, systemdStanding } from "./systemd-standing.ts";

/** The units of one installation, for the machine's service manager or the user's own. */
export interface SystemdEntry {
  readonly scope: "system" | "user";
  readonly service: string;
  readonly timer: string;
  readonly files: readonly { readonly name: string; readonly text: string }[];
  /** False when faulty settings leave open what the texts would be. */
  readonly isTextKnown: boolean;
  readonly ownership: Ownership;
}

const scopeFlags = ({ scope }: Pick<SystemdEntry, "scope">): readonly string[] =>
  scope === "user" ? ["--user"] : [];

export function unitDirectory(scope: SystemdEntry["scope"], { env }: Machine): string {
  if (scope === "system") return "/etc/systemd/system";
  return path.join(env["XDG_CONFIG_HOME"] ?? path.join(env["HOME"] ?? homedir(), ".config"), "systemd/user");
}

/** Puts the units in their place, enabled and started; if anything fails, everything is as it was before. */
export async function installSystemd(machine: Machine, entry: SystemdEntry): Promise<ScheduleChange> {
  const placed = placedFiles(machine, entry);
  for (const { place, before } of placed) requireOwn(place, before, entry.ownership);
  await verify(machine, entry);
  const changes = placed.map(({ place, text, before }): Change => ({
    place,
    change: text === before ? "unchanged" : "written",
  }));
  const wasEnabled = await isEnabled(machine, entry);
  try {
    for (const { place, text, before } of placed) if (text !== before) machine.write(place, text);
    await activate(
      machine,
      entry,
      changes.some(({ change }) => change === "written"),
    );
    return { changes, standing: await confirmed(machine, entry) };
  } catch (error) {
    await restore(machine, entry, { placed, wasEnabled });
    throw error;
  }
}

interface PlacedFile {
  readonly place: string;
  readonly text: string;
  readonly before: string | undefined;
}

const placedFiles = (machine: Machine, entry: SystemdEntry): readonly PlacedFile[] =>
  entry.files.map(({ name, text }) => {
    const place = path.join(unitDirectory(entry.scope, machine), name);
    return { place, text, before: machine.read(place) };
  });

/** systemd's own opinion, before anything is put where systemd looks. */
async function verify(machine: Machine, entry: SystemdEntry): Promise<void> {
  const scratch = mkdtempSync(path.join(tmpdir(), "tradebot-units-"));
  try {
    const files = entry.files.map(({ name, text }) => {
      const file = path.join(scratch, name);
      writeFileSync(file, text);
      return file;
    });
    const args = ["verify", "--man=no", ...scopeFlags(entry), ...files];
    const result = await machine.run("systemd-analyze", args);
    if (isAboutUs(result, entry)) {
      throw schedulerFailed("use these units", `systemd-analyze verify: ${saying(result)}`);
    }
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** It also finds fault with whatever else of the machine our units come after, which is none of their business. */
function isAboutUs({ code, stdout, stderr }: ToolResult, { files }: SystemdEntry): boolean {
  const text = `${stdout}${stderr}`;
  return code !== 0 && (text.trim() === "" || files.some(({ name }) => text.includes(name)));
}

const systemctl = (machine: Machine, entry: SystemdEntry, ...args: readonly string[]) =>
  runOrFail(machine, "systemctl", [...scopeFlags(entry), ...args]);

async function isEnabled(machine: Machine, entry: SystemdEntry): Promise<boolean> {
  const { code } = await machine.run("systemctl", [
    ...scopeFlags(entry),
    "is-enabled",
    "--quiet",
    entry.timer,
  ]);
  return code === 0;
}

/** A timer that runs already takes a new calendar only when it is started anew. */
async function activate(machine: Machine, entry: SystemdEntry, isChanged: boolean): Promise<void> {
  if (isChanged) await systemctl(machine, entry, "daemon-reload");
  await systemctl(machine, entry, "enable", entry.timer);
  await systemctl(machine, entry, isChanged ? "restart" : "start", entry.timer);
}

async function confirmed(machine: Machine, entry: SystemdEntry): Promise<ScheduleStanding> {
  const standing = await readSystemd(machine, entry);
  const isTicking = standing.nextRunAt !== undefined || standing.lastResult === RUNNING;
  if (standing.isEnabled === true && isTicking) return standing;
  throw schedulerFailed(
    `start "${entry.timer}"`,
    `systemd says ${standing.isEnabled === true ? "that it has no next run" : "that it is not enabled and active"}`,
  );
}

interface Earlier {
  readonly placed: readonly PlacedFile[];
  readonly wasEnabled: boolean;
}

async function restore(
  machine: Machine,
  entry: SystemdEntry,
  { placed, wasEnabled }: Earlier,
): Promise<void> {
  if (!wasEnabled) await machine.run("systemctl", [...scopeFlags(entry), "disable", "--now", entry.timer]);
  for (const { place, before } of placed) {
    if (before === undefined) machine.remove(place);
    else machine.write(place, before);
  }
  await machine.run("systemctl", [...scopeFlags(entry), "daemon-reload"]);
  if (wasEnabled) await machine.run("systemctl", [...scopeFlags(entry), "restart", entry.timer]);
}

/** Takes the units away. A cycle that runs is left to end by itself. */
export async function removeSystemd(machine: Machine, entry: SystemdEntry): Promise<ScheduleChange> {
  const placed = placedFiles(machine, entry);
  const present = placed.filter(({ before }) => before !== undefined);
  for (const { place, before } of present) requireOwn(place, before, entry.ownership);
  if (present.length > 0) {
    await systemctl(machine, entry, "disable", "--now", entry.timer);
    for (const { place } of present) machine.remove(place);
    await systemctl(machine, entry, "daemon-reload");
    await machine.run("systemctl", [...scopeFlags(entry), "reset-failed", entry.service]); // may never have failed
  }
  const changes = placed.map(({ place, before }): Change => ({
    place,
    change: before === undefined ? "absent" : "removed",
  }));
  return { changes, standing: { isInstalled: false, places: [], warnings: [] } };
}

/** What systemd says about the units; nothing is asked when they are not there. */
export async function readSystemd(machine: Machine, entry: SystemdEntry): Promise<ScheduleStanding> {
  const present = placedFiles(machine, entry).filter(
    ({ before }) => before?.includes(entry.ownership.heading) === true,
  );
  if (present.length === 0) return { isInstalled: false, places: [], warnings: [] };
  const places = present.map(({ place }) => place);
  const flags = scopeFlags(entry);
  const standing = await systemdStanding(machine, { flags, service: entry.service, timer: entry.timer });
  const warnings = [
    ...present
      .filter(({ before, text }) => entry.isTextKnown && before !== text)
      .map(({ place }) => outdated(place)),
    ...(entry.scope === "user" ? await lingering(machine) : []),
  ];
  return { isInstalled: true, places, ...standing, warnings };
}

const outdated = (place: string): string =>
  `"${place}" is not what this version and these settings would write; run tradebot schedule install systemd again`;

/** Without lingering, a user's service manager ends with the user's last session. */
async function lingering(machine: Machine): Promise<readonly string[]> {
  const user = userInfo().username;
  const result = await machine.run("loginctl", ["show-user", user, "--property=Linger", "--value"]);
  if (result.code === 0 && result.stdout.trim() === "yes") return [];
  return [`cycles run only while ${user} is logged in; run: loginctl enable-linger ${user}`];
}
