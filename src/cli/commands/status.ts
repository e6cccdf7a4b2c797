import path from "node:path";
import { armingDocument } from "../../adapters/files/arming-file.ts";
import { readKillSwitch } from "../../adapters/files/read-kill-switch.ts";
import type { LockStanding } from "../../adapters/files/lock.ts";
import { systemClock } from "../../adapters/system/system-clock.ts";
import { isoFromTimestamp } from "../../core/domain/time.ts";
import { unarmedInWords, type ArmingStanding } from "../../core/risk/arming.ts";
import { killSwitchInWords, type KillSwitch } from "../../core/risk/kill-switch.ts";
import { killSwitchDocument } from "../../report/kill-switch-document.ts";
import { armingStanding } from "../arming/arming-standing.ts";
import { EXIT_CODES } from "../exit-codes.ts";
import { loginDocument, loginText } from "../login/login-document.ts";
import { printable, printJson } from "../output.ts";
import type { CommandInput } from "../register/commands.ts";
import { requireSettings } from "../read-store.ts";
import { incidentsDocument, incidentsText } from "../status-incidents.ts";
import { runsDocument, runsText } from "../status-runs.ts";
import { storeDocument, storeSections } from "../status-store.ts";

/** Shows how the bot stands, from the state directory alone; disturbs no cycle that runs. */
export async function runStatus(input: CommandInput): Promise<number> {
  const settings = requireSettings(input);
  const { readLockOwner } = await import("../../adapters/files/lock.ts");
  const now = systemClock(new AbortController().signal).now();
  const killSwitch = readKillSwitch(settings.stateDirectory);
  const arming = armingStanding(settings, now);
  const document = {
    environment: settings.environment,
    dry_run: settings.dryRun || arming.kind === "unarmed",
    dry_run_overruled: arming.kind === "unarmed",
    arming: armingOf(arming),
    state_directory: path.resolve(settings.stateDirectory),
    ...runsDocument(settings, now),
    lock: lockDocument(readLockOwner(settings.stateDirectory)),
    kill_switch: killSwitchDocument(killSwitch),
    login: loginDocument(settings, now),
    incidents: incidentsDocument(settings.stateDirectory),
    ...(await storeDocument(settings, now)),
  };
  if (input.json) {
    printJson(input.host, document);
    return EXIT_CODES.done.code;
  }
  const { environment, dry_run, state_directory, lock, login } = document;
  const head = `environment: ${environment}${dry_run ? ", dry run" : ""}\n${armingText(arming)}state: ${printable(state_directory)}\n${killSwitchText(killSwitch)}`;
  const sections = [
    `${head}${runsText(document, now)}${lockText(lock)}${login.mode === "embedded" ? "" : `${printable(loginText(login).trimEnd())}\n`}`,
    incidentsText(document.incidents),
    ...storeSections(document),
  ];
  input.host.stdout.write(sections.filter((section) => section !== "").join("\n"));
  return EXIT_CODES.done.code;
}

/** As programs are told; null where none is needed. */
function armingOf(standing: ArmingStanding) {
  switch (standing.kind) {
    case "not_needed":
      return null;
    case "armed":
      return { state: "armed", ...armingDocument(standing.arming) } as const;
    case "unarmed":
      return { state: "unarmed", reasons: standing.reasons } as const;
  }
}

function armingText(standing: ArmingStanding): string {
  switch (standing.kind) {
    case "not_needed":
      return "";
    case "armed":
      return `REAL MONEY: armed for account ${printable(standing.arming.account)} until ${isoFromTimestamp(standing.arming.expiresAt)}\n`;
    case "unarmed":
      return `warning: ${printable(unarmedInWords(standing.reasons))}\n`;
  }
}

const killSwitchText = (killSwitch: KillSwitch | undefined): string =>
  killSwitch === undefined ? "" : `KILL SWITCH ON: ${printable(killSwitchInWords(killSwitch))}\n`;

function lockDocument(lock: LockStanding) {
  if (lock.kind === "free") return { state: "free" } as const;
  const { owner, holder } = lock;
  return {
    state: "held",
    holder,
    ...(owner === undefined
      ? {}
      : {
          process_id: owner.processId,
          host: owner.host,
          since: isoFromTimestamp(owner.since),
          run_id: owner.runId,
        }),
  } as const;
}

type LockDocument = ReturnType<typeof lockDocument>;

function lockText(lock: LockDocument): string {
  if (lock.state === "free") return "lock: free\n";
  const who =
    "process_id" in lock ? ` by process ${lock.process_id} on ${lock.host} since ${lock.since}` : "";
  return `lock: held${who} (holder ${lock.holder})\n`;
}
