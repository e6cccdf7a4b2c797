import { lstatSync, readdirSync } from "node:fs";
import path from "node:path";
import { readKillSwitch } from "../../adapters/files/read-kill-switch.ts";
import type { LockStanding } from "../../adapters/files/lock.ts";
import { readTextFile } from "../../adapters/files/read-text-file.ts";
import { DAMAGED_FILE } from "../../adapters/store/store-files.ts";
import type { StoreReader } from "../../adapters/store/store-reader.ts";
import type { Settings } from "../../config/settings.ts";
import { TradebotError } from "../../core/domain/errors.ts";
import { durationMs, minutes, type DurationMs, type Timestamp } from "../../core/domain/time.ts";
import type { StoreOwner } from "../../cycle/ports/store.ts";
import { checkKillSwitch } from "../../report/check-kill-switch.ts";
import { parseStatus, STATUS_FILE } from "../../report/status-file.ts";
import { checkDisclaimers } from "./check-disclaimers.ts";
import { checkLock } from "./check-lock.ts";
import { checkStore, type StoreFacts } from "./check-store.ts";
import type { Diagnosis } from "./diagnosis.ts";
import { doubtful, failureOf } from "./diagnosis.ts";

interface StateExamined {
  readonly diagnoses: readonly Diagnosis[];
  readonly owner?: StoreOwner | undefined;
}

/** Looks at the lock and the store without touching them; a cycle may run meanwhile. */
export async function examineState(
  directory: string | undefined,
  { settings, now }: { readonly settings: Settings | undefined; readonly now: Timestamp },
): Promise<StateExamined> {
  if (directory === undefined) {
    const remedy = "correct the configuration first";
    return { diagnoses: [doubtful("store", "was not looked at, because STATE_DIR is not known", remedy)] };
  }
  const store = await readStore(directory);
  const killSwitch = checkKillSwitch(readKillSwitch(directory));
  const owner = store.content instanceof TradebotError ? undefined : store.content?.owner;
  const lock = await readLock(directory);
  if (lock instanceof TradebotError) return { diagnoses: [failureOf("lock", lock), killSwitch], owner };
  const isCycleRunning = lock.kind === "held" && lock.holder !== "dead";
  const environment = settings?.environment ?? owner?.environment ?? "";
  return {
    diagnoses: [
      checkLock(lock, { now, longest: longestCycle(settings) }),
      killSwitch,
      ...checkStore(store, { environment, now, isCycleRunning, hasRunBefore: hasLastCycle(directory) }),
      ...disclaimersOf(store, { settings, now }),
    ],
    owner,
  };
}

function disclaimersOf(
  { content }: StoreFacts,
  { settings, now }: { readonly settings: Settings | undefined; readonly now: Timestamp },
): readonly Diagnosis[] {
  if (settings === undefined || content === undefined || content instanceof TradebotError) return [];
  const { disclaimers } = content;
  const policy = settings.execution.disclaimerPolicy;
  return disclaimers === undefined ? [] : [checkDisclaimers(disclaimers, { policy, now })];
}

/** By the status file; one that says nothing intelligible was written by some run all the same. */
function hasLastCycle(directory: string): boolean {
  if (!namesIn(directory).includes(STATUS_FILE)) return false;
  try {
    const reading = parseStatus(readTextFile(path.join(directory, STATUS_FILE)));
    return reading.kind !== "record" || reading.record.last_cycle !== null;
  } catch {
    return true; // it is there, and whoever wrote it had a store
  }
}

/** An hour where the configuration does not tell. */
const longestCycle = (settings: Settings | undefined): DurationMs =>
  settings === undefined ? minutes(60) : durationMs(settings.execution.cycleTimeout + settings.jitterMax);

async function readLock(directory: string): Promise<LockStanding | TradebotError> {
  const { readLockOwner } = await import("../../adapters/files/lock.ts");
  try {
    return readLockOwner(directory);
  } catch (error) {
    if (error instanceof TradebotError) return error;
    throw error;
  }
}

async function readStore(directory: string): Promise<StoreFacts> {
  const { openStoreForReading } = await import("../../adapters/store/open-store.ts");
  const damaged = namesIn(directory).filter((name) => DAMAGED_FILE.test(name) && !/-(wal|shm)$/.test(name));
  let reader: StoreReader | undefined;
  try {
    reader = openStoreForReading(directory);
    return reader === undefined ? { damaged } : { damaged, content: contentOf(reader) };
  } catch (error) {
    if (error instanceof TradebotError) return { damaged, content: error };
    throw error;
  } finally {
    reader?.close();
  }
}

/** Before the first cycle there is no such directory; what else may be wrong with it has a line of its own. */
function namesIn(directory: string): readonly string[] {
  return lstatSync(path.join(directory, "."), { throwIfNoEntry: false })?.isDirectory() === true
    ? readdirSync(directory)
    : [];
}

function contentOf(reader: StoreReader): NonNullable<StoreFacts["content"]> {
  const soundness = reader.soundness();
  if (soundness !== "ok") return { soundness, unsettled: [] };
  const owner = reader.owner();
  const [lastCycle] = reader.lastCycles(1);
  return {
    soundness,
    ...(owner === undefined ? {} : { owner }),
    ...(lastCycle === undefined ? {} : { lastCycle }),
    unsettled: reader.unsettledIntents(),
    disclaimers: reader.recordedDisclaimers(),
  };
}
