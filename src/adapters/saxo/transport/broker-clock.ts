import { skewOf, type ClockReading } from "../../../core/domain/clock-skew.ts";
import { addDuration, durationMs, elapsed, timestamp, type Timestamp } from "../../../core/domain/time.ts";
import type { Clock } from "../../../cycle/ports.ts";

interface Told {
  readonly brokerAt: Timestamp;
  /** On the clock that never jumps. */
  readonly toldAtMs: number;
  readonly tookMs: number;
}

/** The middle one of so many decides: enough for odd ones among them, and few enough to follow a broker's own change. */
const KEPT = 15;

/** What the broker's answers tell of its clock, kept so that setting ours in between changes nothing about it. */
export class BrokerClock {
  readonly #clock: Clock;
  #told: readonly Told[] = [];

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  note({ brokerAt, askedAt, ourAt }: ClockReading): void {
    const told = {
      brokerAt,
      toldAtMs: Math.round(this.#clock.monotonicMs()),
      tookMs: elapsed(askedAt, ourAt),
    };
    this.#told = [...this.#told, told].slice(-KEPT);
  }

  aheadMs(): number | undefined {
    const now = this.#clock.now();
    const nowMs = Math.round(this.#clock.monotonicMs());
    const readings = this.#told.map(({ brokerAt, toldAtMs, tookMs }): ClockReading => {
      const ourAt = addDuration(now, durationMs(toldAtMs - nowMs));
      return { brokerAt, ourAt, askedAt: timestamp(ourAt - tookMs) };
    });
    return skewOf(readings);
  }
}
