import { AssertionError, assert } from "../../domain/assert.ts";

/** What an indicator reads as a whole series, oldest first. */
export type NumberSeries = readonly number[] | Float64Array;

/** Sums of squares of greater values would leave the range of numbers; a million times a million prices do not come near. */
const VALUE_MAX = 1e150;

/**
 * Only numbers get into an indicator: NaN, once inside, would never leave an exponential average again.
 *
 * @throws AssertionError for NaN, infinity and what is beyond `VALUE_MAX`
 */
export function checkValue(value: number): void {
  if (!(Math.abs(value) <= VALUE_MAX)) refuse(value);
}

function refuse(value: number): never {
  throw new AssertionError(
    `${value} is no value for an indicator: a number within ±${VALUE_MAX} was expected`,
  );
}

/** Longer ones have no use, and would reserve more memory than there is. */
const WINDOW_MAX = 1_000_000;

/** @throws AssertionError unless it is a whole number from 1 to a million */
export function checkWindow(window: number, name = "window"): void {
  assert(
    Number.isInteger(window) && window >= 1 && window <= WINDOW_MAX,
    `the ${name} of an indicator is ${window}: a whole number from 1 to ${WINDOW_MAX} was expected`,
  );
}
