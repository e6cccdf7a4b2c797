import { lstatSync, rmdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { LockOwner, OwnerRecord } from "./lock-owner.ts";
import { publicOwner, readOwner, writeOwner } from "./lock-owner.ts";
import type { Mutex } from "./mutex.ts";
import { takeMutex } from "./mutex.ts";
import type { Vitality } from "./process-identity.ts";
import { isSameMachine, ownIdentity, vitalityOf } from "./process-identity.ts";
import { prepareStateDirectory } from "./state-directory.ts";
import { isCode, stateUnwritable } from "./state-error.ts";
import type { VisibleLock } from "./visible-lock.ts";
import { takeVisibleLock } from "./visible-lock.ts";

export interface LockRequest {
  readonly directory: string;
  readonly owner: Pick<LockOwner, "runId" | "since">;
}

export type LockResult =
  | {
      readonly kind: "acquired";
      readonly lock: Lock;
      /** The dead process whose lock was taken over. */
      readonly recovered?: LockOwner;
    }
  | {
      readonly kind: "held";
      /** Absent in the short moment before a new holder has signed. */
      readonly owner?: LockOwner;
    };

export interface Lock {
  /** Whether nobody has put another owner in our place; to be asked before each effect that must happen once. */
  isStillOurs(): boolean;
  release(): Promise<void>;
}

/** What a bystander sees of the lock. */
export type LockStanding =
  | { readonly kind: "free" }
  | { readonly kind: "held"; readonly holder: Vitality; readonly owner?: LockOwner };

interface LockPaths {
  readonly mutex: string;
  /** The lock people see; a directory, which must stay empty to be removable. */
  readonly visible: string;
  readonly owner: string;
}

const lockPaths = (directory: string): LockPaths => ({
  mutex: join(directory, "tradebot.lock.mutex"),
  visible: join(directory, "tradebot.lock"),
  owner: join(directory, "tradebot.lock.owner.json"),
});

/**
 * Takes the one lock of a state directory, or says at once who has it. The kernel's mutex decides between
 * processes and tells a dead holder for certain; the visible lock and its owner file are for people, and
 * for the case that somebody deletes the mutex file under a running cycle.
 *
 * @throws TradebotError `STATE_UNWRITABLE` or `STATE_NOT_PRIVATE`
 */
export async function acquireLock({ directory, owner }: LockRequest): Promise<LockResult> {
  prepareStateDirectory(directory);
  const paths = lockPaths(directory);
  let mutex: Mutex | undefined;
  try {
    mutex = takeMutex(paths.mutex);
    if (mutex === undefined) return held(readOwner(paths.owner));
    const us: OwnerRecord = { ...owner, ...ownIdentity(), mutexFileId: mutex.fileId };
    const result = await takeOver({ paths, mutex, us });
    if (result.kind === "held") mutex.release();
    return result;
  } catch (error) {
    mutex?.release();
    throw stateUnwritable(error, directory);
  }
}

/** Looks without touching: neither taking nor disturbing the lock. */
export function readLockOwner(directory: string): LockStanding {
  const paths = lockPaths(directory);
  try {
    const owner = readOwner(paths.owner);
    const holder = owner === undefined ? "unknown" : vitalityOf(owner, ownIdentity());
    if (!isThere(paths.visible) && holder !== "alive") return { kind: "free" };
    return { kind: "held", holder, ...(owner === undefined ? {} : { owner: publicOwner(owner) }) };
  } catch (error) {
    throw stateUnwritable(error, directory);
  }
}

interface Takeover {
  readonly paths: LockPaths;
  readonly mutex: Mutex;
  readonly us: OwnerRecord;
}

async function takeOver({ paths, mutex, us }: Takeover): Promise<LockResult> {
  const previous = readOwner(paths.owner);
  const vitality = previous === undefined ? "dead" : vitalityBehindMutex(previous, us);
  const isVisible = isThere(paths.visible);
  // of an owner we cannot judge, the visible lock decides: whoever knows better may remove it
  if (vitality === "alive" || (vitality === "unknown" && isVisible)) return held(previous);
  if (isVisible) rmdirSync(paths.visible);
  writeOwner(paths.owner, us); // first, so that nobody ever sees the lock with the name of an earlier owner
  const visible = await takeVisibleLock(paths.visible);
  if (visible === undefined) return held(readOwner(paths.owner));
  const lock = new HeldLock({ paths, mutex, us }, visible);
  if (previous === undefined || vitality !== "dead") return { kind: "acquired", lock };
  return { kind: "acquired", lock, recovered: publicOwner(previous) };
}

/** We hold the mutex: of this file, no living process on this machine can hold it too. */
function vitalityBehindMutex(previous: OwnerRecord, us: OwnerRecord): Vitality {
  const hadThisMutex = isSameMachine(previous, us) && previous.mutexFileId === us.mutexFileId;
  return hadThisMutex ? "dead" : vitalityOf(previous, us);
}

const held = (owner: LockOwner | undefined): LockResult =>
  owner === undefined ? { kind: "held" } : { kind: "held", owner: publicOwner(owner) };

class HeldLock implements Lock {
  readonly #holding: Takeover;
  readonly #visible: VisibleLock;
  #isReleased = false;

  constructor(holding: Takeover, visible: VisibleLock) {
    this.#holding = holding;
    this.#visible = visible;
  }

  isStillOurs(): boolean {
    const { paths, us } = this.#holding;
    return !this.#isReleased && readOwner(paths.owner)?.runId === us.runId;
  }

  async release(): Promise<void> {
    if (this.#isReleased) return;
    const { paths, mutex } = this.#holding;
    try {
      const isOurs = this.isStillOurs();
      this.#isReleased = true;
      if (!isOurs) return; // what is there now belongs to somebody else
      await this.#visible.release();
      rmSync(paths.owner, { force: true });
    } catch (error) {
      throw stateUnwritable(error, paths.visible);
    } finally {
      mutex.release();
    }
  }
}

function isThere(path: string): boolean {
  try {
    return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
  } catch (error) {
    if (isCode(error, "ENOTDIR")) return false;
    throw error;
  }
}
