import { durationMs } from "../../../core/domain/time.ts";
import type { Clock } from "../../../cycle/ports.ts";
import type { EventEmitter } from "../../../events/emitter.ts";
import { CONNECTIONS } from "./http-exchange.ts";
import { Limiter } from "./limiter.ts";
import type { AssumedLimit } from "./limiter.ts";
import { exhaustedReset, isOrderLimit } from "./rate-limits.ts";
import type { LimitReading } from "./rate-limits.ts";
import { Slots } from "./slots.ts";
import { sleepUnlessStopped, throwIfStopped } from "./stoppable.ts";

interface ThrottleOptions {
  readonly clock: Clock;
  readonly events: EventEmitter;
  readonly ordersPerSecond: number;
  readonly stop: AbortSignal;
}

interface Group {
  readonly limiter: Limiter;
  readonly slots: Slots;
  /** One caller at a time looks at the limits, so that two never share the last request. */
  readonly turn: Slots;
}

/** What a reply told the throttle, beside the reply itself. */
export interface LimitNews {
  readonly limits: readonly LimitReading[];
  /** The broker's own wish, when it refused a request for coming too soon. */
  readonly retryAfterMs?: number;
}

interface Limited<Result> {
  readonly result: Result;
  readonly news: LimitNews;
}

const PER_MINUTE: AssumedLimit = { limit: 120, windowMs: 60_000, slackMs: 1000 };
const INSTRUMENTS_PER_MINUTE: AssumedLimit = { ...PER_MINUTE, limit: 60 };
const ORDER_WRITES = "/trade/v2/orders";

/** Holds requests back so that a cycle never causes a refusal for being too fast. */
export class Throttle {
  readonly #options: ThrottleOptions;
  readonly #groups = new Map<string, Group>();
  readonly #orders: Limiter;
  readonly #orderIntervalMs: number;
  #nextOrderAtMs = -Infinity;

  constructor(options: ThrottleOptions) {
    this.#options = options;
    this.#orderIntervalMs = 1000 / options.ordersPerSecond;
    this.#orders = new Limiter({
      limit: Math.max(1, Math.ceil(options.ordersPerSecond)),
      windowMs: 1000,
      slackMs: 0,
    });
  }

  /**
   * Makes the call as soon as the limits of its service group allow.
   *
   * @throws TradebotError `CYCLE_STOPPED` when the stop comes before the call was made
   */
  async run<Result>(path: string, call: () => Promise<Limited<Result>>): Promise<Result> {
    const group = this.#group(path);
    return group.slots.with(async () => {
      const sentAtMs = await group.turn.with(() => this.#waitForRoom(group, path));
      let news: LimitNews = { limits: [] };
      try {
        const limited = await call();
        news = limited.news;
        return limited.result;
      } finally {
        this.#settle(group, { path, sentAtMs }, news);
      }
    });
  }

  /**
   * Waits until an order write would go at once, so that the caller can announce it right before it leaves.
   *
   * @throws TradebotError `CYCLE_STOPPED`
   */
  waitForOrderTurn(): Promise<void> {
    return this.#waitUntilFree(this.#group(ORDER_WRITES), ORDER_WRITES);
  }

  async #waitUntilFree(group: Group, path: string): Promise<void> {
    const { clock, events, stop } = this.#options;
    throwIfStopped(stop);
    for (;;) {
      const waitMs = this.#waitMs(group, path, clock.monotonicMs());
      if (waitMs <= 0) return;
      events.emit("http_limit_waited", { http_url_path: path, wait_ms: Math.ceil(waitMs) });
      await sleepUnlessStopped(clock, durationMs(Math.ceil(waitMs)), stop);
    }
  }

  /** @returns when the request counts as sent */
  async #waitForRoom(group: Group, path: string): Promise<number> {
    await this.#waitUntilFree(group, path);
    const nowMs = this.#options.clock.monotonicMs();
    group.limiter.sent(nowMs);
    if (isOrderWrite(path)) {
      this.#orders.sent(nowMs);
      this.#nextOrderAtMs = nowMs + this.#orderIntervalMs;
    }
    return nowMs;
  }

  #waitMs(group: Group, path: string, nowMs: number): number {
    const groupWait = group.limiter.waitMs(nowMs);
    if (!isOrderWrite(path)) return groupWait;
    return Math.max(groupWait, this.#orders.waitMs(nowMs), this.#nextOrderAtMs - nowMs);
  }

  #settle(
    group: Group,
    { path, sentAtMs }: { readonly path: string; readonly sentAtMs: number },
    { limits, retryAfterMs }: LimitNews,
  ): void {
    const nowMs = this.#options.clock.monotonicMs();
    const exchange = { sentAtMs, nowMs };
    const isOrder = (reading: LimitReading): boolean => isOrderLimit(reading.dimension);
    group.limiter.answered(
      limits.filter((reading) => !isOrder(reading)),
      exchange,
    );
    if (isOrderWrite(path)) {
      this.#orders.answered(limits.filter(isOrder), exchange);
      // counted from the answer: two requests may come closer together on their way
      this.#nextOrderAtMs = nowMs + this.#orderIntervalMs;
    }
    if (retryAfterMs !== undefined && exhaustedReset(limits) === undefined) {
      group.limiter.holdUntil(nowMs + retryAfterMs);
    }
  }

  #group(path: string): Group {
    const [, name = ""] = path.split("/");
    const known = this.#groups.get(name);
    if (known !== undefined) return known;
    const assumed = path.startsWith("/ref/v1/instruments") ? INSTRUMENTS_PER_MINUTE : PER_MINUTE;
    const group = { limiter: new Limiter(assumed), slots: new Slots(CONNECTIONS), turn: new Slots(1) };
    this.#groups.set(name, group);
    return group;
  }
}

/** Order writes and prechecks, which the broker is believed to count alike. */
const isOrderWrite = (path: string): boolean => path.startsWith(ORDER_WRITES);
