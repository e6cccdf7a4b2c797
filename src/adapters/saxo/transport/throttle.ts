import { durationMs, type DurationMs } from "../../../core/domain/time.ts";
import type { Clock } from "../../../cycle/ports.ts";
import type { EventEmitter } from "../../../events/emitter.ts";
import { limitReached } from "./failures.ts";
import { CONNECTIONS } from "./http-exchange.ts";
import { NOTHING_KNOWN, recall, remember } from "./limit-memory.ts";
import type { LimitMemory, LimitStanding } from "./limit-memory.ts";
import { Limiter } from "./limiter.ts";
import type { AssumedLimit, Ticket } from "./limiter.ts";
import { holdMs, isInstrumentLimit, isOrderLimit } from "./rate-limits.ts";
import type { LimitNews, LimitReading } from "./rate-limits.ts";
import { Slots } from "./slots.ts";
import { sleepUnlessStopped, throwIfStopped, waitUnlessStopped } from "./stoppable.ts";

export interface ThrottleOptions {
  readonly clock: Clock;
  readonly events: EventEmitter;
  readonly ordersPerSecond: number;
  readonly stop: AbortSignal;
  /** When the cycle must be over, in the clock's monotonic time; absent when somebody waits for as long as it takes. */
  readonly endsAtMs?: number;
  readonly limitMemory?: LimitMemory;
}

/** Calls that the broker counts alike. */
interface Lane {
  readonly limiters: readonly CountedLimiter[];
  readonly slots: Slots;
  /** One caller at a time looks at the limits, in the order they came. */
  readonly turn: Slots;
  readonly isOrder: boolean;
  /** The latest moment that its calls may be held back to. */
  readonly patientUntilMs: number;
}

interface CountedLimiter {
  readonly limiter: Limiter;
  readonly isAbout: (dimension: string) => boolean;
}

/** A request that has been counted. */
interface Counted extends CountedLimiter {
  readonly ticket: Ticket;
}

interface Limited<Result> {
  readonly result: Result;
  readonly news: LimitNews;
}

const PER_MINUTE: AssumedLimit = { limit: 120, windowMs: 60_000, slackMs: 1000 };
const INSTRUMENTS_PER_MINUTE: AssumedLimit = { ...PER_MINUTE, limit: 60 };
const ORDERS_PATH = "/trade/v2/orders";
const INSTRUMENTS_PATH = "/ref/v1/instruments";
/** A broker that wants to be left alone for longer is treated as gone; the next cycle asks again. */
const WAIT_MS_MAX = 120_000;
/** What can be fetched by the next cycle as well, at the cost of an instrument left out of this one. */
const CAN_WAIT = ["/ref/", "/chart/"];
/** The share of a cycle's time that may be spent on waiting for those; the rest is for trading what is known. */
const FETCHING_SHARE = 0.6;

/** Holds requests back so that a cycle never causes a refusal for being too fast, nor the one after it. */
export class Throttle {
  readonly #options: ThrottleOptions;
  readonly #known: LimitStanding;
  readonly #limiters = new Map<string, Limiter>();
  readonly #slots = new Map<string, Slots>();
  readonly #lanes = new Map<string, Lane>();
  readonly #startedAtMs: number;
  readonly #orderIntervalMs: number;
  #nextOrderAtMs: number;
  #nextAnswer = Promise.withResolvers<undefined>();

  constructor(options: ThrottleOptions) {
    this.#options = options;
    this.#startedAtMs = options.clock.monotonicMs();
    this.#known =
      options.limitMemory === undefined ? NOTHING_KNOWN : recall(options.limitMemory, options.clock);
    this.#nextOrderAtMs = this.#known.nextOrderAtMs;
    this.#orderIntervalMs = 1000 / options.ordersPerSecond;
  }

  /**
   * Makes the call as soon as the limits allow.
   *
   * @throws TradebotError `CYCLE_STOPPED` when the stop comes before the call was made, `BROKER_LIMIT_REACHED` when
   * the limits allow it only after the cycle
   */
  async run<Result>(path: string, call: () => Promise<Limited<Result>>): Promise<Result> {
    const lane = this.#lane(path);
    return lane.slots.with(async () => {
      const counted = await lane.turn.with(() => this.#takeRoom(lane, path));
      let news: LimitNews = { limits: [] };
      try {
        const limited = await call();
        news = limited.news;
        return limited.result;
      } finally {
        this.#settle(lane, counted, news);
      }
    });
  }

  /**
   * Waits until an order write would go at once, so that the caller can announce it right before it leaves.
   *
   * @throws TradebotError `CYCLE_STOPPED`, `BROKER_LIMIT_REACHED`
   */
  waitForOrderTurn(): Promise<void> {
    return this.#waitUntilFree(this.#lane(ORDERS_PATH), ORDERS_PATH);
  }

  /** Whether a call may be held back for so long, and still be of use. */
  isWithinPatience(path: string, wait: DurationMs): boolean {
    const { patientUntilMs } = this.#lane(path);
    return wait <= WAIT_MS_MAX && this.#options.clock.monotonicMs() + wait <= patientUntilMs;
  }

  /** Leaves to the next process what this one has used up. */
  remember(): void {
    const { limitMemory, clock } = this.#options;
    if (limitMemory === undefined || this.#lanes.size === 0) return;
    const nowMs = clock.monotonicMs();
    const used = [...this.#limiters].map(([name, limiter]) => [name, limiter.standing(nowMs)] as const);
    remember(limitMemory, clock, {
      limiters: new Map([...this.#known.limiters, ...used]),
      nextOrderAtMs: this.#nextOrderAtMs,
    });
  }

  async #waitUntilFree(lane: Lane, path: string): Promise<void> {
    const { clock, events, stop } = this.#options;
    throwIfStopped(stop);
    for (;;) {
      const wait = durationMs(Math.ceil(this.#waitMs(lane, clock.monotonicMs())));
      if (wait <= 0) return;
      if (!this.isWithinPatience(path, wait)) throw limitReached(path, wait);
      if (lane.limiters.some(({ limiter }) => limiter.isFull)) {
        await waitUnlessStopped(this.#nextAnswer.promise, stop);
        continue;
      }
      events.emit("http_limit_waited", { http_url_path: path, wait_ms: wait });
      await sleepUnlessStopped(clock, wait, stop);
    }
  }

  async #takeRoom(lane: Lane, path: string): Promise<readonly Counted[]> {
    for (;;) {
      await this.#waitUntilFree(lane, path);
      const nowMs = this.#options.clock.monotonicMs();
      if (this.#waitMs(lane, nowMs) > 0) continue; // a call of another lane has taken the room meanwhile
      if (lane.isOrder) this.#nextOrderAtMs = nowMs + this.#orderIntervalMs;
      return lane.limiters.map((counting) => ({ ...counting, ticket: counting.limiter.sent(nowMs) }));
    }
  }

  #waitMs({ limiters, isOrder }: Lane, nowMs: number): number {
    const orderWait = isOrder ? this.#nextOrderAtMs - nowMs : 0;
    return Math.max(orderWait, ...limiters.map(({ limiter }) => limiter.waitMs(nowMs)));
  }

  #settle({ isOrder }: Lane, counted: readonly Counted[], news: LimitNews): void {
    const nowMs = this.#options.clock.monotonicMs();
    const pauseMs = holdMs(news);
    for (const { limiter, isAbout, ticket } of counted) {
      const readings = news.limits.filter((reading: LimitReading) => isAbout(reading.dimension));
      limiter.answered(readings, ticket, nowMs);
      if (pauseMs !== undefined) limiter.holdUntil(nowMs + pauseMs);
    }
    // counted from the answer: two requests may come closer together on their way
    if (isOrder) this.#nextOrderAtMs = nowMs + this.#orderIntervalMs;
    this.#nextAnswer.resolve(undefined);
    this.#nextAnswer = Promise.withResolvers();
  }

  #lane(path: string): Lane {
    const [, group = ""] = path.split("/");
    const special = SPECIAL_LANES.find(({ prefix }) => path.startsWith(prefix));
    const name = special?.prefix ?? group;
    const known = this.#lanes.get(name);
    if (known !== undefined) return known;
    const ofGroup = {
      limiter: this.#limiter(group, PER_MINUTE),
      isAbout: (dimension: string) => special?.isAbout(dimension) !== true,
    };
    const ofLane = special && {
      limiter: this.#limiter(name, this.#assumedIn(special.prefix)),
      isAbout: special.isAbout,
    };
    const lane = {
      limiters: ofLane === undefined ? [ofGroup] : [ofGroup, ofLane],
      slots: this.#slotsOf(group),
      turn: new Slots(1),
      isOrder: special?.prefix === ORDERS_PATH,
      patientUntilMs: this.#patientUntilMs(path),
    };
    this.#lanes.set(name, lane);
    return lane;
  }

  #limiter(name: string, assumed: AssumedLimit): Limiter {
    const limiter = this.#limiters.get(name) ?? new Limiter(assumed, this.#known.limiters.get(name));
    this.#limiters.set(name, limiter);
    return limiter;
  }

  #assumedIn(prefix: string): AssumedLimit {
    if (prefix === INSTRUMENTS_PATH) return INSTRUMENTS_PER_MINUTE;
    const limit = Math.max(1, Math.ceil(this.#options.ordersPerSecond));
    return { limit, windowMs: 1000, slackMs: 0 };
  }

  #slotsOf(group: string): Slots {
    const slots = this.#slots.get(group) ?? new Slots(CONNECTIONS);
    this.#slots.set(group, slots);
    return slots;
  }

  #patientUntilMs(path: string): number {
    const { endsAtMs = Infinity } = this.#options;
    if (!CAN_WAIT.some((prefix) => path.startsWith(prefix))) return endsAtMs;
    return this.#startedAtMs + FETCHING_SHARE * (endsAtMs - this.#startedAtMs);
  }
}

/** Calls with a limit of their own besides that of their service group; order writes and prechecks are believed to be counted alike. */
const SPECIAL_LANES = [
  { prefix: ORDERS_PATH, isAbout: isOrderLimit },
  { prefix: INSTRUMENTS_PATH, isAbout: isInstrumentLimit },
] as const;
