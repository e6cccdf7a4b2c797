import { describe, expect, it } from "vitest";
import { timestamp } from "../../../src/core/domain/time.ts";
import { firstClosedAfter } from "../../../src/core/strategy/exit-levels.ts";
import { barsClosingAt } from "./bars.ts";

const DAY = 86_400_000;
const CLOSE = timestamp(Date.UTC(2026, 2, 5));
const BARS = barsClosingAt(CLOSE, 1440, [100, 101, 102]);

describe("the first bar that closed after an opening", () => {
  it.each([
    ["before all of them", CLOSE - 3 * DAY, 0],
    ["within the second one", CLOSE - DAY - 1, 1],
    ["at the close of the second one, which is no later", CLOSE - DAY, 2],
    ["within the third one", CLOSE - DAY + 1, 2],
    ["at the close of the newest", CLOSE, 3],
    ["after all of them", CLOSE + 1, 3],
  ])("of an opening %s", (_, at, index) => {
    expect(firstClosedAfter(BARS, at)).toBe(index);
  });

  it("is none without bars", () => {
    expect(firstClosedAfter([], CLOSE)).toBe(0);
  });
});
