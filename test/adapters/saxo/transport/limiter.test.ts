import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Limiter } from "../../../../src/adapters/saxo/transport/limiter.ts";
import type { LimitReading } from "../../../../src/adapters/saxo/transport/rate-limits.ts";

const ASSUMED = { limit: 3, windowMs: 60_000, slackMs: 1000 };

function session(remaining: number, resetSeconds: number, limit = 120): LimitReading {
  return { dimension: "session", limit, remaining, resetSeconds };
}

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
    limiter.answered([session(2, 30)], 0);
    expect(limiter.waitMs(0)).toBe(31_000); // 2 granted, 2 of ours under way
    limiter.answered([], 0);
    expect(limiter.waitMs(0)).toBe(31_000);
  });

  it("takes the broker's figure once nothing is under way", () => {
    const limiter = new Limiter(ASSUMED);
    limiter.sent(0);
    limiter.answered([session(50, 30)], 0);
    expect(sendAll(limiter, 0)).toBe(50);
  });

  it("believes the lower of two figures that overtook each other", () => {
    const limiter = new Limiter(ASSUMED);
    limiter.sent(0);
    limiter.sent(0);
    limiter.answered([session(4, 30)], 0);
    limiter.answered([session(5, 30)], 0);
    expect(sendAll(limiter, 0)).toBe(3);
  });

  it("believes a higher figure when its window is a new one", () => {
    const limiter = new Limiter(ASSUMED);
    limiter.sent(0);
    limiter.answered([session(1, 5)], 0);
    limiter.sent(4000);
    limiter.answered([session(119, 60)], 4000);
    expect(sendAll(limiter, 4000)).toBe(119);
  });

  it("passes over late news of a window that is over", () => {
    const limiter = new Limiter(ASSUMED);
    limiter.sent(0);
    limiter.sent(0);
    limiter.answered([session(100, 60)], 0);
    limiter.answered([session(0, 5)], 0);
    expect(limiter.waitMs(0)).toBe(0);
  });

  it("waits only for the reset it is told when it had believed in a new window", () => {
    const limiter = new Limiter(ASSUMED);
    limiter.sent(0);
    limiter.sent(0);
    limiter.answered([session(1, 5)], 0);
    expect(limiter.waitMs(6000)).toBe(0); // believed to be replenished
    limiter.answered([session(0, 1)], 6000);
    expect(limiter.waitMs(6000)).toBe(2000);
  });

  it("waits a second when the reset is shown as 0", () => {
    const limiter = new Limiter(ASSUMED);
    limiter.sent(0);
    limiter.answered([session(0, 0)], 0);
    expect(limiter.waitMs(0)).toBe(1000);
    expect(limiter.waitMs(1000)).toBe(0);
  });

  it("adds nothing to a reset where none is due", () => {
    const limiter = new Limiter({ limit: 1, windowMs: 1000, slackMs: 0 });
    limiter.sent(0);
    limiter.answered([{ dimension: "sessionorders", limit: 1, remaining: 0, resetSeconds: 1 }], 0);
    expect(limiter.waitMs(0)).toBe(1000);
    limiter.answered([{ dimension: "sessionorders", limit: 1, remaining: 0, resetSeconds: 0 }], 1000);
    expect(limiter.waitMs(1000)).toBe(1000);
  });

  it("assumes a whole window when the reset is missing", () => {
    const limiter = new Limiter(ASSUMED);
    limiter.sent(0);
    limiter.answered([{ dimension: "other", limit: undefined, remaining: 0, resetSeconds: undefined }], 0);
    expect(limiter.waitMs(0)).toBe(60_000);
    expect(limiter.waitMs(60_000)).toBe(0);
  });

  it("never waits for the daily limit of the app", () => {
    const limiter = new Limiter(ASSUMED);
    limiter.sent(0);
    limiter.answered([{ dimension: "appday", limit: 10, remaining: 0, resetSeconds: 80_000 }], 0);
    expect(limiter.waitMs(0)).toBe(0);
  });

  it("waits until a time the broker asked for", () => {
    const limiter = new Limiter(ASSUMED);
    limiter.holdUntil(7000);
    expect(limiter.waitMs(2000)).toBe(5000);
    expect(limiter.waitMs(7000)).toBe(0);
  });

  it("never sends more than a broker with fixed windows grants, in whatever order it answers", () => {
    const step = fc.oneof(
      fc.constant("send"),
      fc.nat({ max: 7 }),
      fc.record({ advance: fc.nat({ max: 4000 }) }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 300 }), fc.integer({ min: 1, max: 6 }), (steps, limit) => {
        const windowMs = 10_000;
        const limiter = new Limiter({ limit, windowMs, slackMs: 1000 });
        const underWay: LimitReading[] = [];
        let nowMs = 0;
        let opened = -windowMs;
        let used = 0;
        const send = (): void => {
          limiter.sent(nowMs);
          if (nowMs >= opened + windowMs) [opened, used] = [nowMs, 0];
          used += 1;
          expect(used).toBeLessThanOrEqual(limit);
          const resetSeconds = Math.floor((opened + windowMs - nowMs) / 1000);
          underWay.push({ dimension: "session", limit, remaining: limit - used, resetSeconds });
        };
        for (const what of steps) {
          if (what === "send" && limiter.waitMs(nowMs) === 0) send();
          else if (typeof what === "number" && what < underWay.length) {
            limiter.answered(underWay.splice(what, 1), nowMs);
          } else if (typeof what === "object") nowMs += what.advance;
        }
      }),
    );
  });
});
