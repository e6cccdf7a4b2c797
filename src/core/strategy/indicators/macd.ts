import { assert } from "../../domain/assert.ts";
import { ExponentialMovingAverage } from "./exponential-moving-average.ts";
import { checkWindow, type NumberSeries } from "./input.ts";

export interface MacdWindows {
  readonly fast: number;
  readonly slow: number;
  readonly signal: number;
}

const USUAL: MacdWindows = { fast: 12, slow: 26, signal: 9 };

export interface MacdValue {
  readonly line: number;
  readonly signal: number;
  readonly histogram: number;
}

/**
 * Moving average convergence divergence, a value at a time.
 *
 * Formula: line = EMA(fast) - EMA(slow), signal = EMA(signal) of the line, histogram = line - signal.
 * Seed: that of each average, of its own first values. First value, of all three at once, at index `slow + signal - 2`.
 * Nothing drifts (see `ExponentialMovingAverage`).
 * Source: G. Appel, "The Moving Average Convergence-Divergence Method", 1979. `tulind` weighs by 0.15 and 0.075 where the
 * windows are 12 and 26, which are not 2 / 13 and 2 / 27.
 */
export class Macd {
  readonly #fast: ExponentialMovingAverage;
  readonly #slow: ExponentialMovingAverage;
  readonly #signal: ExponentialMovingAverage;

  constructor(windows: MacdWindows = USUAL) {
    checkWindows(windows);
    this.#fast = new ExponentialMovingAverage(windows.fast);
    this.#slow = new ExponentialMovingAverage(windows.slow);
    this.#signal = new ExponentialMovingAverage(windows.signal);
  }

  /** @returns `undefined` until there is a signal */
  next(value: number): MacdValue | undefined {
    const fast = this.#fast.next(value);
    const slow = this.#slow.next(value);
    if (fast === undefined || slow === undefined) return undefined;
    const line = fast - slow;
    const signal = this.#signal.next(line);
    return signal === undefined ? undefined : { line, signal, histogram: line - signal };
  }
}

function checkWindows({ fast, slow, signal }: MacdWindows): void {
  checkWindow(fast, "fast window");
  checkWindow(slow, "slow window");
  checkWindow(signal, "signal window");
  assert(fast < slow, `the fast window (${fast}) of MACD must be less than the slow one (${slow})`);
}

/** The same for a whole series, bit for bit: as long as the series, NaN before the first value. */
export function macdSeries(values: NumberSeries, windows: MacdWindows = USUAL) {
  const macd = new Macd(windows);
  const { length } = values;
  const [line, signal, histogram] = [
    new Float64Array(length),
    new Float64Array(length),
    new Float64Array(length),
  ];
  for (let index = 0; index < length; index += 1) {
    const value = macd.next(values[index] ?? NaN);
    line[index] = value?.line ?? NaN;
    signal[index] = value?.signal ?? NaN;
    histogram[index] = value?.histogram ?? NaN;
  }
  return { line, signal, histogram };
}
