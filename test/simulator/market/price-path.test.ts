import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { loadHistory } from "../../../src/simulator/market/history.ts";
import { pricePath } from "../../../src/simulator/market/price-path.ts";
import type { Session } from "../../../src/simulator/market/session-table.ts";
import { sessionIn } from "../../../src/simulator/market/session-table.ts";

/** What a bar over the whole path shows. */
const summary = (path: Int32Array): Session => ({
  open: path[0] ?? NaN,
  high: Math.max(...path),
  low: Math.min(...path),
  close: path.at(-1) ?? NaN,
});

const session = fc
  .tuple(fc.integer({ min: 1, max: 500_000 }), fc.nat(50_000), fc.nat(50_000), fc.nat(50_000))
  .map(([low, range, opening, closing]) => ({
    low,
    high: low + range,
    open: low + (opening % (range + 1)),
    close: low + (closing % (range + 1)),
  }));

describe("the price path of a session", () => {
  it("has the open, high, low and close of every session of the history", () => {
    const history = loadHistory();
    for (let index = 0; index < history.length; index++) {
      const expected = sessionIn(history, index);
      expect(summary(pricePath(expected, index))).toEqual(expected);
    }
  });

  it("has the open, high, low and close of any session, whatever the seed", () => {
    fc.assert(
      fc.property(session, fc.integer({ min: 0, max: 2 ** 32 - 1 }), (expected, seed) => {
        const path = pricePath(expected, seed);
        expect(path).toHaveLength(300);
        expect(summary(path)).toEqual(expected);
      }),
    );
  });

  it("stays the same for the same seed and differs for another", () => {
    const [open, high, low, close] = [146_925, 147_800, 143_836, 145_522];
    const path = pricePath({ open, high, low, close }, 7);
    expect(pricePath({ open, high, low, close }, 7)).toEqual(path);
    expect(pricePath({ open, high, low, close }, 8)).not.toEqual(path);
  });

  it("moves in small steps, not in leaps between its extremes", () => {
    const path = pricePath({ open: 10_500, high: 11_000, low: 10_000, close: 10_500 }, 1);
    const steps = [...path].slice(1).map((price, index) => Math.abs(price - (path[index] ?? NaN)));
    const mean = steps.reduce((sum, step) => sum + step, 0) / steps.length;
    expect(mean).toBeGreaterThan(10);
    expect(mean).toBeLessThan(60);
  });
});
