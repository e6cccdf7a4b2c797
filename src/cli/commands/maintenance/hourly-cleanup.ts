import type { SqliteStore } from "../../../adapters/store/sqlite-store.ts";
import type { Settings } from "../../../config/settings.ts";
import { TradebotError } from "../../../core/domain/errors.ts";
import type { Timestamp } from "../../../core/domain/time.ts";
import { addDuration, durationMs, elapsed, minutes, timestamp } from "../../../core/domain/time.ts";
import type { Clock } from "../../../cycle/ports.ts";
import type { Cache } from "../../../cycle/ports/cache.ts";
import type { EventEmitter } from "../../../events/emitter.ts";

const CLEANED_UP = "cleaned-up-at";
const EVERY = minutes(60);
/** A cycle's end may wait this long; what is left is for the next one. */
const BUDGET = durationMs(250);

interface AfterCycle {
  readonly settings: Settings;
  readonly store: SqliteStore;
  readonly clock: Clock;
  readonly events: EventEmitter;
}

/**
 * Cleans up at the end of a cycle, at most once an hour. It can neither fail the cycle nor hold it up: a failure is a
 * warning, and what takes too long goes on after the next cycle.
 */
export async function cleanUpHourly({ settings, store, clock, events }: AfterCycle): Promise<void> {
  try {
    const now = clock.now();
    if (!isDue(store.cache, now) || !store.isClockBelievable(now)) return;
    const { cleanUp, cleanupFields } = await import("./clean-up.ts");
    const beganMs = clock.monotonicMs();
    const done = cleanUp({ settings, store, clock, budget: BUDGET });
    if (done.isComplete) store.cache.write(CLEANED_UP, now, addDuration(now, EVERY));
    const duration_ms = Math.round(clock.monotonicMs() - beganMs);
    events.emit("maintenance_cleanup_done", { ...cleanupFields(done), duration_ms });
  } catch (error) {
    events.emit("maintenance_cleanup_failed", failureFields(error));
  }
}

/** A clock that was set back must not put the next cleanup off for years. */
function isDue(cache: Cache, now: Timestamp): boolean {
  const at = cache.read(CLEANED_UP, now);
  return typeof at !== "number" || elapsed(timestamp(at), now) < 0;
}

function failureFields(error: unknown) {
  if (error instanceof TradebotError) {
    return { failure_reason: error.code, error_message: error.message, hint: error.hint };
  }
  return { failure_reason: "BUG", error_message: error instanceof Error ? error.message : String(error) };
}
