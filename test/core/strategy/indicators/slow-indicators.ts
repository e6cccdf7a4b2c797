import type { Bar } from "../../../../src/core/domain/market-data.ts";

/** The definitions of the indicators, written down as they stand in the books, for the last of the values given. */

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Of the population, in two passes. */
export function deviation(values: readonly number[]): number {
  const middle = mean(values);
  return Math.sqrt(mean(values.map((value) => (value - middle) ** 2)));
}

/**
 * In whole numbers, without an error until the very end: of prices that differ in their last bits alone, two passes know
 * neither the mean nor the deviation. With both multiplied by n: (n x - sum) / sqrt(n sum(x^2) - sum(x)^2).
 */
export function zScore(values: readonly number[]): number {
  const exact = values.map(whole);
  const count = BigInt(exact.length);
  const sum = total(exact);
  const spread = count * total(exact.map((value) => value * value)) - sum * sum;
  const distance = count * (exact.at(-1) ?? 0n) - sum;
  return spread === 0n ? 0 : Number(distance) / Math.sqrt(Number(spread));
}

const total = (values: readonly bigint[]): bigint => values.reduce((sum, value) => sum + value, 0n);

/** As a multiple of 2^-100, which every double from 1e-14 on is. @throws RangeError for a smaller one that is none */
const whole = (value: number): bigint => BigInt(value * 2 ** 100);

/** From the last value of the seed on, which is the mean of the first values. */
function exponentials(values: readonly number[], window: number, weight: number): readonly number[] {
  const averages = [mean(values.slice(0, window))];
  for (const value of values.slice(window)) {
    const before = averages.at(-1) ?? NaN;
    averages.push(before + weight * (value - before));
  }
  return averages;
}

export const exponential = (values: readonly number[], window: number, weight: number): number =>
  exponentials(values, window, weight).at(-1) ?? NaN;

export function strength(values: readonly number[], window: number): number {
  const changes = values.slice(1).map((value, index) => value - (values[index] ?? NaN));
  const wilder = (parts: readonly number[]): number => exponential(parts, window, 1 / window);
  const gain = wilder(changes.map((change) => (change > 0 ? change : 0)));
  const loss = wilder(changes.map((change) => (change < 0 ? -change : 0)));
  if (gain === 0 && loss === 0) return 50;
  return loss === 0 ? 100 : 100 - 100 / (1 + gain / loss);
}

export function trueRanges(bars: readonly Bar[]): readonly number[] {
  return bars.map(({ high, low }, index) => {
    const before = bars[index - 1]?.close;
    return before === undefined
      ? high - low
      : Math.max(high - low, Math.abs(high - before), Math.abs(low - before));
  });
}

export function macd(
  values: readonly number[],
  { fast, slow, signal }: { readonly fast: number; readonly slow: number; readonly signal: number },
) {
  const slowOnes = exponentials(values, slow, 2 / (slow + 1));
  const fastOnes = exponentials(values, fast, 2 / (fast + 1)).slice(slow - fast);
  const lines = slowOnes.map((average, index) => (fastOnes[index] ?? NaN) - average);
  const line = lines.at(-1) ?? NaN;
  const smoothed = exponential(lines, signal, 2 / (signal + 1));
  return { line, signal: smoothed, histogram: line - smoothed };
}
