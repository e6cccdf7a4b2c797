import { rmSync } from "node:fs";
import path from "node:path";
import { turnKillSwitchOff, turnKillSwitchOn } from "../adapters/files/kill-switch.ts";
import { backUpStore } from "../adapters/store/backup.ts";
import { openStore } from "../adapters/store/open-store.ts";
import { putInPlace, stageBackup } from "../adapters/store/restore.ts";
import { COMPANIONS, storePath } from "../adapters/store/store-files.ts";
import type { PersonalAnswer } from "../core/execution/disclaimers.ts";
import type { KillSwitchMode } from "../core/risk/kill-switch.ts";
import { withReader } from "./books.ts";
import { actByHand } from "./person.ts";
import type { Machine, Step } from "./schedule.ts";
import { hasStore, intentsOf, stateDirectoryOf, type Stage } from "./stage.ts";
import { startMachine } from "./start-machine.ts";

/** Lets one thing of a schedule happen. */
export async function performStep(stage: Stage, step: Step): Promise<void> {
  const { world, happenings } = stage;
  switch (step.kind) {
    case "start":
      await startMachine(stage, step, { mood: "trading", perform: performStep });
      return;
    case "pause":
      world.clock.advance(step.seconds * 1000);
      return;
    case "clock_set":
      stage.aheadSeconds = step.aheadSeconds;
      return;
    case "kill_switch":
      turnKillSwitch(stage, step.mode);
      return;
    case "store_deleted":
      deleteStore(stage, step.machine);
      return;
    case "store_kept":
      stage.backup = keepStore(stage);
      return;
    case "store_restored":
      restoreStore(stage, step.isBrokenOff === true);
      return;
    case "person_answers":
      answerTexts(stage, step.answer);
      return;
    case "fault":
      world.simulator.faults.next(step.fault);
      return;
    default:
      happenings.acts_by_hand += 1;
      await actByHand(world, step);
  }
}

function turnKillSwitch({ world, happenings, bans }: Stage, mode: KillSwitchMode | "off"): void {
  const { stateDirectory, clock } = world;
  const now = clock.now();
  for (const ban of bans) ban.until ??= now;
  if (mode === "off") {
    turnKillSwitchOff(stateDirectory);
    return;
  }
  happenings.kill_switches += 1;
  turnKillSwitchOn(stateDirectory, { mode, since: now, by: "selftest" });
  bans.push({ mode, from: now });
}

function deleteStore(stage: Stage, machine: Machine): void {
  if (!stage.machines.has(machine)) return;
  stage.happenings.lost_stores += 1;
  stage.ghosts.push(...intentsOf(stage, machine));
  const store = storePath(stateDirectoryOf(stage, machine));
  for (const file of [store, ...COMPANIONS.map((suffix) => store + suffix)]) rmSync(file, { force: true });
}

/** As the commands about disclaimers do. */
function answerTexts(stage: Stage, answer: PersonalAnswer): void {
  const directory = stateDirectoryOf(stage, "first");
  const now = stage.world.clock.now();
  if (!hasStore(stage, "first")) return;
  const hashes = withReader(directory, (reader) => reader.recordedDisclaimers().map(({ hash }) => hash));
  const { store } = openStore({ directory, now });
  for (const hash of hashes) store.recordPersonalAnswer({ hash, answer, person: "selftest", at: now });
  store.close();
  if (hashes.length > 0 && answer === "agreed") stage.agreedAt ??= now;
}

function keepStore({ world }: Stage): string | undefined {
  const directory = path.join(world.stateDirectory, "kept");
  rmSync(directory, { recursive: true, force: true });
  const { stateDirectory, clock } = world;
  return backUpStore({ stateDirectory, now: clock.now(), to: directory })?.path;
}

/** As `maintenance restore` does. */
function restoreStore(stage: Stage, isBrokenOff: boolean): void {
  const { world, backup, happenings } = stage;
  if (backup === undefined) return;
  const { stateDirectory, clock } = world;
  const staged = stageBackup({ stateDirectory, file: backup, environment: "LOCAL" });
  if (isBrokenOff) return;
  happenings.restored_stores += 1;
  stage.ghosts.push(...intentsOf(stage, "first"));
  clock.advance(1_000); // a person is not so quick as to restore twice at the same moment
  putInPlace(staged, clock.now());
}
