import { assert } from "../domain/assert.ts";

/**
 * Mean of the `length` values that end with the one at `end` (inclusive).
 *
 * @throws AssertionError when there are fewer values: callers know how many they need
 */
export function simpleMovingAverage(values: readonly number[], length: number, end: number): number {
  const first = end - length + 1;
  assert(length > 0 && first >= 0 && end < values.length, `no ${length} values end at index ${end}`);
  let sum = 0;
  for (const value of values.slice(first, end + 1)) sum += value;
  return sum / length;
}
