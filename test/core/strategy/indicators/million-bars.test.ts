import { describe, expect, it } from "vitest";
import type { Bar } from "../../../../src/core/domain/market-data.ts";
import { timestamp } from "../../../../src/core/domain/time.ts";
import { mixSeeds, randomStream } from "../../../../src/simulator/market/random.ts";
import { CATALOGUE } from "./catalogue.ts";

const COUNT = 1_000_000;
const WINDOW = 20;

/** A random walk, in which the price is once a trillion times higher for the time of one bar. */
function walk(): readonly Bar[] {
  const random = randomStream(mixSeeds(6));
  let close = 100;
  return Array.from({ length: COUNT }, (_, index): Bar => {
    close = Math.max(close * (1 + (random() - 0.5) / 100), 1);
    const shown = index === 250_000 ? close * 1e12 : close;
    const [high, low] = [shown * (1 + random() / 100), shown * (1 - random() / 100)];
    return { startAt: timestamp(index * 60_000), open: shown, high, low, close: shown };
  });
}

describe("over a million bars", () => {
  const bars = walk();

  it.each(CATALOGUE)("$name does not drift: it is what a fresh computation gives", (entry) => {
    const series = entry.series(bars, WINDOW);
    const positions = Array.from({ length: 40 }, (_, index) => COUNT - 1 - index * 17_003);
    for (const position of positions) {
      // Twice as far back as anything weighs, and no farther: what had added up before would show.
      const reach = Math.max(entry.windowsOfMemory * 2 * WINDOW, entry.first(WINDOW) + 1);
      const afresh = entry.afresh(bars.slice(position + 1 - reach, position + 1), WINDOW);
      const close = bars[position]?.close ?? NaN;
      const isRatio = ["RelativeStrengthIndex", "RateOfChange", "ZScore"].includes(entry.name);
      const scale = isRatio ? Math.max(Math.abs(afresh), 0.001) : close;
      expect(Math.abs((series[position] ?? NaN) - afresh) / scale).toBeLessThan(1e-11);
    }
  });
});
