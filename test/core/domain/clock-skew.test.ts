import { describe, expect, it } from "vitest";
import { skewOf } from "../../../src/core/domain/clock-skew.ts";
import type { ClockReading } from "../../../src/core/domain/clock-skew.ts";
import { timestamp } from "../../../src/core/domain/time.ts";

const NOON = 1_772_625_600_000;

/** An answer that took so long, to a clock that is so far ahead. */
function reading(aheadMs: number, tookMs: number, brokerMs = 0): ClockReading {
  const askedAt = NOON + aheadMs;
  const brokerAt = Math.floor((NOON + brokerMs) / 1000) * 1000;
  return {
    brokerAt: timestamp(brokerAt),
    askedAt: timestamp(askedAt),
    ourAt: timestamp(askedAt + tookMs),
  };
}

describe("the skew between our clock and the broker's", () => {
  it.each<readonly [string, readonly ClockReading[], number | undefined]>([
    ["is unknown without an answer", [], undefined],
    ["is nothing while both can show the same", [reading(0, 100)], 0],
    ["is nothing within the second that the header cuts off", [reading(900, 50)], 0],
    ["is nothing where a slow answer explains it", [reading(0, 8000, 7000)], 0],
    ["is what cannot be explained by the way of the answer", [reading(10_000, 200)], 9000],
    ["is negative when ours is behind", [reading(-10_000, 200)], -9800],
    [
      "is not hidden by a slow answer among quick ones",
      [-9000, -9000, -9000].map((ahead, index) => reading(ahead, index === 0 ? 8900 : 100)),
      -8900,
    ],
    ["is not invented by one odd answer", [reading(0, 100), reading(0, 100), reading(0, 100, -3_600_000)], 0],
  ])("%s", (_, readings, skew) => {
    expect(skewOf(readings)).toBe(skew);
  });
});
