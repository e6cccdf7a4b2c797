import { lstatSync, type Stats } from "node:fs";
import { join } from "node:path";
import { timestampFromIso } from "../../core/domain/time.ts";
import { KILL_SWITCH_MODES, type KillSwitch } from "../../core/risk/kill-switch.ts";
import { readTextFile } from "./read-text-file.ts";

const FILE_NAME = "KILL_SWITCH";

export const isKillSwitchName = (name: string): boolean => name === FILE_NAME;

export const PRIVATE_MODE = 0o600;

/** No switch of ours comes near it. */
const LONGEST_BYTES = 65_536;

/**
 * The kill switch of a state directory; `undefined` when it is off. That something is there under its name is what
 * turns it on: whatever cannot be read, understood or trusted counts for all orders, and never for none.
 */
export function readKillSwitch(directory: string): KillSwitch | undefined {
  const path = killSwitchPath(directory);
  try {
    const stats = lstatSync(path, { throwIfNoEntry: false });
    return stats === undefined ? undefined : readTrusted(path, stats);
  } catch (error) {
    return distrusted(`it cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
}

export const killSwitchPath = (directory: string): string => join(directory, FILE_NAME);

const distrusted = (defect: string): KillSwitch => ({ mode: "all", defect });

function readTrusted(path: string, stats: Stats): KillSwitch | undefined {
  if (!stats.isFile()) return distrusted("it is no regular file");
  if (stats.size > LONGEST_BYTES) return distrusted(`it has ${stats.size} bytes`);
  const text = readTextFile(path);
  if (text === undefined) return undefined; // turned off between the two looks
  const written = parse(text);
  const defect = whyDistrusted(stats);
  return defect === undefined ? written : { ...written, mode: "all", defect };
}

/** Whoever can write the file could have narrowed it. */
function whyDistrusted(stats: Stats): string | undefined {
  if (process.platform === "win32") return undefined; // access there is by lists, not by modes
  if (stats.uid !== process.geteuid?.()) return "it belongs to another user";
  const mode = stats.mode & 0o777;
  return mode === PRIVATE_MODE ? undefined : `its mode is ${mode.toString(8)} and not 600`;
}

/** By hand: a cycle that finds no switch must not have loaded a parser for it. */
function parse(text: string): KillSwitch {
  const json = jsonOrUndefined(text);
  if (typeof json !== "object" || json === null) return distrusted("it says nothing intelligible");
  const textOf = (name: string): string | undefined => {
    const value: unknown = Object.entries(json).find(([key]) => key === name)?.[1];
    return typeof value === "string" && value !== "" ? value : undefined;
  };
  const since = timestampFromIso(textOf("since") ?? "");
  const [by, reason] = [textOf("by"), textOf("reason")];
  const said = {
    ...(since === undefined ? {} : { since }),
    ...(by === undefined ? {} : { by }),
    ...(reason === undefined ? {} : { reason }),
  };
  const mode = KILL_SWITCH_MODES.find((known) => known === textOf("mode"));
  return mode === undefined ? { ...distrusted("it does not say a mode"), ...said } : { mode, ...said };
}

function jsonOrUndefined(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
