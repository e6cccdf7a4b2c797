import { describe, expect, it } from "vitest";
import { derivedRing } from "../../../src/simulator/market/derived-ring.ts";
import { loadHistory } from "../../../src/simulator/market/history.ts";
import type { SessionRing } from "../../../src/simulator/market/session-table.ts";
import {
  isConsistent,
  ringOf,
  sessionIn,
  thereAndBack,
} from "../../../src/simulator/market/session-table.ts";

const history = loadHistory();
const ring = thereAndBack(history);

/** The jump in price from each session to the next, around the ring, as a fraction. */
function gaps({ length, sessionAt }: SessionRing): number[] {
  return Array.from({ length }, (_, index) => {
    const { close } = sessionAt(index);
    return Math.abs(sessionAt((index + 1) % length).open - close) / close;
  });
}

describe("the history there and back", () => {
  it("plays forwards and then each session in reverse", () => {
    expect(ring.length).toBe(10_210);
    expect(sessionIn(ring, 5104)).toEqual({ open: 284_243, high: 287_922, low: 283_088, close: 287_456 });
    expect(sessionIn(ring, 5105)).toEqual({ open: 287_456, high: 287_922, low: 283_088, close: 284_243 });
    expect(sessionIn(ring, 10_209)).toEqual({ open: 145_522, high: 147_800, low: 143_836, close: 146_925 });
  });

  it("turns without a jump at both ends", () => {
    const jumps = gaps(ringOf(ring));
    expect(jumps[5104]).toBe(0);
    expect(jumps[10_209]).toBe(0);
  });
});

describe("a derived ring", () => {
  const seeds = [1, 2, 3, 4_294_967_295];
  const stock = { base: 0, scale: 0.1, sway: 0.15 };

  it.each(seeds)("holds only sessions that make sense and stay within bounds, for seed %i", (seed) => {
    const derived = derivedRing(ring, stock, seed);
    for (let index = 0; index < derived.length; index++) {
      const session = derived.sessionAt(index);
      expect(isConsistent(session)).toBe(true);
      expect(session.low).toBeGreaterThan(5_000);
      expect(session.high).toBeLessThan(40_000);
    }
  });

  it.each(seeds)("jumps between sessions no further than the history does, for seed %i", (seed) => {
    const rounding = 0.0003; // one cent of a price of 50 and more
    const widest = Math.max(...gaps(ringOf(ring)));
    expect(Math.max(...gaps(derivedRing(ring, stock, seed)))).toBeLessThan(widest + rounding);
  });

  it("is the same for the same seed and another for another", () => {
    const closes = (seed: number): number[] => {
      const { length, sessionAt } = derivedRing(ring, stock, seed);
      return Array.from({ length }, (_, place) => sessionAt(place).close);
    };
    expect(closes(5)).toEqual(closes(5));
    expect(closes(5)).not.toEqual(closes(6));
  });
});
