import { APP_DAY } from "./rate-limits.ts";
import type { LimitReading } from "./rate-limits.ts";

interface Allowance {
  readonly limit?: number;
  /** What the broker granted, less what was sent since and is not yet answered. */
  readonly remaining: number;
  readonly resetAtMs: number;
}

/** What may be sent before the broker has said anything. */
export interface AssumedLimit {
  readonly limit: number;
  readonly windowMs: number;
}

const ASSUMED = "assumed";
/** The broker rounds a reset to whole seconds, and shows less than one as 0. */
const RESET_SECONDS_MIN = 1;
/** Two resets no further apart than this are the same one, seen through that rounding. */
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
    this.#allowances.set("hold", { remaining: 0, resetAtMs });
  }

  #learn(reading: LimitReading, remaining: number, nowMs: number): void {
    this.#isInformed = true;
    this.#allowances.delete(ASSUMED);
    const { dimension, limit, resetSeconds } = reading;
    const windowMs = resetSeconds === undefined ? this.#assumed.windowMs : resetSeconds * 1000;
    const resetAtMs = nowMs + Math.max(windowMs, RESET_SECONDS_MIN * 1000);
    const fresh = remaining - this.#inFlight;
    const known = this.#allowances.get(dimension);
    const isSameWindow = known !== undefined && resetAtMs <= known.resetAtMs + SAME_RESET_MS;
    this.#allowances.set(dimension, {
      ...(limit === undefined ? {} : { limit }),
      // replies overtake each other: within one window the lower figure is the later one
      remaining: isSameWindow ? Math.min(known.remaining, fresh) : fresh,
      resetAtMs: isSameWindow ? Math.max(known.resetAtMs, resetAtMs) : resetAtMs,
    });
  }

  /** Replenishes what is due, and assumes a limit as long as the broker has named none. */
  #renew(nowMs: number): void {
    const { limit: assumedLimit, windowMs } = this.#assumed;
    for (const [name, { limit, resetAtMs }] of this.#allowances) {
      if (nowMs < resetAtMs) continue;
      if (limit === undefined) this.#allowances.delete(name);
      else this.#allowances.set(name, { limit, ...this.#full(limit, nowMs + windowMs) });
    }
    if (!this.#isInformed && !this.#allowances.has(ASSUMED)) {
      this.#allowances.set(ASSUMED, {
        limit: assumedLimit,
        ...this.#full(assumedLimit, nowMs + windowMs),
      });
    }
  }

  /** One at least, so that slow answers can delay requests but never end them. */
  #full(limit: number, resetAtMs: number): Pick<Allowance, "remaining" | "resetAtMs"> {
    return { remaining: Math.max(1, limit - this.#inFlight), resetAtMs };
  }
}
