import { describe, expect, it } from "vitest";
import { z } from "zod/mini";
import { timestamp } from "../../../src/core/domain/time.ts";
import { fitsMemory, memoryAfter, memoryAt } from "../../../src/core/strategy/strategy-memory.ts";

const [EARLIER, BAR, LATER] = [timestamp(1_000), timestamp(2_000), timestamp(3_000)];
const memory = { schema: z.object({ count: z.number() }), initial: { count: 0 } };
const [FIRST, SECOND, THIRD] = [{ count: 1 }, { count: 2 }, { count: 3 }];
const KEPT = { newestBarAt: BAR, before: FIRST, after: SECOND };

describe("what an evaluation begins with", () => {
  it.each([
    ["what came before, on an older bar", EARLIER, FIRST],
    ["what came before, on the same bar", BAR, FIRST],
    ["what came after, on a newer bar", LATER, SECOND],
    ["what came before, where no bar is in sight", undefined, FIRST],
  ])("is %s", (_, newestBarAt, expected) => {
    expect(memoryAt({ memory }, KEPT, newestBarAt)).toBe(expected);
  });

  it("is the initial memory where none is kept, and nothing where the strategy has none", () => {
    expect(memoryAt({ memory }, undefined, BAR)).toEqual({ count: 0 });
    expect(memoryAt({}, KEPT, LATER)).toBeUndefined();
  });
});

describe("what is kept after an answer", () => {
  it.each([
    ["on an older bar, what was kept", EARLIER, THIRD, KEPT],
    ["on the same bar, the newer answer", BAR, THIRD, { ...KEPT, after: THIRD }],
    [
      "on a newer bar, the answer",
      LATER,
      { count: 4 },
      { newestBarAt: LATER, before: FIRST, after: { count: 4 } },
    ],
    [
      "where the strategy is silent, what it began with",
      LATER,
      undefined,
      { newestBarAt: LATER, before: FIRST, after: FIRST },
    ],
  ])("is, %s", (_, newestBarAt, answered, expected) => {
    expect(memoryAfter(KEPT, newestBarAt, { before: FIRST, answered })).toEqual(expected);
  });

  it("is the answer where nothing was kept", () => {
    expect(memoryAfter(undefined, BAR, { before: FIRST, answered: SECOND })).toEqual(KEPT);
  });
});

describe("a memory of an earlier form of the strategy", () => {
  it.each([
    [FIRST, SECOND, true],
    [{ counted: 1 }, SECOND, false],
    [FIRST, { counted: 2 }, false],
  ])("%j and %j: fits is %s", (before, after, fits) => {
    expect(fitsMemory({ memory }, { newestBarAt: BAR, before, after })).toBe(fits);
  });

  it("fits no strategy without a memory", () => {
    expect(fitsMemory({}, KEPT)).toBe(false);
  });
});
