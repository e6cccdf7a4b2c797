import Big from "big.js";
import { assert } from "./assert.ts";

const Exact = Big(); // our own constructor: strict refuses JavaScript numbers, so no float leaks in
Exact.strict = true;
Exact.DP = 20;
Exact.NE = -30; // no exponents in text: 0.000000001, not 1e-9
Exact.PE = 40;

/** An exact decimal for money, prices and quantities. */
export type Decimal = Big;

const DECIMAL_TEXT = /^-?\d+(\.\d+)?([eE][+-]?\d+)?$/;

/** @throws AssertionError when the text is no finite decimal number */
export function decimal(text: string): Decimal {
  assert(DECIMAL_TEXT.test(text), `"${text}" is not a decimal number`);
  return new Exact(text);
}

export const isDecimal = (value: unknown): value is Decimal => value instanceof Exact;

/** The decimal that a JSON number prints as. @throws AssertionError on NaN and infinities */
export function decimalFromNumber(value: number): Decimal {
  assert(Number.isFinite(value), `${value} is not a finite number`);
  return new Exact(String(value));
}

/** The nearest number, for statistics; too large a value is infinite. Exact figures stay decimals. */
export const approximately = (value: Decimal): number => Number(value.toString());

export const ZERO: Decimal = new Exact("0");
export const ONE: Decimal = new Exact("1");
const HUNDRED: Decimal = new Exact("100");

/** The part of a whole that so many percent are. */
export const fractionOf = (percent: number): Decimal => decimalFromNumber(percent).div(HUNDRED);
export const percentOf = (fraction: Decimal): Decimal => fraction.times(HUNDRED);

/** How many digits it has behind the point. */
export const decimalsOf = ({ c: digits, e: exponent }: Decimal): number =>
  Math.max(0, digits.length - 1 - exponent);

/** Rounds towards zero to so many digits behind the point. */
export const roundDown = (value: Decimal, decimals: number): Decimal =>
  value.round(decimals, Exact.roundDown);

/** Rounds towards zero to a whole multiple of a positive step (lot, tick). */
export function roundDownToStep(value: Decimal, step: Decimal): Decimal {
  assert(step.gt(ZERO), "a rounding step must be positive");
  return value.minus(value.mod(step)); // exact, where a quotient is cut to 20 digits and may round up
}

export function isMultipleOf(value: Decimal, step: Decimal): boolean {
  assert(step.gt(ZERO), "a step must be positive");
  return value.mod(step).eq(ZERO);
}

export function minDecimal(a: Decimal, b: Decimal): Decimal {
  return a.lt(b) ? a : b;
}

export function maxDecimal(a: Decimal, b: Decimal): Decimal {
  return a.gt(b) ? a : b;
}

/** The smaller of two signed quantities on the same side; zero when they are on different sides. */
export function commonPart(a: Decimal, b: Decimal): Decimal {
  if (a.times(b).lte(ZERO)) return ZERO;
  const size = minDecimal(a.abs(), b.abs());
  return a.gt(ZERO) ? size : size.neg();
}

/** Sums exactly; zero for an empty list. */
export function sumDecimals(values: Iterable<Decimal>): Decimal {
  let sum = ZERO;
  for (const value of values) sum = sum.plus(value);
  return sum;
}
