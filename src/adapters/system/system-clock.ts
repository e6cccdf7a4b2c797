import { setTimeout } from "node:timers/promises";
import { timestamp } from "../../core/domain/time.ts";
import type { Clock } from "../../cycle/ports.ts";

/** The machine's clock; its sleeps end when `stop` is aborted. */
export function systemClock(stop: AbortSignal): Clock {
  return {
    now: () => timestamp(Date.now()),
    monotonicMs: () => Number(process.hrtime.bigint()) / 1e6, // `performance` would have to be loaded first
    sleep: async (duration) => {
      try {
        await setTimeout(duration, undefined, { signal: stop });
      } catch (error) {
        if (!stop.aborted) throw error;
      }
    },
  };
}
