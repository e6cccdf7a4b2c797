import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { readKillSwitch } from "../adapters/files/read-kill-switch.ts";
import { acquireLock, type Lock } from "../adapters/files/lock.ts";
import { TradebotError } from "../core/domain/errors.ts";
import { forbids, KILL_SWITCH_ON, killSwitchInWords } from "../core/risk/kill-switch.ts";
import type { PlacementGuard, Ports } from "../cycle/ports.ts";
import { breach } from "./breach.ts";
import { Crashed, CrashSwitch } from "./crash-switch.ts";
import { findUncovered } from "./judge-coverage.ts";
import { interrupt } from "./interrupt.ts";
import { RecordedEvents } from "./recorded-events.ts";
import type { Interruption, Start, Step } from "./schedule.ts";
import { clockOf, settingsOf, stateDirectoryOf, type Mood, type Stage } from "./stage.ts";
import { closeOutIn } from "./close-out-in.ts";
import { reconcileIn } from "./reconcile-in.ts";
import { StopSwitch } from "./stop-switch.ts";
import { runCycleIn, type CycleRun, type RunOptions } from "./world.ts";

export interface Starting {
  readonly mood: Mood;
  /** How to do what happens in the middle. */
  readonly perform: (stage: Stage, step: Step) => Promise<void>;
}

/** One start of the program: the lock, one cycle, and the end that it comes to. @returns nothing where there was no such end */
export async function startMachine(
  stage: Stage,
  start: Start,
  starting: Starting,
): Promise<CycleRun | undefined> {
  const { world, happenings, machines } = stage;
  const directory = stateDirectoryOf(stage, start.machine);
  const owner = { runId: world.ids.newRunId(), since: world.clock.now() };
  const result = await acquireLock({ directory, owner });
  if (result.kind === "held") {
    happenings.refused_starts += 1;
    return undefined;
  }
  happenings.starts += 1;
  machines.add(start.machine);
  try {
    const run = await runUnderLock(stage, { start, starting, lock: result.lock });
    if (run !== undefined) stage.breaches.push(...findUncovered(stage, start, run));
    await result.lock.release();
    return run;
  } catch (error) {
    await dieHolding(result.lock, directory);
    if (error instanceof Crashed) happenings.crashes += 1;
    else stage.bugs.push(error);
    return undefined;
  }
}

interface Running {
  readonly start: Start;
  readonly starting: Starting;
  readonly lock: Lock;
}

async function runUnderLock(stage: Stage, { start, starting, lock }: Running): Promise<CycleRun | undefined> {
  const events = new RecordedEvents();
  stage.events.push(events);
  const { crash, stop, interruption, machine, job } = start;
  const crashSwitch = crash === undefined ? undefined : new CrashSwitch(crash);
  const stopSwitch = stop === undefined ? undefined : new StopSwitch(stop);
  const interrupted = (ports: Ports): Ports =>
    interruption === undefined
      ? ports
      : interrupt(ports, interruption, () => inBetween(stage, interruption, starting));
  const settings = settingsOf(stage.schedule, start.wants ?? starting.mood);
  const options: RunOptions = {
    settings,
    stateDirectory: stateDirectoryOf(stage, machine),
    clock: clockOf(stage),
    guard: guardOf(lock, stateDirectoryOf(stage, machine)),
    events,
    ...(stopSwitch && { stopped: stopSwitch.signal }),
    around: (ports) => {
      const mortal = crashSwitch?.around(interrupted(ports)) ?? interrupted(ports);
      return stopSwitch?.around(mortal) ?? mortal;
    },
  };
  try {
    return await perform(stage, job, options);
  } finally {
    if (stopSwitch !== undefined) noteStop(stage, stopSwitch);
  }
}

function perform(stage: Stage, job: Start["job"], options: RunOptions): Promise<CycleRun | undefined> {
  switch (job) {
    case "close_out":
      return closeOutIn(stage, options);
    case "reconcile":
      return reconcileIn(stage, options);
    case undefined:
      return runCycleIn(stage.world, options);
  }
}

/** What was on its way when the run was asked to end may still go; nothing after it. */
function noteStop({ happenings, breaches }: Stage, { signal, sentSince }: StopSwitch): void {
  if (signal.aborted) happenings.stops += 1;
  if (sentSince.length > 1) breaches.push(breach("heedless", sentSince.join(", ")));
}

/**
 * Between its last look and the request a machine is quick: what stands still there for longer than the broker's guard
 * against duplicates lasts cannot know what another machine has sent meanwhile.
 */
async function inBetween(stage: Stage, { call, steps }: Interruption, { perform }: Starting): Promise<void> {
  if (call === "place") stage.world.simulator.faults.clear();
  for (const step of steps) await perform(stage, step);
}

const guardOf = (lock: Lock, stateDirectory: string): PlacementGuard => ({
  requireWritable: () => {
    requireLock(lock);
  },
  check(purpose) {
    const killSwitch = readKillSwitch(stateDirectory);
    if (killSwitch !== undefined && forbids(killSwitch, purpose))
      return { code: KILL_SWITCH_ON, reason: killSwitchInWords(killSwitch) };
    requireLock(lock);
    return undefined;
  },
});

function requireLock(lock: Lock): void {
  if (lock.isStillOurs()) return;
  throw new TradebotError({
    code: "LOCK_LOST",
    message: "another process has the lock",
    exit: "lock_held",
  });
}

/** A dead process leaves the files of its lock; only what the kernel held for it is free. */
async function dieHolding(lock: Lock, directory: string): Promise<void> {
  const owner = path.join(directory, "tradebot.lock.owner.json");
  const words = readFileSync(owner);
  await lock.release();
  writeFileSync(owner, words, { mode: 0o600 });
  mkdirSync(path.join(directory, "tradebot.lock"), { mode: 0o700 });
}
