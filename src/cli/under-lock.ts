import type { LockOwner } from "../adapters/files/lock-owner.ts";
import { systemClock } from "../adapters/system/system-clock.ts";
import { systemIds } from "../adapters/system/system-ids.ts";
import { TradebotError } from "../core/domain/errors.ts";
import type { RunId } from "../core/domain/ids.ts";
import { isoFromTimestamp } from "../core/domain/time.ts";

/** Who holds the lock, or did. */
export const holderText = ({ processId, host, since }: LockOwner): string =>
  `process ${processId} on ${host} since ${isoFromTimestamp(since)}`;

/** What came with the lock. */
export interface Taken {
  readonly runId: RunId;
  /** The dead process whose lock was taken over. */
  readonly recovered?: LockOwner;
}

interface Wording {
  /** What the refusal says. @param holder absent in the short moment before a new holder has signed */
  readonly refusal: (holder: string | undefined) => string;
  readonly hint: string;
}

/** Does a work while no cycle can begin. @throws TradebotError `LOCK_HELD` when one runs already */
export async function underLock<Result>(
  directory: string,
  { refusal, hint }: Wording,
  work: (taken: Taken) => Promise<Result>,
): Promise<Result> {
  const { acquireLock } = await import("../adapters/files/lock.ts");
  const runId = systemIds().newRunId();
  const since = systemClock(new AbortController().signal).now();
  const result = await acquireLock({ directory, owner: { runId, since } });
  if (result.kind === "held") {
    const holder = result.owner === undefined ? undefined : holderText(result.owner);
    throw new TradebotError({ code: "LOCK_HELD", message: refusal(holder), exit: "lock_held", hint });
  }
  const { lock, recovered } = result;
  try {
    return await work({ runId, ...(recovered === undefined ? {} : { recovered }) });
  } finally {
    await lock.release();
  }
}
