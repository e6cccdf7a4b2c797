import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Limiter } from "../../../../src/adapters/saxo/transport/limiter.ts";
import type { LimitReading } from "../../../../src/adapters/saxo/transport/rate-limits.ts";

const ASSUMED = { limit: 3, windowMs: 60_000, slackMs: 1000 };

function session(remaining: number, resetSeconds: number, limit = 120): LimitReading {
  return { dimension: "session", limit, remaining, resetSeconds };
}

/** A reply that is there as soon as its request is sent. */
const at = (nowMs: number) => ({ sentAtMs: nowMs, nowMs });

function sendAll(limiter: Limiter, nowMs: number): number {
  let count = 0;
  while (limiter.waitMs(nowMs) === 0 && count < 1000) {
    limiter.sent(nowMs);
    count += 1;
  }
  return count;
}

describe("a limiter", () => {
  it("lets the assumed number pass until the broker has spoken, then waits for the window to end", () => {
    const limiter = new Limiter(ASSUMED);
    expect(sendAll(limiter, 5000)).toBe(3);
    expect(limiter.waitMs(5000)).toBe(60_000);
    expect(limiter.waitMs(35_000)).toBe(30_000);
  });

  it("holds back for what is still unanswered", () => {
    const limiter = new Limiter(ASSUMED);
    sendAll(limiter, 0);
    limiter.answered([session(2, 30)], at(0));
    expect(limiter.waitMs(0)).toBe(31_000); // 2 granted, 2 of ours under way
    limiter.answered([], at(0));
    expect(limiter.waitMs(0)).toBe(31_000);
  });

  it("takes the broker's figure once nothing is under way", () => {
    const limiter = new Limiter(ASSUMED);
    limiter.sent(0);
    limiter.answered([session(50, 30)], at(0));
    expect(sendAll(limiter, 0)).toBe(50);
  });

  it("believes the lower of two figures that overtook each other", () => {
    const limiter = new Limiter(ASSUMED);
    limiter.sent(0);
    limiter.sent(0);
    limiter.answered([session(4, 30)], at(0));
    limiter.answered([session(5, 30)], at(0));
    expect(sendAll(limiter, 0)).toBe(3);
  });

  it("takes news of the same window for that, however slow the reply", () => {
    const limiter = new Limiter(ASSUMED);
    limiter.sent(0);
    limiter.sent(0);
    limiter.sent(4000);
    limiter.answered([session(3, 26)], { sentAtMs: 4000, nowMs: 5000 });
    limiter.answered([session(5, 30)], { sentAtMs: 0, nowMs: 6000 });
    limiter.answered([session(4, 30)], { sentAtMs: 0, nowMs: 7000 });
    expect(sendAll(limiter, 7000)).toBe(1); // 3 granted last, less the 2 then under way
    expect(limiter.waitMs(7000)).toBe(25_000);
  });

  it("believes a higher figure when its window is a new one", () => {
    const limiter = new Limiter(ASSUMED);
    limiter.sent(0);
    limiter.answered([session(1, 5)], at(0));
    limiter.sent(4000);
    limiter.answered([session(119, 60)], at(4000));
    expect(sendAll(limiter, 4000)).toBe(119);
  });

  it("passes over late news of a window that is over", () => {
    const limiter = new Limiter(ASSUMED);
    limiter.sent(0);
    limiter.sent(0);
    limiter.answered([session(100, 60)], at(0));
    limiter.answered([session(0, 5)], at(0));
    expect(limiter.waitMs(0)).toBe(0);
  });

  it("waits only for the reset it is told when it had believed in a new window", () => {
    const limiter = new Limiter(ASSUMED);
    limiter.sent(0);
    limiter.sent(0);
    limiter.answered([session(1, 5)], at(0));
    expect(limiter.waitMs(6000)).toBe(0); // believed to be replenished
    limiter.answered([session(0, 1)], at(6000));
    expect(limiter.waitMs(6000)).toBe(2000);
  });

  it("waits a second when the reset is shown as 0", () => {
    const limiter = new Limiter(ASSUMED);
    limiter.sent(0);
    limiter.answered([session(0, 0)], at(0));
    expect(limiter.waitMs(0)).toBe(1000);
    expect(limiter.waitMs(1000)).toBe(0);
  });

  it("adds nothing to a reset where none is due", () => {
    const limiter = new Limiter({ limit: 1, windowMs: 1000, slackMs: 0 });
    limiter.sent(0);
    limiter.answered([{ dimension: "sessionorders", limit: 1, remaining: 0, resetSeconds: 1 }], at(0));
    expect(limiter.waitMs(0)).toBe(1000);
    limiter.sent(1000);
    limiter.answered([{ dimension: "sessionorders", limit: 1, remaining: 0, resetSeconds: 0 }], at(1000));
    expect(limiter.waitMs(1000)).toBe(1000);
  });

  it("assumes a whole window when the reset is missing", () => {
    const limiter = new Limiter(ASSUMED);
    limiter.sent(0);
    limiter.answered(
      [{ dimension: "other", limit: undefined, remaining: 0, resetSeconds: undefined }],
      at(0),
    );
    expect(limiter.waitMs(0)).toBe(60_000);
    expect(limiter.waitMs(60_000)).toBe(0);
  });

  it("never waits for the daily limit of the app", () => {
    const limiter = new Limiter(ASSUMED);
    limiter.sent(0);
    limiter.answered([{ dimension: "appday", limit: 10, remaining: 0, resetSeconds: 80_000 }], at(0));
    expect(limiter.waitMs(0)).toBe(0);
  });

  it("waits until a time the broker asked for", () => {
    const limiter = new Limiter(ASSUMED);
    limiter.holdUntil(7000);
    expect(limiter.waitMs(2000)).toBe(5000);
    expect(limiter.waitMs(7000)).toBe(0);
  });

  it("never sends more than a broker with fixed windows grants, however late its answers come", () => {
    const step = fc.oneof(
      fc.record({ send: fc.integer({ min: 1, max: 5 }) }),
      fc.record({ answer: fc.nat({ max: 7 }) }),
      fc.record({ advance: fc.nat({ max: 15_000 }) }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200 }), fc.integer({ min: 1, max: 8 }), (steps, limit) => {
        const broker = new FixedWindows(limit);
        for (const what of steps) {
          if ("send" in what) broker.send(what.send);
          else if ("answer" in what) broker.answer(what.answer);
          else broker.advance(what.advance);
          expect(broker.used).toBeLessThanOrEqual(limit);
        }
      }),
    );
  });
});

/** A broker that counts each window from its first request, and whose replies take up to twenty seconds. */
class FixedWindows {
  readonly #limit: number;
  readonly #limiter: Limiter;
  readonly #underWay: { readonly sentAtMs: number; readonly reading: LimitReading }[] = [];
  #nowMs = 0;
  #endsAtMs = 0;
  used = 0;

  constructor(limit: number) {
    this.#limit = limit;
    this.#limiter = new Limiter({ limit, windowMs: 60_000, slackMs: 1000 });
  }

  send(count: number): void {
    for (let sent = 0; sent < count && this.#limiter.waitMs(this.#nowMs) === 0; sent += 1) {
      this.#limiter.sent(this.#nowMs);
      if (this.#nowMs >= this.#endsAtMs) [this.#endsAtMs, this.used] = [this.#nowMs + 60_000, 0];
      this.used += 1;
      const reset = Math.floor((this.#endsAtMs - this.#nowMs) / 1000);
      const reading = session(Math.max(0, this.#limit - this.used), reset, this.#limit);
      this.#underWay.push({ sentAtMs: this.#nowMs, reading });
    }
  }

  answer(index: number): void {
    const [answered] = this.#underWay.splice(index, 1);
    if (answered === undefined) return;
    this.#limiter.answered([answered.reading], { sentAtMs: answered.sentAtMs, nowMs: this.#nowMs });
  }

  advance(milliseconds: number): void {
    this.#nowMs += milliseconds;
    while ((this.#underWay[0]?.sentAtMs ?? this.#nowMs) < this.#nowMs - 20_000) this.answer(0);
  }
}
