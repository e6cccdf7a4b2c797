import { dirname } from "node:path";
import type { TradebotError } from "../../core/domain/errors.ts";
import { durationMs, type DurationMs } from "../../core/domain/time.ts";
import type { Clock } from "../../cycle/ports.ts";
import { takeMutex, type Mutex } from "./mutex.ts";
import { prepareStateDirectory } from "./state-directory.ts";
import { stateUnwritable } from "./state-error.ts";

/** How to wait for the one who has a file. */
export interface Waiting {
  readonly clock: Pick<Clock, "monotonicMs" | "sleep">;
  /** Ends the waiting. */
  readonly stop: AbortSignal;
}

const BETWEEN_LOOKS = durationMs(50);

/**
 * Takes the mutex of a file in a state directory, as soon as nobody else has it.
 *
 * @param path of the mutex
 * @throws TradebotError `STATE_UNWRITABLE`, `STATE_NOT_PRIVATE`, or that it is busy when the patience ends
 */
export async function waitForMutex(
  path: string,
  { clock, stop }: Waiting,
  { patience, busy }: { readonly patience: DurationMs; readonly busy: () => TradebotError },
): Promise<Mutex> {
  const endsAtMs = clock.monotonicMs() + patience;
  try {
    prepareStateDirectory(dirname(path));
    for (;;) {
      const mutex = takeMutex(path);
      if (mutex !== undefined) return mutex;
      if (stop.aborted || clock.monotonicMs() >= endsAtMs) throw busy();
      await clock.sleep(BETWEEN_LOOKS);
    }
  } catch (error) {
    throw stateUnwritable(error, path);
  }
}
