import { AssertionError } from "../../domain/assert.ts";
import { checkValue, checkWindow, type NumberSeries } from "./input.ts";

/**
 * Rate of change (momentum as a fraction), a value at a time.
 *
 * Formula: (x[i] - x[i - window]) / x[i - window]. First value at index `window`; no seed; nothing is summed up.
 * Source: any textbook; J. J. Murphy, "Technical Analysis of the Financial Markets", 1999
 */
export class RateOfChange {
  readonly #window: number;
  /** A ring: what is overwritten is `window` values old. */
  readonly #values: Float64Array;
  #at = 0;
  #isWarm = false;

  constructor(window: number) {
    checkWindow(window);
    this.#window = window;
    this.#values = new Float64Array(window);
  }

  /**
   * @returns `undefined` while nothing is `window` values old
   * @throws AssertionError for a value that is not positive: no rate can be counted from it
   */
  next(value: number): number | undefined {
    checkValue(value);
    if (value <= 0) refuse(value);
    const base = this.#values[this.#at] ?? NaN;
    this.#values[this.#at] = value;
    const wasWarm = this.#isWarm;
    this.#at += 1;
    if (this.#at === this.#window) {
      this.#at = 0;
      this.#isWarm = true;
    }
    return wasWarm ? (value - base) / base : undefined;
  }
}

function refuse(value: number): never {
  throw new AssertionError(`${value} is no value for a rate of change: a positive number was expected`);
}

/** The same for a whole series, bit for bit: as long as the series, NaN before the first value. */
export function rateOfChangeSeries(values: NumberSeries, window: number): Float64Array {
  const rate = new RateOfChange(window);
  const rates = new Float64Array(values.length);
  for (let index = 0; index < values.length; index += 1) {
    rates[index] = rate.next(values[index] ?? NaN) ?? NaN;
  }
  return rates;
}
