import { checkValue, checkWindow, type NumberSeries } from "./input.ts";

/**
 * Highest of the newest values, a value at a time. Exact: nothing is reckoned, only compared.
 *
 * Formula: max(x[i - window + 1], ..., x[i]). First value at index `window - 1`; no seed.
 * Source: M. van Herk, 1992, and J. Gil and M. Werman, 1993: the greater one of the tail of the last whole block and the head of
 * the present one, so that a value costs the same whatever the window and the order of the values
 */
export class RollingHighest {
  /** From the present block's length on: the highest of the last whole block from there to its end; before: the present block. */
  readonly #block: Float64Array;
  readonly #window: number;
  #length = 0;
  #head = -Infinity;
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
    if (this.#length === this.#window) return this.#endBlock();
    this.#head = Math.max(this.#head, value);
    return this.#isWarm ? Math.max(this.#head, this.#block[this.#length] ?? NaN) : undefined;
  }

  /** @returns the highest of the whole block */
  #endBlock(): number {
    const block = this.#block;
    let highest = -Infinity;
    for (let index = this.#window - 1; index >= 0; index -= 1) {
      highest = Math.max(highest, block[index] ?? NaN);
      block[index] = highest;
    }
    this.#length = 0;
    this.#head = -Infinity;
    this.#isWarm = true;
    return highest;
  }
}

/** Lowest of the newest values, a value at a time: the highest of their negatives, and as exact. */
export class RollingLowest {
  readonly #negatives: RollingHighest;

  constructor(window: number) {
    this.#negatives = new RollingHighest(window);
  }

  /** @returns `undefined` while there are fewer values than the window takes */
  next(value: number): number | undefined {
    const highest = this.#negatives.next(-value);
    return highest === undefined ? undefined : 0 - highest;
  }
}

/** The same for a whole series, bit for bit: as long as the series, NaN before the first value. */
export function rollingHighestSeries(values: NumberSeries, window: number): Float64Array {
  const highest = new RollingHighest(window);
  const extremes = new Float64Array(values.length);
  for (let index = 0; index < values.length; index += 1) {
    extremes[index] = highest.next(values[index] ?? NaN) ?? NaN;
  }
  return extremes;
}

/** The same for a whole series, bit for bit: as long as the series, NaN before the first value. */
export function rollingLowestSeries(values: NumberSeries, window: number): Float64Array {
  const lowest = new RollingLowest(window);
  const extremes = new Float64Array(values.length);
  for (let index = 0; index < values.length; index += 1) {
    extremes[index] = lowest.next(values[index] ?? NaN) ?? NaN;
  }
  return extremes;
}
