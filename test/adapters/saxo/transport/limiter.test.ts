import { describe, expect, it } from "vitest";
import { Limiter } from "../../../../src/adapters/saxo/transport/limiter.ts";
import type { Ticket } from "../../../../src/adapters/saxo/transport/limiter.ts";
import type { LimitReading } from "../../../../src/adapters/saxo/transport/rate-limits.ts";

const ASSUMED = { limit: 3, windowMs: 60_000, slackMs: 1000 };

function session(remaining: number, resetSeconds: number, limit = 120): LimitReading {
  return { dimension: "session", limit, remaining, resetSeconds };
}

function sendAll(limiter: Limiter, nowMs: number): Ticket[] {
  const tickets: Ticket[] = [];
  while (limiter.waitMs(nowMs) === 0 && tickets.length < 1000) tickets.push(limiter.sent(nowMs));
  return tickets;
}

/** A request that is answered as soon as it is sent. */
function exchange(limiter: Limiter, nowMs: number, ...readings: LimitReading[]): void {
  limiter.answered(readings, limiter.sent(nowMs), nowMs);
}

describe("a limiter", () => {
  it("lets the assumed number pass until the broker has spoken, then waits for a window after their answers", () => {
    const limiter = new Limiter(ASSUMED);
    const tickets = sendAll(limiter, 5000);
    expect(tickets.length).toBe(3);
    for (const ticket of tickets) limiter.answered([], ticket, 5000);
    expect(limiter.waitMs(5000)).toBe(61_000);
    expect(limiter.waitMs(35_000)).toBe(31_000);
    expect(sendAll(limiter, 66_000).length).toBe(3);
  });

  it("lets them go one by one, each a window after the answer of one before", () => {
    const limiter = new Limiter(ASSUMED);
    const [first, second, third] = sendAll(limiter, 0);
    for (const [ticket, nowMs] of [
      [second, 200],
      [first, 500],
      [third, 9000],
    ] as const)
      if (ticket !== undefined) limiter.answered([], ticket, nowMs);
    expect(limiter.waitMs(9000)).toBe(52_200);
    expect(sendAll(limiter, 61_200).length).toBe(1);
    expect(sendAll(limiter, 61_500).length).toBe(1);
    expect(limiter.waitMs(61_500)).toBe(8500);
  });

  it("counts what is not yet answered as if it were answered now", () => {
    const limiter = new Limiter(ASSUMED);
    sendAll(limiter, 0);
    expect(limiter.waitMs(0)).toBe(61_000);
    expect(limiter.waitMs(40_000)).toBe(61_000);
  });

  it("holds back for what is still unanswered", () => {
    const limiter = new Limiter(ASSUMED);
    const [first, second] = sendAll(limiter, 0);
    if (first !== undefined) limiter.answered([session(2, 30)], first, 0);
    expect(limiter.waitMs(0)).toBe(31_000); // 2 granted, 2 of ours under way
    if (second !== undefined) limiter.answered([], second, 0);
    expect(limiter.waitMs(0)).toBe(31_000);
  });

  it("takes the broker's figure once nothing is under way", () => {
    const limiter = new Limiter(ASSUMED);
    exchange(limiter, 0, session(50, 30));
    expect(sendAll(limiter, 0).length).toBe(50);
  });

  it("believes the later of two figures", () => {
    const limiter = new Limiter(ASSUMED);
    exchange(limiter, 0, session(50, 30));
    exchange(limiter, 100, session(4, 30));
    expect(sendAll(limiter, 100).length).toBe(4);
  });

  it.each([
    ["in turn", [0, 1, 2]],
    ["in reverse", [2, 1, 0]],
    ["mixed", [1, 2, 0]],
  ] as const)("grants what is left after replies that come %s", (_, order) => {
    const limiter = new Limiter({ ...ASSUMED, limit: 20 });
    const replies = [0, 1, 2].map((index) => ({ ticket: limiter.sent(0), reading: session(9 - index, 30) }));
    for (const index of order)
      for (const { ticket, reading } of replies.slice(index, index + 1))
        limiter.answered([reading], ticket, 1000);
    expect(sendAll(limiter, 1000).length).toBe(7);
  });

  it("believes a higher figure when its window is a new one", () => {
    const limiter = new Limiter(ASSUMED);
    exchange(limiter, 0, session(1, 5));
    exchange(limiter, 4000, session(119, 60));
    expect(sendAll(limiter, 4000).length).toBe(118); // and the one that was sent before
  });

  it("tries one request at a reset when others have used the limit up, and believes what it is told", () => {
    const limiter = new Limiter(ASSUMED);
    exchange(limiter, 0, session(0, 5));
    expect(limiter.waitMs(0)).toBe(6000);
    const [only, ...others] = sendAll(limiter, 6000);
    expect(others).toEqual([]);
    if (only !== undefined) limiter.answered([session(0, 1)], only, 6000); // the windows slide
    expect(limiter.waitMs(6000)).toBe(2000);
    exchange(limiter, 8000, session(119, 60)); // or they do not
    expect(sendAll(limiter, 8000).length).toBe(117);
  });

  it("goes on by its own count when nobody else has used anything", () => {
    const limiter = new Limiter({ ...ASSUMED, limit: 2 });
    exchange(limiter, 0, session(1, 59, 2));
    exchange(limiter, 30_000, session(0, 29, 2));
    expect(limiter.waitMs(30_000)).toBe(31_000); // until the first has left a window that slides
    expect(sendAll(limiter, 61_000).length).toBe(1);
  });

  it("waits a second when the reset is shown as 0", () => {
    const limiter = new Limiter(ASSUMED);
    exchange(limiter, 0, session(0, 0));
    expect(limiter.waitMs(0)).toBe(1000);
    expect(limiter.waitMs(1000)).toBe(0);
  });

  it("adds nothing to a reset where none is due", () => {
    const limiter = new Limiter({ limit: 1, windowMs: 1000, slackMs: 0 });
    const used = { dimension: "sessionorders", limit: 1, remaining: 0 };
    exchange(limiter, 0, { ...used, resetSeconds: 1 });
    expect(limiter.waitMs(0)).toBe(1000);
    exchange(limiter, 1000, { ...used, resetSeconds: 0 });
    expect(limiter.waitMs(1000)).toBe(1000);
  });

  it("assumes a whole window when the reset is missing", () => {
    const limiter = new Limiter(ASSUMED);
    exchange(limiter, 0, { dimension: "other", limit: undefined, remaining: 0, resetSeconds: undefined });
    expect(limiter.waitMs(0)).toBe(61_000);
    expect(limiter.waitMs(61_000)).toBe(0);
  });

  it("never waits for the daily limit of the app", () => {
    const limiter = new Limiter(ASSUMED);
    exchange(limiter, 0, { dimension: "appday", limit: 10, remaining: 0, resetSeconds: 80_000 });
    expect(limiter.waitMs(0)).toBe(0);
  });

  it("takes a limit of nothing for none", () => {
    const limiter = new Limiter(ASSUMED);
    exchange(limiter, 0, session(0, 5, 0));
    expect(limiter.waitMs(0)).toBe(6000);
    expect(sendAll(limiter, 6000).length).toBe(2); // and the one that was sent before
  });

  it("waits until a time the broker asked for", () => {
    const limiter = new Limiter(ASSUMED);
    limiter.holdUntil(7000);
    expect(limiter.waitMs(2000)).toBe(5000);
    expect(limiter.waitMs(7000)).toBe(0);
  });
});
