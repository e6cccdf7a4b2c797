import { addDuration, durationMs, timestampFromIso } from "../core/domain/time.ts";
import type { DurationMs, Timestamp } from "../core/domain/time.ts";
import { assert } from "../core/domain/assert.ts";
import type { Clock } from "../cycle/ports.ts";

const READINGS_IN_MS = 4096;

/** A clock that moves only when told, or when someone sleeps by it: then at once. */
export class VirtualClock implements Clock {
  /** Every duration somebody slept, in order. */
  readonly slept: DurationMs[] = [];
  #now: Timestamp;
  #monotonicMs = 0;
  #readings = 0;

  constructor(startIso = "2026-03-04T09:15:00Z") {
    const start = timestampFromIso(startIso);
    assert(start !== undefined, `"${startIso}" is no instant`);
    this.#now = start;
  }

  now(): Timestamp {
    return this.#now;
  }

  /** A little later with each reading, and no whole number, as a real one: who takes it for one must be found out. */
  monotonicMs(): number {
    this.#readings += 1;
    return this.#monotonicMs + this.#readings / READINGS_IN_MS;
  }

  sleep(duration: DurationMs): Promise<void> {
    this.slept.push(duration);
    this.advance(duration);
    return Promise.resolve();
  }

  advance(milliseconds: number): void {
    this.#now = addDuration(this.#now, durationMs(Math.ceil(milliseconds)));
    this.#monotonicMs += Math.ceil(milliseconds);
  }
}
