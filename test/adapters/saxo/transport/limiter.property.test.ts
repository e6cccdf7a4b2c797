import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { recall, remember } from "../../../../src/adapters/saxo/transport/limit-memory.ts";
import { Limiter } from "../../../../src/adapters/saxo/transport/limiter.ts";
import type { AssumedLimit, Ticket } from "../../../../src/adapters/saxo/transport/limiter.ts";
import type { LimitReading } from "../../../../src/adapters/saxo/transport/rate-limits.ts";
import { VirtualClock } from "../../../support/virtual-clock.ts";

/** How a broker counts: the requests it has granted that still count, and when it counts one less or none. */
interface Counting {
  readonly counts: (grantedAtMs: number, nowMs: number) => boolean;
  readonly resetAtMs: (granted: readonly number[], nowMs: number) => number;
}

const sliding = (windowMs: number): Counting => ({
  counts: (grantedAtMs, nowMs) => nowMs - grantedAtMs < windowMs,
  resetAtMs: ([oldest], nowMs) => (oldest ?? nowMs) + windowMs,
});

function fixed(windowMs: number, phaseMs: number): Counting {
  const windowOf = (atMs: number): number => Math.floor((atMs + phaseMs) / windowMs);
  return {
    counts: (grantedAtMs, nowMs) => windowOf(grantedAtMs) === windowOf(nowMs),
    resetAtMs: (_, nowMs) => (windowOf(nowMs) + 1) * windowMs - phaseMs,
  };
}

class CountingBroker {
  readonly #limit: number;
  readonly #counting: Counting;
  #granted: number[] = [];
  refused = 0;

  constructor(limit: number, counting: Counting) {
    this.#limit = limit;
    this.#counting = counting;
  }

  /** What the answer to a request says that arrives at the moment. */
  ask(nowMs: number): LimitReading {
    this.#granted = this.#granted.filter((atMs) => this.#counting.counts(atMs, nowMs));
    if (this.#granted.length < this.#limit) this.#granted.push(nowMs);
    else this.refused += 1;
    return {
      dimension: "session",
      limit: this.#limit,
      remaining: this.#limit - this.#granted.length,
      resetSeconds: Math.floor((this.#counting.resetAtMs(this.#granted, nowMs) - nowMs) / 1000),
    };
  }
}

/** A wish to send: so long after the one before, so long on its way there, and so long on its way back. */
interface Wish {
  readonly gapMs: number;
  readonly outMs: number;
  readonly backMs: number;
}

interface UnderWay {
  readonly ticket: Ticket;
  readonly arrivesAtMs: number;
  readonly answeredAtMs: number;
  reading?: LimitReading;
}

interface World {
  readonly assumed: AssumedLimit;
  readonly broker: CountingBroker;
  readonly tellsLimits: boolean;
  /** The process ends after so many requests, and the next one goes on by what it has left. */
  readonly perProcess: number;
}

/** @returns when the last request was answered */
function play({ assumed, broker, tellsLimits, perProcess }: World, wishes: readonly Wish[]): number {
  let limiter = new Limiter(assumed);
  let underWay: UnderWay[] = [];
  let nowMs = 0;
  const advance = (untilMs: number): void => {
    const arrivals = underWay.filter(
      ({ reading, arrivesAtMs }) => reading === undefined && arrivesAtMs <= untilMs,
    );
    for (const request of arrivals.sort((one, other) => one.arrivesAtMs - other.arrivesAtMs))
      request.reading = broker.ask(request.arrivesAtMs);
    const answers = underWay.filter(({ answeredAtMs }) => answeredAtMs <= untilMs);
    for (const { ticket, reading, answeredAtMs } of answers.sort((a, b) => a.answeredAtMs - b.answeredAtMs))
      limiter.answered(tellsLimits && reading !== undefined ? [reading] : [], ticket, answeredAtMs);
    underWay = underWay.filter(({ answeredAtMs }) => answeredAtMs > untilMs);
    nowMs = untilMs;
  };
  const drain = (): void => {
    advance(Math.max(nowMs, ...underWay.map(({ answeredAtMs }) => answeredAtMs)));
  };
  for (const [index, { gapMs, outMs, backMs }] of wishes.entries()) {
    advance(nowMs + gapMs);
    if (index > 0 && index % perProcess === 0) {
      drain();
      limiter = nextProcess(limiter, assumed, nowMs);
    }
    for (let wait = limiter.waitMs(nowMs); wait > 0; wait = limiter.waitMs(nowMs)) advance(nowMs + wait);
    const arrivesAtMs = nowMs + outMs;
    underWay.push({ ticket: limiter.sent(nowMs), arrivesAtMs, answeredAtMs: arrivesAtMs + backMs });
  }
  drain();
  return nowMs;
}

function nextProcess(limiter: Limiter, assumed: AssumedLimit, nowMs: number): Limiter {
  const clock = new VirtualClock("2026-03-04T09:15:00Z");
  clock.advance(nowMs);
  let kept: unknown;
  const memory = {
    read: () => kept,
    write: (value: unknown) => {
      kept = JSON.parse(JSON.stringify(value));
    },
  };
  remember(memory, clock, {
    limiters: new Map([["port", limiter.standing(nowMs)]]),
    nextOrderAtMs: -Infinity,
  });
  return new Limiter(assumed, recall(memory, clock).limiters.get("port"));
}

const LATENCY_MS_MAX = 3000;
const latency = fc.oneof(fc.nat({ max: 20 }), fc.nat({ max: LATENCY_MS_MAX / 2 }));
const wishesFor = (limit: number) =>
  fc.array(
    fc.record({
      gapMs: fc.oneof({ weight: 20, arbitrary: fc.nat({ max: 20 }) }, fc.nat({ max: 30_000 })),
      outMs: latency,
      backMs: latency,
    }),
    { minLength: 2 * limit, maxLength: 4 * limit },
  );

const LIMITS = [
  ["60 a minute", { limit: 60, windowMs: 60_000, slackMs: 1000 }],
  ["120 a minute", { limit: 120, windowMs: 60_000, slackMs: 1000 }],
  ["1 a second", { limit: 1, windowMs: 1000, slackMs: 0 }],
] as const;

describe.each(LIMITS)("a limiter for %s", (_, assumed) => {
  const { limit, windowMs } = assumed;
  const wishes = wishesFor(limit);
  const countings = fc.oneof(
    fc.constant(sliding(windowMs)),
    fc.nat({ max: windowMs - 1 }).map((phaseMs) => fixed(windowMs, phaseMs)),
  );

  it("is never refused by windows that slide or are fixed, however late answers come and in whichever process", () => {
    fc.assert(
      fc.property(
        wishes,
        countings,
        fc.boolean(),
        fc.integer({ min: 1, max: 400 }),
        (all, counting, tellsLimits, perProcess) => {
          const broker = new CountingBroker(limit, counting);
          play({ assumed, broker, tellsLimits, perProcess }, all);
          expect(broker.refused).toBe(0);
        },
      ),
      { numRuns: 100 },
    );
  });

  it("takes no longer than a window and a way there and back for each of its windowfuls", () => {
    fc.assert(
      fc.property(wishes, countings, fc.boolean(), (all, counting, tellsLimits) => {
        const broker = new CountingBroker(limit, counting);
        const wishedMs = all.reduce((sum, { gapMs }) => sum + gapMs, 0);
        const windows = Math.ceil(all.length / limit);
        const endedAtMs = play({ assumed, broker, tellsLimits, perProcess: Infinity }, all);
        expect(endedAtMs).toBeLessThanOrEqual(wishedMs + windows * (windowMs + 2000 + LATENCY_MS_MAX));
      }),
      { numRuns: 100 },
    );
  });
});
