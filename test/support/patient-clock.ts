import { setImmediate, setTimeout as delay } from "node:timers/promises";
import type { DurationMs } from "../../src/core/domain/time.ts";
import { VirtualClock } from "./virtual-clock.ts";

/** Turns of the event loop without any activity after which everybody who is still waiting waits for the clock. */
const QUIET_TURNS = 40;
/** Real time to begin with, for what another thread does for us. */
const QUIET_MS = 3;

interface Sleeper {
  readonly wakeAtMs: number;
  readonly wake: () => void;
}

/**
 * A clock for many who sleep at once: it moves to the next moment at which one of them wakes, but only when nothing
 * else is going on, so that no answer of a server comes later than it would.
 */
export class PatientClock extends VirtualClock {
  #sleepers: Sleeper[] = [];
  #activities = 0;
  #isWatching = false;

  /** Something happened at the present moment. */
  notice(): void {
    this.#activities += 1;
  }

  override sleep(duration: DurationMs): Promise<void> {
    this.slept.push(duration);
    this.notice();
    const slept = new Promise<void>((wake) => {
      this.#sleepers.push({ wakeAtMs: this.monotonicMs() + duration, wake });
    });
    if (!this.#isWatching) void this.#watch();
    return slept;
  }

  async #watch(): Promise<void> {
    this.#isWatching = true;
    while (this.#sleepers.length > 0) {
      if (await this.#isQuiet()) this.#moveOn();
    }
    this.#isWatching = false;
  }

  async #isQuiet(): Promise<boolean> {
    const before = this.#activities;
    await delay(QUIET_MS);
    for (let turn = 0; turn < QUIET_TURNS && this.#activities === before; turn += 1) await setImmediate();
    return this.#activities === before;
  }

  #moveOn(): void {
    const next = Math.min(...this.#sleepers.map(({ wakeAtMs }) => wakeAtMs));
    this.advance(Math.max(0, next - this.monotonicMs()));
    const due = this.#sleepers.filter(({ wakeAtMs }) => wakeAtMs <= this.monotonicMs());
    this.#sleepers = this.#sleepers.filter(({ wakeAtMs }) => wakeAtMs > this.monotonicMs());
    for (const { wake } of due) wake();
  }
}
