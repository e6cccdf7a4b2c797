import { checkValue, checkWindow, type NumberSeries } from "./input.ts";

/**
 * Simple moving average, a value at a time.
 *
 * Formula: (x[i - window + 1] + ... + x[i]) / window. First value at index `window - 1`; no seed.
 * Nothing drifts: a sum is put together from the tail of the last whole block of `window` values and the head of the present one,
 * so that it is a sum of the values in the window and no others, wrong by at most window x 1.2e-16 of the largest.
 * Source: any textbook; the blocks are those of M. van Herk and of J. Gil and M. Werman (1992, 1993), for sums.
 */
export class SimpleMovingAverage {
  /** From the present block's length on: sums of the last whole block from there to its end; before: the present block. */
  readonly #block: Float64Array;
  readonly #window: number;
  #length = 0;
  #head = 0;
  #isWarm = false;

  constructor(window: number) {
    checkWindow(window);
    this.#window = window;
    this.#block = new Float64Array(window);
  }

  /** @returns `undefined` while there are fewer values than the window takes */
  next(value: number): number | undefined {
    checkValue(value);
    this.#block[this.#length] = value;
    this.#length += 1;
    if (this.#length === this.#window) return this.#endBlock() / this.#window;
    this.#head += value;
    return this.#isWarm ? ((this.#block[this.#length] ?? 0) + this.#head) / this.#window : undefined;
  }

  /** @returns the sum of the whole block */
  #endBlock(): number {
    const block = this.#block;
    let sum = 0;
    for (let index = this.#window - 1; index >= 0; index -= 1) {
      sum += block[index] ?? 0;
      block[index] = sum;
    }
    this.#length = 0;
    this.#head = 0;
    this.#isWarm = true;
    return sum;
  }
}

/** The same for a whole series, bit for bit: as long as the series, NaN before the first value. Written out for its speed. */
export function simpleMovingAverageSeries(values: NumberSeries, window: number): Float64Array {
  checkWindow(window);
  const averages = new Float64Array(values.length).fill(NaN, 0, Math.min(window - 1, values.length));
  const tails = new Float64Array(Math.min(window, values.length) + 1); // the last one stays zero
  for (let start = 0; start < values.length; start += window) {
    const end = Math.min(start + window, values.length);
    let head = 0;
    for (let index = start; index < end; index += 1) {
      const value = values[index] ?? NaN;
      checkValue(value);
      head += value;
      if (start > 0) averages[index] = ((tails[index - start + 1] ?? 0) + head) / window;
    }
    if (end - start < window) break;
    let sum = 0;
    for (let index = window - 1; index >= 0; index -= 1) {
      sum += values[start + index] ?? NaN;
      tails[index] = sum;
    }
    averages[end - 1] = sum / window;
  }
  return averages;
}
