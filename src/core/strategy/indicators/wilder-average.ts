/**
 * Wilder's smoothing, which RSI and ATR share: a[i] = (a[i - 1] x (window - 1) + x[i]) / window, seeded with the mean of the
 * first `window` values. Whoever uses it has checked window and values.
 *
 * Source: J. W. Wilder, "New Concepts in Technical Trading Systems", 1978
 */
export class WilderAverage {
  readonly #window: number;
  readonly #weight: number;
  #count = 0;
  /** Of the seed's values, then the average. */
  #state = 0;

  constructor(window: number) {
    this.#window = window;
    this.#weight = 1 / window;
  }

  /** NaN while the seed is gathered. */
  next(value: number): number {
    if (this.#count >= this.#window) {
      this.#state = value * this.#weight + this.#state * (1 - this.#weight);
      return this.#state;
    }
    this.#count += 1;
    this.#state += value;
    if (this.#count < this.#window) return NaN;
    this.#state /= this.#window;
    return this.#state;
  }
}
