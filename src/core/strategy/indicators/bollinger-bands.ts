import { assert } from "../../domain/assert.ts";
import type { NumberSeries } from "./input.ts";
import { RollingDeviation } from "./rolling-deviation.ts";

export interface Bands {
  readonly lower: number;
  readonly middle: number;
  readonly upper: number;
}

/**
 * Bollinger bands, a value at a time.
 *
 * Formula: middle = simple moving average, lower and upper = middle -/+ `deviations` x standard deviation of the population.
 * First value at index `window - 1`; no seed, no drift (see `RollingDeviation`).
 * Source: J. Bollinger, "Bollinger on Bollinger Bands", 2001
 */
export class BollingerBands {
  readonly #rolling: RollingDeviation;
  readonly #deviations: number;

  /** @param deviations at least 0 */
  constructor(window: number, deviations = 2) {
    this.#rolling = new RollingDeviation(window);
    this.#deviations = checkDeviations(deviations);
  }

  /** @returns `undefined` while there are fewer values than the window takes */
  next(value: number): Bands | undefined {
    if (!this.#rolling.push(value)) return undefined;
    const middle = this.#rolling.mean;
    const reach = this.#rolling.deviation * this.#deviations;
    return { lower: middle - reach, middle, upper: middle + reach };
  }
}

function checkDeviations(deviations: number): number {
  assert(
    deviations >= 0 && Number.isFinite(deviations),
    `Bollinger bands ${deviations} deviations wide: a number from 0 on was expected`,
  );
  return deviations;
}

/** The same for a whole series, bit for bit: as long as the series, NaN before the first value. */
export function bollingerBandsSeries(values: NumberSeries, window: number, deviations = 2) {
  const rolling = new RollingDeviation(window);
  checkDeviations(deviations);
  const { length } = values;
  const [lower, middle, upper] = [
    new Float64Array(length),
    new Float64Array(length),
    new Float64Array(length),
  ];
  for (let index = 0; index < length; index += 1) {
    const isWarm = rolling.push(values[index] ?? NaN);
    const mean = isWarm ? rolling.mean : NaN;
    const reach = rolling.deviation * deviations;
    lower[index] = mean - reach;
    middle[index] = mean;
    upper[index] = mean + reach;
  }
  return { lower, middle, upper };
}
