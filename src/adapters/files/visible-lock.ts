import { rmdirSync } from "node:fs";
import { isCode } from "./state-error.ts";

/** proper-lockfile steals a lock it finds stale, by a clock that may be wrong: nothing is ever that old. */
const NEVER_STALE_MS = Number.MAX_SAFE_INTEGER;
/** How often the lock's time is renewed, for people who look at it. */
const HEARTBEAT_MS = 10_000;

export interface VisibleLock {
  release(): Promise<void>;
}

/** The lock directory of proper-lockfile; `undefined` when it is there already. */
export async function takeVisibleLock(path: string): Promise<VisibleLock | undefined> {
  const { lock } = await import("proper-lockfile");
  // set when someone removed or touched the directory: the library then forgets it, and throws unless told otherwise
  let isForgotten = false;
  try {
    const unlock = await lock(path, {
      lockfilePath: path,
      realpath: false,
      retries: 0,
      stale: NEVER_STALE_MS,
      update: HEARTBEAT_MS,
      onCompromised: () => {
        isForgotten = true;
      },
    });
    return {
      release: async () => {
        if (isForgotten) removeIfThere(path);
        else await unlock();
      },
    };
  } catch (error) {
    if (isCode(error, "ELOCKED")) return undefined;
    throw error;
  }
}

function removeIfThere(path: string): void {
  try {
    rmdirSync(path);
  } catch (error) {
    if (!isCode(error, "ENOENT")) throw error;
  }
}
