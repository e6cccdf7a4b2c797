import { APP_DAY } from "./rate-limits.ts";
import type { LimitReading } from "./rate-limits.ts";

/** What one of the broker's limits still allows. When it is replenished is known only to within a reply's way. */
export interface Allowance {
  readonly limit: number | undefined;
  /** What the broker granted, less what was sent since and is not yet answered. */
  readonly remaining: number;
  readonly resetNotBeforeMs: number;
  readonly resetNotAfterMs: number;
  /** Whether only we believe that a new window has begun; the next reply knows better. */
  readonly isGuess: boolean;
}

/** What may be sent before the broker has said anything. */
export interface AssumedLimit {
  readonly limit: number;
  readonly windowMs: number;
  /** How far the resets that the broker names may be off: they are whole seconds. */
  readonly slackMs: number;
}

/** When a request was sent and when its reply was there. */
interface Exchange {
  readonly sentAtMs: number;
  readonly nowMs: number;
}

/** Allowances by the name of the broker's limit, or by ours. */
export type Allowances = ReadonlyMap<string, Allowance>;

const ASSUMED = "assumed";
const HOLD = "hold";
/** A reset shown as 0 is one of less than a second. */
const RESET_MS_MIN = 1000;

/** Keeps count of what one service group may still send. Knows no clock: every method takes the monotonic time. */
export class Limiter {
  readonly #assumed: AssumedLimit;
  readonly #allowances: Map<string, Allowance>;
  #inFlight = 0;
  #isInformed: boolean;

  /** @param known how the allowances stood when an earlier process ended, in this one's time */
  constructor(assumed: AssumedLimit, known: Allowances = new Map()) {
    this.#assumed = assumed;
    this.#allowances = new Map(known);
    this.#isInformed = [...known.keys()].some((name) => name !== ASSUMED && name !== HOLD);
  }

  /** How the allowances stand now, for the process that comes after. */
  get allowances(): Allowances {
    return this.#allowances;
  }

  /** How long the next request has to wait; 0 when it may go now. */
  waitMs(nowMs: number): number {
    this.#renew(nowMs);
    const exhausted = [...this.#allowances.values()].filter(({ remaining }) => remaining <= 0);
    return Math.max(0, ...exhausted.map(({ resetNotAfterMs }) => resetNotAfterMs - nowMs));
  }

  sent(nowMs: number): void {
    this.#renew(nowMs);
    this.#inFlight += 1;
    for (const [name, allowance] of this.#allowances) {
      this.#allowances.set(name, { ...allowance, remaining: allowance.remaining - 1 });
    }
  }

  /** @param readings what the reply said; none when there was no reply */
  answered(readings: readonly LimitReading[], exchange: Exchange): void {
    this.#inFlight -= 1;
    for (const reading of readings) {
      if (reading.dimension === APP_DAY || reading.remaining === undefined) continue;
      this.#isInformed = true;
      this.#allowances.delete(ASSUMED);
      const news = this.#news(reading, reading.remaining, exchange);
      this.#allowances.set(reading.dimension, merged(this.#allowances.get(reading.dimension), news));
    }
  }

  /** Sends nothing more until then: the broker asked for it without naming a limit. */
  holdUntil(atMs: number): void {
    const until = Math.max(atMs, this.#allowances.get(HOLD)?.resetNotAfterMs ?? -Infinity);
    const hold = { limit: undefined, remaining: 0, isGuess: false };
    this.#allowances.set(HOLD, { ...hold, resetNotBeforeMs: until, resetNotAfterMs: until });
  }

  /** The broker counted the reset from some moment between sending and reply. */
  #news({ limit, resetSeconds }: LimitReading, remaining: number, { sentAtMs, nowMs }: Exchange): Allowance {
    const { windowMs, slackMs } = this.#assumed;
    const resetMs = resetSeconds === undefined ? undefined : resetSeconds * 1000;
    return {
      limit,
      remaining: remaining - this.#inFlight,
      resetNotBeforeMs: resetMs === undefined ? sentAtMs : sentAtMs + resetMs - slackMs,
      resetNotAfterMs: nowMs + Math.max(RESET_MS_MIN, resetMs === undefined ? windowMs : resetMs + slackMs),
      isGuess: false,
    };
  }

  /** Replenishes what is due, and assumes a limit as long as the broker has named none. */
  #renew(nowMs: number): void {
    for (const [name, { limit, resetNotAfterMs }] of this.#allowances) {
      if (nowMs < resetNotAfterMs) continue;
      if (limit === undefined) this.#allowances.delete(name);
      else this.#allowances.set(name, this.#guess(limit, nowMs));
    }
    if (!this.#isInformed && !this.#allowances.has(ASSUMED)) {
      this.#allowances.set(ASSUMED, this.#guess(this.#assumed.limit, nowMs));
    }
  }

  /** A full window, less what is under way; one at least, so that slow answers delay requests but never end them. */
  #guess(limit: number, nowMs: number): Allowance {
    return {
      limit,
      remaining: Math.max(1, limit - this.#inFlight),
      resetNotBeforeMs: nowMs,
      resetNotAfterMs: nowMs + this.#assumed.windowMs,
      isGuess: true,
    };
  }
}

/** Replies overtake each other, so news may be of the window before, of this one, or of the next. */
function merged(known: Allowance | undefined, news: Allowance): Allowance {
  if (known === undefined) return news;
  const end = known.isGuess ? known.resetNotBeforeMs : known.resetNotAfterMs;
  if (news.resetNotBeforeMs > end) return news;
  if (known.isGuess) return { ...news, remaining: Math.min(known.remaining, news.remaining) };
  if (news.resetNotAfterMs < known.resetNotBeforeMs) return known;
  return {
    ...news,
    remaining: Math.min(known.remaining, news.remaining),
    resetNotBeforeMs: Math.max(known.resetNotBeforeMs, news.resetNotBeforeMs),
    resetNotAfterMs: Math.min(known.resetNotAfterMs, news.resetNotAfterMs),
  };
}
