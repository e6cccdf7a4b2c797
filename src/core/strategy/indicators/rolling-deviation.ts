import { checkValue, checkWindow } from "./input.ts";

/**
 * Mean and standard deviation (of the population: divided by `window`) of the newest values, a value at a time; what
 * Bollinger bands and the z-score are made of.
 *
 * Formula: deviation = sqrt(sum of (x - mean)^2 / window). First value at index `window - 1`; no seed.
 * Nothing drifts: sums are put together from the tail of the last whole block of `window` values and the head of the present one,
 * of distances from that block's newest value. Since that one lies in every such window, squares of large prices never hide a
 * small deviation, and a price that does not move has none: not a rounding error, zero.
 * Source: T. F. Chan, G. H. Golub and R. J. LeVeque, "Algorithms for Computing the Sample Variance", 1983 (shifted data)
 */
export class RollingDeviation {
  readonly #window: number;
  readonly #block: Float64Array;
  /** Of the last whole block, from an index to its end: sums of distances from the reference, and of their squares. */
  readonly #tails: Float64Array;
  readonly #squareTails: Float64Array;
  #reference = 0;
  #length = 0;
  #head = 0;
  #squareHead = 0;
  #isWarm = false;
  #meanDistance = 0;
  #deviation = 0;
  #newest = 0;

  constructor(window: number) {
    checkWindow(window);
    this.#window = window;
    this.#block = new Float64Array(window);
    this.#tails = new Float64Array(window);
    this.#squareTails = new Float64Array(window);
  }

  get mean(): number {
    return this.#reference + this.#meanDistance;
  }
  get deviation(): number {
    return this.#deviation;
  }
  /** Distance of the newest value from the mean. */
  get distance(): number {
    return this.#newest - this.#reference - this.#meanDistance;
  }

  /** @returns whether there are as many values as the window takes: before, the figures mean nothing */
  push(value: number): boolean {
    checkValue(value);
    this.#newest = value;
    this.#block[this.#length] = value;
    this.#length += 1;
    if (this.#length === this.#window) this.#endBlock();
    else if (this.#isWarm) this.#goOn(value);
    return this.#isWarm;
  }

  #goOn(value: number): void {
    const distance = value - this.#reference;
    this.#head += distance;
    this.#squareHead += distance * distance;
    const sum = (this.#tails[this.#length] ?? 0) + this.#head;
    this.#settle(sum, (this.#squareTails[this.#length] ?? 0) + this.#squareHead);
  }

  #endBlock(): void {
    this.#reference = this.#newest;
    let sum = 0;
    let squares = 0;
    for (let index = this.#window - 1; index >= 0; index -= 1) {
      const distance = (this.#block[index] ?? 0) - this.#reference;
      sum += distance;
      squares += distance * distance;
      this.#tails[index] = sum;
      this.#squareTails[index] = squares;
    }
    this.#length = 0;
    this.#head = 0;
    this.#squareHead = 0;
    this.#isWarm = true;
    this.#settle(sum, squares);
  }

  #settle(sum: number, squares: number): void {
    this.#meanDistance = sum / this.#window;
    this.#deviation = Math.sqrt(Math.max(squares - sum * this.#meanDistance, 0) / this.#window);
  }
}
