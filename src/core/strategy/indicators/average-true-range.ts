import { AssertionError } from "../../domain/assert.ts";
import type { Bar } from "../../domain/market-data.ts";
import { checkValue, checkWindow } from "./input.ts";
import { WilderAverage } from "./wilder-average.ts";

/** The prices of a bar that its range is made of. */
export type PriceRange = Pick<Bar, "high" | "low" | "close">;

/**
 * How far the price went during a bar, counted from the close before it: max(high, previous close) - min(low, previous close).
 *
 * @param previousClose NaN for the first bar, whose true range is high - low
 * @throws AssertionError when the low lies above the high
 * Source: J. W. Wilder, "New Concepts in Technical Trading Systems", 1978
 */
export function trueRange({ high, low, close }: PriceRange, previousClose: number): number {
  checkValue(high);
  checkValue(low);
  checkValue(close);
  if (low > high) throw new AssertionError(`a bar has its low of ${low} above its high of ${high}`);
  if (Number.isNaN(previousClose)) return high - low;
  return Math.max(high, previousClose) - Math.min(low, previousClose);
}

/**
 * Average true range, a bar at a time.
 *
 * Formula: Wilder's average of the true ranges. Seed: the mean of the first `window` of them, that of the first bar being
 * high - low. First value at index `window - 1`. Nothing drifts: each step shrinks the errors of all before it by 1 - 1 / window.
 * Source: J. W. Wilder, "New Concepts in Technical Trading Systems", 1978
 */
export class AverageTrueRange {
  readonly #average: WilderAverage;
  #previousClose = NaN;

  constructor(window: number) {
    checkWindow(window);
    this.#average = new WilderAverage(window);
  }

  /** @returns `undefined` while there are fewer bars than the window takes */
  next(bar: PriceRange): number | undefined {
    const range = trueRange(bar, this.#previousClose);
    this.#previousClose = bar.close;
    const average = this.#average.next(range);
    return Number.isNaN(average) ? undefined : average;
  }
}

/** The same for a whole series, bit for bit: as long as the series, NaN before the first value. */
export function averageTrueRangeSeries(bars: readonly PriceRange[], window: number): Float64Array {
  const average = new AverageTrueRange(window);
  const averages = new Float64Array(bars.length);
  let index = 0;
  for (const bar of bars) {
    averages[index] = average.next(bar) ?? NaN;
    index += 1;
  }
  return averages;
}
