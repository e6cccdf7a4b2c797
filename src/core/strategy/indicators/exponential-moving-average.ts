import { checkValue, checkWindow, type NumberSeries } from "./input.ts";

/**
 * Exponential moving average, a value at a time.
 *
 * Formula: e[i] = x[i] x w + e[i - 1] x (1 - w), w = 2 / (window + 1).
 * Seed: the mean of the first `window` values, which is also the first value, at index `window - 1`.
 * Nothing drifts: each step shrinks the errors of all before it by 1 - w.
 * Source: P. N. Haurlan, "Measuring Trend Values", 1968; the seed as in J. J. Murphy's and most charting programs. `tulind` and
 * `trading-signals` begin with the first value instead; the difference fades by 1 - w with each value.
 */
export class ExponentialMovingAverage {
  readonly #window: number;
  readonly #weight: number;
  #count = 0;
  /** Of the seed's values, then the average. */
  #state = 0;

  constructor(window: number) {
    checkWindow(window);
    this.#window = window;
    this.#weight = 2 / (window + 1);
  }

  /** @returns `undefined` while the seed is gathered */
  next(value: number): number | undefined {
    checkValue(value);
    if (this.#count >= this.#window) {
      this.#state = value * this.#weight + this.#state * (1 - this.#weight);
      return this.#state;
    }
    this.#count += 1;
    this.#state += value;
    if (this.#count < this.#window) return undefined;
    this.#state /= this.#window;
    return this.#state;
  }
}

/** The same for a whole series, bit for bit: as long as the series, NaN before the first value. */
export function exponentialMovingAverageSeries(values: NumberSeries, window: number): Float64Array {
  const average = new ExponentialMovingAverage(window);
  const averages = new Float64Array(values.length);
  for (let index = 0; index < values.length; index += 1) {
    averages[index] = average.next(values[index] ?? NaN) ?? NaN;
  }
  return averages;
}
