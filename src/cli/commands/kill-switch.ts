import { hostname } from "node:os";
import { turnKillSwitchOff, turnKillSwitchOn } from "../../adapters/files/kill-switch.ts";
import { readKillSwitch } from "../../adapters/files/read-kill-switch.ts";
import { systemClock } from "../../adapters/system/system-clock.ts";
import { TradebotError } from "../../core/domain/errors.ts";
import { killSwitchInWords, type KillSwitch, type KillSwitchMode } from "../../core/risk/kill-switch.ts";
import { EXIT_CODES } from "../exit-codes.ts";
import { doubtInWords, findStateDirectory, type FoundDirectory } from "../find-state-directory.ts";
import { killSwitchDocument } from "../../report/kill-switch-document.ts";
import { noteKillSwitch } from "../note-kill-switch.ts";
import { ownLine, printable, printJson } from "../output.ts";
import { personName } from "../person.ts";
import type { CommandInput } from "../register/commands.ts";
import { isConfirmed } from "./maintenance/confirm.ts";

/** What each of the three commands takes. */
export interface KillSwitchOptions {
  readonly stateDir?: string;
}

const LONGEST_REASON = 500;

/** Forbids orders until somebody turns it off. Needs no configuration, broker, store or lock. */
export function runKillSwitchOn(
  input: CommandInput,
  { mode, reason, stateDir }: KillSwitchOptions & { readonly mode: KillSwitchMode; readonly reason?: string },
): number {
  const found = findStateDirectory(input.host, input.configuration, stateDir);
  const since = systemClock(new AbortController().signal).now();
  const said = { mode, since, by: `${personName()}@${hostname()}`, ...reasonOf(reason) };
  const before = turnKillSwitchOn(found.path, said);
  const now = readKillSwitch(found.path);
  if (now === undefined) throw turnedOffMeanwhile(found);
  noteKillSwitch(input, "killswitch_turned_on", { path: found.path, mode: now.mode, reason });
  if (mode === "entries" && now.mode === "all") input.host.stderr.write(ownLine(NOT_NARROWED));
  return tell(input, { found, now, note: noteOfOn(before, now) });
}

const reasonOf = (reason: string | undefined) => {
  if (reason === undefined || reason.trim() === "") return {};
  if (reason.length <= LONGEST_REASON) return { reason };
  throw new TradebotError({
    code: "REASON_TOO_LONG",
    message: `--reason has ${reason.length} characters, expected ${LONGEST_REASON} at most: the kill switch was not touched`,
    exit: "usage",
    hint: "shorten it, or leave it out",
  });
};

const STILL_SENT: Readonly<Record<KillSwitchMode, string>> = {
  all: "no further order",
  entries: "no further order that adds risk, but still exits, stops and targets",
};

const NOT_NARROWED =
  "the kill switch stays on for all orders: it is widened at once, and narrowed only by turning it off first";

const noteOfOn = (before: KillSwitch | undefined, { mode }: KillSwitch): string =>
  before === undefined
    ? `it is on from now on; a cycle that runs sends ${STILL_SENT[mode]}, and what it has sent it settles`
    : `it was on already: ${killSwitchInWords(before)}`;

const turnedOffMeanwhile = ({ path }: FoundDirectory): TradebotError =>
  new TradebotError({
    code: "KILL_SWITCH_TURNED_OFF",
    message: `the kill switch in "${path}" was turned on, and somebody turned it off in the same moment`,
    exit: "storage_unwritable",
    hint: "find out who, and turn it on again",
  });

/** Lets orders be sent again; a person must say so. */
export async function runKillSwitchOff(
  input: CommandInput,
  { yes, stateDir }: KillSwitchOptions & { readonly yes: boolean },
): Promise<number> {
  const found = findStateDirectory(input.host, input.configuration, stateDir);
  const on = readKillSwitch(found.path);
  if (on === undefined) return tell(input, { found, now: undefined, note: "it was off already" });
  if (!yes && !(await isConfirmed(input.host, announcementOf(on, found)))) {
    return tell(input, { found, now: on, note: "it stays on" });
  }
  const before = turnKillSwitchOff(found.path);
  noteKillSwitch(input, "killswitch_turned_off", { path: found.path, mode: on.mode });
  return tell(input, {
    found,
    now: readKillSwitch(found.path),
    ...(before === undefined ? {} : { before }),
    note: `it is off; it was on: ${killSwitchInWords(before ?? on)}`,
  });
}

const announcementOf = (on: KillSwitch, { path }: FoundDirectory): string =>
  `the kill switch in ${printable(path)} is on: ${printable(killSwitchInWords(on))}\n` +
  "when it is off, the next cycle sends orders again\n";

/** Whether it is on, who turned it on, and since when. */
export function runKillSwitchStatus(input: CommandInput, { stateDir }: KillSwitchOptions): number {
  const found = findStateDirectory(input.host, input.configuration, stateDir);
  return tell(input, { found, now: readKillSwitch(found.path) });
}

interface Told {
  readonly found: FoundDirectory;
  readonly now: KillSwitch | undefined;
  /** How it was before it was turned off. */
  readonly before?: KillSwitch;
  readonly note?: string;
}

/** @returns 78 when it may have been another bot's switch: a script must not take that for done */
function tell({ host, json }: CommandInput, { found, now, before, note }: Told): number {
  const { path, origin, doubt } = found;
  if (json) {
    printJson(host, {
      state_directory: path,
      state_directory_by: origin,
      ...(doubt === undefined ? {} : { doubt }),
      kill_switch: killSwitchDocument(now),
      ...(before === undefined ? {} : { before: killSwitchDocument(before) }),
    });
  } else {
    const state = now === undefined ? "off" : `ON, ${killSwitchInWords(now)}`;
    const lines = [
      `kill switch: ${state}`,
      ...(note === undefined ? [] : [note]),
      `state: ${path} (${origin})`,
    ];
    host.stdout.write(lines.map((line) => `${printable(line)}\n`).join(""));
  }
  if (doubt === undefined) return EXIT_CODES.done.code;
  host.stderr.write(ownLine(doubtInWords(doubt)));
  return EXIT_CODES.configuration.code;
}
