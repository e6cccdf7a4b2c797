import {
  addDuration,
  durationMs,
  subtractDuration,
  type DurationMs,
  type Timestamp,
} from "../core/domain/time.ts";
import type { Clock } from "../cycle/ports.ts";

/** A machine's clock that is not set to the time. */
export class SkewedClock implements Clock {
  readonly #true: Clock;
  readonly #aheadMs: number;

  constructor(trueClock: Clock, aheadSeconds: number) {
    this.#true = trueClock;
    this.#aheadMs = aheadSeconds * 1000;
  }

  now(): Timestamp {
    const now = this.#true.now();
    return this.#aheadMs < 0
      ? subtractDuration(now, durationMs(-this.#aheadMs))
      : addDuration(now, durationMs(this.#aheadMs));
  }

  monotonicMs(): number {
    return this.#true.monotonicMs();
  }

  sleep(duration: DurationMs): Promise<void> {
    return this.#true.sleep(duration);
  }
}
