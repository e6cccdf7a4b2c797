import type { Timestamp } from "../core/domain/time.ts";
import { timestamp } from "../core/domain/time.ts";

interface Pace {
  readonly startsAt: Timestamp;
  /** Seconds of the simulated world to one of ours. */
  readonly speed: number;
  /** A stopwatch of ours, which nobody sets. */
  readonly monotonicMs: () => number;
}

/** The clock of a world that begins when it wants to and runs as fast as it wants to. */
export function simulatedTime({ startsAt, speed, monotonicMs }: Pace): () => Timestamp {
  const startedMs = monotonicMs();
  return () => timestamp(Math.floor(startsAt + (monotonicMs() - startedMs) * speed));
}
