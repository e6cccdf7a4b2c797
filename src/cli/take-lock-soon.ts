import type { Lock, LockResult } from "../adapters/files/lock.ts";
import { acquireLock } from "../adapters/files/lock.ts";
import type { LockOwner } from "../adapters/files/lock-owner.ts";
import { isStopRequested, requestStop, withdrawStopRequest } from "../adapters/files/stop-request.ts";
import { TradebotError } from "../core/domain/errors.ts";
import type { RunId } from "../core/domain/ids.ts";
import { durationMs, seconds, type DurationMs } from "../core/domain/time.ts";
import { ANSWER_PATIENCE, SENDING_PATIENCE } from "../core/execution/verdict.ts";
import type { Clock, StopRequest } from "../cycle/ports.ts";
import { holderText } from "./under-lock.ts";

/** A cycle comes to its next safe point once its order has left and is answered, and what came of it is read back. */
export const LOCK_PATIENCE: DurationMs = durationMs(
  SENDING_PATIENCE + ANSWER_PATIENCE + seconds(60), // the reading back: a broker that hangs there is asked more than once
);
const TRY_EVERY = durationMs(200);

export interface LockWish {
  readonly directory: string;
  /** Who takes it. */
  readonly runId: RunId;
  readonly clock: Clock;
  readonly stop: StopRequest;
  readonly patience: DurationMs;
  /** Told once of each holder that is asked to end. */
  readonly onAsked: (holder: LockOwner) => void;
}

export interface TakenLock {
  readonly lock: Lock;
  /** The dead process whose lock was taken over. */
  readonly recovered?: LockOwner;
}

/**
 * Takes the lock for a command that cannot wait for its turn: a cycle that holds it is asked to end at its next safe
 * point, and so is one that slips in between.
 *
 * @throws TradebotError `LOCK_HELD` when it is not free in time, or the command itself is ended first
 */
export async function takeLockSoon(wish: LockWish): Promise<TakenLock> {
  const asked = new Set<RunId>();
  try {
    return await tryUntilFree(wish, asked);
  } finally {
    for (const runId of asked) withdrawStopRequest(wish.directory, runId);
  }
}

async function tryUntilFree(wish: LockWish, asked: Set<RunId>): Promise<TakenLock> {
  const { directory, runId, clock, stop, patience } = wish;
  const beganMs = clock.monotonicMs();
  for (;;) {
    const result = await acquireLock({ directory, owner: { runId, since: clock.now() } });
    if (result.kind === "acquired") return result;
    if (result.owner !== undefined) ask(wish, result.owner, asked);
    if (clock.monotonicMs() - beganMs >= patience || stop.reason !== undefined) throw lockHeld(result, wish);
    await clock.sleep(TRY_EVERY);
  }
}

/** Again when the request is gone, as when another command asked for the same and has given up. */
function ask({ directory, onAsked }: LockWish, holder: LockOwner, asked: Set<RunId>): void {
  if (asked.has(holder.runId) && isStopRequested(directory, holder.runId)) return;
  const isNew = !asked.has(holder.runId);
  if (!requestStop(directory, holder.runId)) return;
  asked.add(holder.runId);
  if (isNew) onAsked(holder);
}

function lockHeld({ owner }: Extract<LockResult, { kind: "held" }>, { patience }: LockWish): TradebotError {
  const holder = owner === undefined ? "another process" : holderText(owner);
  return new TradebotError({
    code: "LOCK_HELD",
    message: `the lock is held by ${holder}, which was asked to end and has not within ${patience / 1000} seconds`,
    exit: "lock_held",
    hint: "run the same command again; if that process hangs, end it: what it left open is settled first",
  });
}
