import { expect, it } from "vitest";
import type { Bar } from "../../../src/core/domain/market-data.ts";
import { timestamp } from "../../../src/core/domain/time.ts";
import { digestOfBars } from "../../../src/core/strategy/bars-digest.ts";

const BAR: Bar = { startAt: timestamp(1_000), open: 2, high: 4, low: 0, close: 3 };
const NEXT: Bar = { ...BAR, startAt: timestamp(2_000) };

it.each<[string, readonly Bar[]]>([
  ["start", [{ ...BAR, startAt: timestamp(1_001) }, NEXT]],
  ["open", [{ ...BAR, open: 2.5 }, NEXT]],
  ["high", [{ ...BAR, high: 4.5 }, NEXT]],
  ["low", [{ ...BAR, low: 0.5 }, NEXT]],
  ["sign of a zero", [{ ...BAR, low: -0 }, NEXT]],
  ["close", [{ ...BAR, close: 3.5 }, NEXT]],
  ["order", [NEXT, BAR]],
  ["number of bars", [BAR]],
])("a digest of bars is another one where the %s is", (_, bars) => {
  expect(digestOfBars(bars)).not.toBe(digestOfBars([BAR, NEXT]));
});

it("a digest of the same bars is the same", () => {
  expect(digestOfBars([{ ...BAR }, { ...NEXT }])).toBe(digestOfBars([BAR, NEXT]));
});
