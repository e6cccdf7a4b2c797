import { checkValue, checkWindow, type NumberSeries } from "./input.ts";
import { WilderAverage } from "./wilder-average.ts";

/** Of a price that never moved: neither strong nor weak. */
const NEUTRAL = 50;

/**
 * Relative strength index, 0 to 100, a value at a time.
 *
 * Formula: 100 x gain / (gain + loss), gain and loss being Wilder's averages of the rises and of the falls from value to value;
 * 50 where there were neither. Seed: the means of the first `window` rises and falls. First value at index `window`.
 * Nothing drifts: each step shrinks the errors of all before it by 1 - 1 / window.
 * Source: J. W. Wilder, "New Concepts in Technical Trading Systems", 1978
 */
export class RelativeStrengthIndex {
  readonly #gain: WilderAverage;
  readonly #loss: WilderAverage;
  #previous = NaN; // before the first value there is no change

  constructor(window: number) {
    checkWindow(window);
    this.#gain = new WilderAverage(window);
    this.#loss = new WilderAverage(window);
  }

  /** @returns `undefined` while there are fewer than `window` changes */
  next(value: number): number | undefined {
    checkValue(value);
    const change = value - this.#previous;
    this.#previous = value;
    if (Number.isNaN(change)) return undefined;
    const gain = this.#gain.next(change > 0 ? change : 0);
    const sum = gain + this.#loss.next(change < 0 ? -change : 0);
    if (sum > 0) return (100 * gain) / sum;
    return sum === 0 ? NEUTRAL : undefined; // neither while the averages gather their seeds
  }
}

/** The same for a whole series, bit for bit: as long as the series, NaN before the first value. */
export function relativeStrengthIndexSeries(values: NumberSeries, window: number): Float64Array {
  const strength = new RelativeStrengthIndex(window);
  const strengths = new Float64Array(values.length);
  for (let index = 0; index < values.length; index += 1) {
    strengths[index] = strength.next(values[index] ?? NaN) ?? NaN;
  }
  return strengths;
}
