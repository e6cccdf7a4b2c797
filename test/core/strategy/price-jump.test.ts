import { describe, expect, it } from "vitest";
import { timestamp } from "../../../src/core/domain/time.ts";
import { jumpBetween, jumpInWords, newestJump } from "../../../src/core/strategy/price-jump.ts";
import { barsClosingAt } from "./bars.ts";

const CLOSE = timestamp(Date.UTC(2026, 2, 4, 15));

describe("a jump of the price", () => {
  it.each([
    [200, 100, "2:1"],
    [200, 108, "2:1"],
    [200, 92, "2:1"],
    [300, 100, "3:1"],
    [150, 100, "3:2"],
    [1000, 100, "10:1"],
    [2000, 100, "20:1"],
    [10_000, 100, "100:1"],
    [100, 200, "1:2"],
    [100, 1000, "1:10"],
    [100, 150, "2:3"],
    [219, 100, "2:1"],
    [221, 100, undefined],
    [240, 100, undefined],
    [100, 1170, undefined],
  ])("from %d to %d looks like a split of %s", (before, after, split) => {
    const jump = jumpBetween(before, after, CLOSE);
    expect(jump?.factor).toBe(after / before);
    expect(jump?.split).toBe(split);
  });

  it.each([
    [140, 100],
    [100, 140],
    [100, 72],
    [100, 100],
  ])("is none from %d to %d", (before, after) => {
    expect(jumpBetween(before, after, CLOSE)).toBeUndefined();
  });

  it("is found between the close of a bar and the opening of the next, the newest one first", () => {
    expect(newestJump(barsClosingAt(CLOSE, 60, [400, 200, 201, 100, 101]))).toEqual({
      at: CLOSE - 2 * 3_600_000,
      factor: 100 / 201,
      split: "2:1",
    });
  });

  it("is found before the second bar of all", () => {
    expect(newestJump(barsClosingAt(CLOSE, 60, [300, 100, 100]))).toMatchObject({
      at: CLOSE - 2 * 3_600_000,
      split: "3:1",
    });
  });

  it("is none from a close to the next one, where trading was seen in between", () => {
    const bars = barsClosingAt(CLOSE, 60, [200, 100, 100]);
    const fallen = bars.map((bar, index) => (index === 1 ? { ...bar, open: 200, high: 200 } : bar));
    expect(newestJump(fallen)).toBeUndefined();
  });

  it("is none inside a bar, where trading was seen", () => {
    const [crash, ...later] = barsClosingAt(CLOSE, 60, [100, 100]);
    const bars = crash === undefined ? [] : [{ ...crash, open: 200, high: 200 }, ...later];
    expect(newestJump(bars)).toBeUndefined();
  });

  it.each([[[]], [[100]]])("is none in the closes %j", (closes) => {
    expect(newestJump(barsClosingAt(CLOSE, 60, closes))).toBeUndefined();
  });

  it("is told in words", () => {
    expect(jumpInWords({ at: CLOSE, factor: 0.5, split: "2:1" })).toBe(
      "x0.500 at 2026-03-04T15:00:00.000Z, like a split of 2:1",
    );
    expect(jumpInWords({ at: CLOSE, factor: 0.4 })).toBe("x0.400 at 2026-03-04T15:00:00.000Z");
  });
});
