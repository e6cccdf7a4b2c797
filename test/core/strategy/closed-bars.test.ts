import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { timestamp } from "../../../src/core/domain/time.ts";
import { barCloseAt, closedBars } from "../../../src/core/strategy/closed-bars.ts";
import { barsClosingAt } from "./bars.ts";

const NOON = timestamp(Date.UTC(2026, 10, 20, 12));

describe("closedBars", () => {
  const bars = barsClosingAt(NOON, 60, [1, 2, 3]);

  it("counts a bar as closed from the very instant its horizon ends", () => {
    expect(closedBars(bars, 60, NOON)).toEqual(bars);
  });

  it("drops the forming bar a millisecond earlier", () => {
    expect(closedBars(bars, 60, timestamp(NOON - 1)).map((bar) => bar.close)).toEqual([1, 2]);
  });

  it("drops bars of the future", () => {
    expect(closedBars(bars, 60, timestamp(NOON - 3 * 3_600_000))).toEqual([]);
  });

  it("never lets a bar through that closes after the decision time", () => {
    fc.assert(
      fc.property(fc.integer({ min: -20, max: 20 }), fc.integer({ min: 0, max: 3_599_999 }), (hours, ms) => {
        const now = timestamp(NOON + hours * 3_600_000 + ms);
        const closed = closedBars(barsClosingAt(NOON, 60, [1, 2, 3, 4, 5, 6, 7, 8]), 60, now);
        return closed.every((bar) => barCloseAt(bar, 60) <= now);
      }),
    );
  });
});
