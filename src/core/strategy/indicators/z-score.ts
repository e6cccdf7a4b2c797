import type { NumberSeries } from "./input.ts";
import { RollingDeviation } from "./rolling-deviation.ts";

/**
 * How many standard deviations (of the population) the newest value lies above the mean of the window, itself included; a value
 * at a time.
 *
 * Formula: (x[i] - mean) / deviation; 0 where nothing deviates. First value at index `window - 1`; no seed, no drift (see
 * `RollingDeviation`). Source: any textbook of statistics
 */
export class ZScore {
  readonly #rolling: RollingDeviation;

  constructor(window: number) {
    this.#rolling = new RollingDeviation(window);
  }

  /** @returns `undefined` while there are fewer values than the window takes */
  next(value: number): number | undefined {
    if (!this.#rolling.push(value)) return undefined;
    const { deviation, distance } = this.#rolling;
    return deviation === 0 ? 0 : distance / deviation;
  }
}

/** The same for a whole series, bit for bit: as long as the series, NaN before the first value. */
export function zScoreSeries(values: NumberSeries, window: number): Float64Array {
  const score = new ZScore(window);
  const scores = new Float64Array(values.length);
  for (let index = 0; index < values.length; index += 1) {
    scores[index] = score.next(values[index] ?? NaN) ?? NaN;
  }
  return scores;
}
