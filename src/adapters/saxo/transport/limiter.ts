import { APP_DAY } from "./rate-limits.ts";
import type { LimitReading } from "./rate-limits.ts";

/** What the broker said last about one of its limits. */
export interface Allowance {
  readonly limit: number | undefined;
  /** What may be sent until the reset at the least; `undefined` when only our own count decides. */
  readonly remaining: number | undefined;
  readonly resetAtMs: number;
  /** How much of what was used when the broker said so was sent by nobody we know, at the least. */
  readonly byOthers: number;
  /** How many requests of this process had been answered with the one that said so. */
  readonly answered: number;
}

/** Allowances by the name of the broker's limit, or by ours. */
type Allowances = ReadonlyMap<string, Allowance>;

/** What one process leaves to the next. */
export interface LimiterStanding {
  readonly allowances: Allowances;
  /** When each of the requests that still count will count no more, in order. */
  readonly releasesAtMs: readonly number[];
}

/** What may be sent before the broker has said anything. */
export interface AssumedLimit {
  readonly limit: number;
  readonly windowMs: number;
  /** How much later than promised the broker may forget a request: its resets are whole seconds. */
  readonly slackMs: number;
}

/** A request under way. */
export interface Ticket {
  /** How many requests had been answered by then: all of them were counted before this one. */
  readonly answeredBefore: number;
}

const NOTHING_SENT: LimiterStanding = { allowances: new Map(), releasesAtMs: [] };

const HOLD = "hold";
/** A reset shown as 0 is one of less than a second. */
const RESET_MS_MIN = 1000;

/**
 * Keeps count of what one service group may still send. Knows no clock: every method takes the monotonic time.
 *
 * Whether the broker's windows are fixed or slide is not documented. So every request counts from its sending until a
 * whole window after its answer, when it has left a window of either kind; what the broker says of the rest can only
 * make us wait longer.
 */
export class Limiter {
  readonly #assumed: AssumedLimit;
  readonly #allowances: Map<string, Allowance>;
  /** Of the answered requests that still count, in order. */
  readonly #releasesAtMs: number[];
  #sentCount = 0;
  #answeredCount = 0;

  /** @param known how it stood when an earlier process ended, in this one's time */
  constructor(assumed: AssumedLimit, known: LimiterStanding = NOTHING_SENT) {
    this.#assumed = assumed;
    this.#allowances = new Map(known.allowances);
    this.#releasesAtMs = [...known.releasesAtMs];
  }

  /** How it stands now, for the process that comes after; what was never answered may have been counted until now. */
  standing(nowMs: number): LimiterStanding {
    this.#renew(nowMs);
    const underWay = Array<number>(this.#underWay).fill(this.#countsUntilMs(nowMs));
    return { allowances: this.#allowances, releasesAtMs: [...this.#releasesAtMs, ...underWay] };
  }

  /** Whether nothing more can be said of the next request before one under way is answered. */
  get isFull(): boolean {
    return this.#underWay >= this.#limit;
  }

  /** How long the next request has to wait at the least; 0 when it may go now. */
  waitMs(nowMs: number): number {
    this.#renew(nowMs);
    const exhausted = [...this.#allowances.values()].filter(
      ({ remaining }) => remaining !== undefined && remaining <= 0,
    );
    const until = [this.#roomAtMs(nowMs), ...exhausted.map(({ resetAtMs }) => resetAtMs)];
    return Math.max(0, ...until.map((atMs) => atMs - nowMs));
  }

  sent(nowMs: number): Ticket {
    this.#renew(nowMs);
    this.#sentCount += 1;
    for (const [name, allowance] of this.#allowances) {
      if (allowance.remaining !== undefined)
        this.#allowances.set(name, { ...allowance, remaining: allowance.remaining - 1 });
    }
    return { answeredBefore: this.#answeredCount };
  }

  /** @param readings what the reply said; none when there was no reply */
  answered(readings: readonly LimitReading[], ticket: Ticket, nowMs: number): void {
    this.#answeredCount += 1;
    this.#releasesAtMs.push(this.#countsUntilMs(nowMs));
    for (const reading of readings) {
      if (reading.dimension === APP_DAY || reading.remaining === undefined) continue;
      const news = this.#news(reading, reading.remaining, { ticket, nowMs });
      const known = this.#allowances.get(reading.dimension);
      const overlaps = known !== undefined && ticket.answeredBefore < known.answered;
      this.#allowances.set(reading.dimension, overlaps ? ofBoth(known, news) : news);
    }
  }

  /** Sends nothing more until then: the broker asked for it without naming a limit. */
  holdUntil(atMs: number): void {
    const resetAtMs = Math.max(atMs, this.#allowances.get(HOLD)?.resetAtMs ?? -Infinity);
    const hold = { limit: undefined, remaining: 0, byOthers: 0, answered: 0 };
    this.#allowances.set(HOLD, { ...hold, resetAtMs });
  }

  #countsUntilMs(answeredAtMs: number): number {
    return answeredAtMs + this.#assumed.windowMs + this.#assumed.slackMs;
  }

  get #underWay(): number {
    return this.#sentCount - this.#answeredCount;
  }

  get #counting(): number {
    return this.#releasesAtMs.length + this.#underWay;
  }

  /** The tightest of the limits. */
  get #limit(): number {
    const named = [...this.#allowances.values()].flatMap(({ limit }) => limit ?? []);
    return Math.min(...(named.length === 0 ? [this.#assumed.limit] : named));
  }

  /** When fewer requests count than the limit; what is under way is answered now at the earliest. */
  #roomAtMs(nowMs: number): number {
    const tooMany = this.#counting - this.#limit;
    return tooMany < 0 ? nowMs : (this.#releasesAtMs[tooMany] ?? this.#countsUntilMs(nowMs));
  }

  #news(
    reading: LimitReading,
    remaining: number,
    { ticket, nowMs }: { readonly ticket: Ticket; readonly nowMs: number },
  ): Allowance {
    const { windowMs, slackMs } = this.#assumed;
    const { resetSeconds } = reading;
    const limit = reading.limit === 0 ? undefined : reading.limit; // nobody who answers permits nothing
    const resetMs = resetSeconds === undefined ? windowMs : resetSeconds * 1000;
    const maybeCountedLater = this.#sentCount - ticket.answeredBefore - 1;
    return {
      limit,
      remaining: remaining - maybeCountedLater,
      resetAtMs: nowMs + Math.max(RESET_MS_MIN, resetMs + slackMs),
      byOthers: Math.max(0, (limit ?? 0) - remaining - this.#counting),
      answered: this.#answeredCount,
    };
  }

  /** Forgets what counts no more, and what the broker said once its time has come. */
  #renew(nowMs: number): void {
    const past = this.#releasesAtMs.findIndex((atMs) => atMs > nowMs);
    this.#releasesAtMs.splice(0, past < 0 ? Infinity : past);
    for (const [name, allowance] of this.#allowances) {
      if (nowMs < allowance.resetAtMs) continue;
      if (allowance.limit === undefined) this.#allowances.delete(name);
      else this.#allowances.set(name, this.#afterReset(allowance, allowance.limit, nowMs));
    }
  }

  /**
   * Of what others sent, a window that slides may give back no more than one request at its reset. So one at least
   * may go, and its answer says what became of the rest.
   */
  #afterReset(allowance: Allowance, limit: number, nowMs: number): Allowance {
    const room = limit - allowance.byOthers - this.#counting;
    return {
      ...allowance,
      remaining: allowance.byOthers === 0 ? undefined : Math.max(1, room),
      byOthers: 0,
      resetAtMs: this.#countsUntilMs(nowMs),
    };
  }
}

/** Of two replies that were under way together either may be the newer; what each allows is allowed by both. */
function ofBoth(known: Allowance, news: Allowance): Allowance {
  return {
    ...news,
    remaining: Math.max(known.remaining ?? -Infinity, news.remaining ?? -Infinity),
    resetAtMs: Math.min(known.resetAtMs, news.resetAtMs),
    byOthers: Math.max(known.byOthers, news.byOthers),
  };
}
