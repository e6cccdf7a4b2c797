import { APP_DAY } from "./rate-limits.ts";
import type { LimitReading } from "./rate-limits.ts";

interface Allowance {
  readonly limit?: number;
  /** What the broker granted, less what was sent since and is not yet answered. */
  readonly remaining: number;
  readonly resetAtMs: number;
  /** Whether only we believe that a new window has begun; the next reply knows better. */
  readonly isGuess: boolean;
}

/** What may be sent before the broker has said anything. */
export interface AssumedLimit {
  readonly limit: number;
  readonly windowMs: number;
  /** Added to every reset the broker names: it cuts them to whole seconds. */
  readonly slackMs: number;
}

const ASSUMED = "assumed";
/** A reset shown as 0 is one of less than a second. */
const RESET_MS_MIN = 1000;
/** Two resets no further apart than this are the same one, cut to whole seconds. */
const SAME_RESET_MS = 1500;

/** Keeps count of what one service group may still send. Knows no clock: every method takes the monotonic time. */
export class Limiter {
  readonly #assumed: AssumedLimit;
  readonly #allowances = new Map<string, Allowance>();
  #inFlight = 0;
  #isInformed = false;

  constructor(assumed: AssumedLimit) {
    this.#assumed = assumed;
  }

  /** How long the next request has to wait; 0 when it may go now. */
  waitMs(nowMs: number): number {
    this.#renew(nowMs);
    const exhausted = [...this.#allowances.values()].filter(({ remaining }) => remaining <= 0);
    return Math.max(0, ...exhausted.map(({ resetAtMs }) => resetAtMs - nowMs));
  }

  sent(nowMs: number): void {
    this.#renew(nowMs);
    this.#inFlight += 1;
    for (const [name, allowance] of this.#allowances) {
      this.#allowances.set(name, { ...allowance, remaining: allowance.remaining - 1 });
    }
  }

  /** @param readings what the reply said; none when there was no reply */
  answered(readings: readonly LimitReading[], nowMs: number): void {
    this.#inFlight -= 1;
    for (const reading of readings) {
      if (reading.dimension !== APP_DAY && reading.remaining !== undefined) {
        this.#learn(reading, reading.remaining, nowMs);
      }
    }
  }

  /** Sends nothing more until then: the broker asked for it without naming a limit. */
  holdUntil(resetAtMs: number): void {
    this.#allowances.set("hold", { remaining: 0, resetAtMs, isGuess: false });
  }

  #learn(reading: LimitReading, remaining: number, nowMs: number): void {
    this.#isInformed = true;
    this.#allowances.delete(ASSUMED);
    const { dimension, limit, resetSeconds } = reading;
    const { windowMs, slackMs } = this.#assumed;
    const resetMs = resetSeconds === undefined ? windowMs : resetSeconds * 1000 + slackMs;
    const resetAtMs = nowMs + Math.max(resetMs, RESET_MS_MIN);
    const known = this.#allowances.get(dimension);
    const isAhead = known === undefined || known.isGuess || resetAtMs > known.resetAtMs + SAME_RESET_MS;
    if (!isAhead && resetAtMs < known.resetAtMs - SAME_RESET_MS) return; // late news of a window that is over
    const fresh = remaining - this.#inFlight;
    this.#allowances.set(dimension, {
      ...(limit === undefined ? {} : { limit }),
      // replies overtake each other: within one window the lower figure is the later one
      remaining: isAhead ? fresh : Math.min(known.remaining, fresh),
      resetAtMs: isAhead ? resetAtMs : Math.max(known.resetAtMs, resetAtMs),
      isGuess: false,
    });
  }

  /** Replenishes what is due, and assumes a limit as long as the broker has named none. */
  #renew(nowMs: number): void {
    const { limit: assumedLimit, windowMs } = this.#assumed;
    for (const [name, { limit, resetAtMs }] of this.#allowances) {
      if (nowMs < resetAtMs) continue;
      if (limit === undefined) this.#allowances.delete(name);
      else this.#allowances.set(name, this.#guess(limit, nowMs + windowMs));
    }
    if (!this.#isInformed && !this.#allowances.has(ASSUMED)) {
      this.#allowances.set(ASSUMED, this.#guess(assumedLimit, nowMs + windowMs));
    }
  }

  /** A full window, less what is under way; one at least, so that slow answers delay requests but never end them. */
  #guess(limit: number, resetAtMs: number): Allowance {
    return { limit, remaining: Math.max(1, limit - this.#inFlight), resetAtMs, isGuess: true };
  }
}
