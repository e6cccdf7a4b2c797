import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { AssertionError } from "../../../src/core/domain/assert.ts";
import type { Decimal } from "../../../src/core/domain/decimal.ts";
import {
  commonPart,
  decimal,
  decimalFromNumber,
  decimalsOf,
  isMultipleOf,
  minDecimal,
  roundDown,
  roundDownToStep,
  sumDecimals,
  ZERO,
} from "../../../src/core/domain/decimal.ts";

const scaled = (min: bigint, max: bigint, maxDigits: number): fc.Arbitrary<Decimal> =>
  fc
    .tuple(fc.bigInt({ min, max }), fc.integer({ min: 0, max: maxDigits }))
    .map(([units, digits]) => decimal(`${units}e-${digits}`));
const decimals = scaled(-(10n ** 24n), 10n ** 24n, 24);
const steps = scaled(1n, 10n ** 6n, 9);

describe("decimal", () => {
  it.each(["0", "-1", "1.50", "0.000000001", "1e-9", "12345678901234567890.123456789", "-0.5E+3"])(
    "reads %j",
    (text) => {
      expect(decimal(text).eq(decimal(decimal(text).toString()))).toBe(true);
    },
  );

  it.each(["", " ", "+1", "NaN", "Infinity", "-", ".5", "5.", "1,5", "0x10", "1 ", "١"])(
    "refuses %j",
    (text) => {
      expect(() => decimal(text)).toThrow(AssertionError);
    },
  );

  it("prints without exponents", () => {
    expect(decimal("1e-9").toString()).toBe("0.000000001");
    expect(decimal("1e21").toString()).toBe("1000000000000000000000");
  });

  it("reads back what it prints", () => {
    fc.assert(
      fc.property(decimals, (value) => {
        const text = value.toString();
        expect(text).toMatch(/^-?\d+(\.\d+)?$/);
        expect(decimal(text).eq(value)).toBe(true);
      }),
    );
  });

  it("takes a JSON number for what it prints as", () => {
    expect(decimalFromNumber(0.1).plus(decimalFromNumber(0.2)).toString()).toBe("0.3");
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        expect(Number(decimalFromNumber(value).toString())).toBe(value + 0);
      }),
    );
  });

  it.each([Number.NaN, Infinity, -Infinity])("refuses the number %d", (value) => {
    expect(() => decimalFromNumber(value)).toThrow(AssertionError);
  });
});

describe("roundDownToStep", () => {
  it.each([
    ["7", "5", "5"],
    ["-7", "5", "-5"],
    ["0.3", "0.1", "0.3"],
    ["1.29", "0.1", "1.2"],
    ["2.9999999999999999999999", "1", "2"], // nearer to three than division can tell
    ["4", "5", "0"],
  ])("of %s to steps of %s is %s", (value, step, rounded) => {
    expect(roundDownToStep(decimal(value), decimal(step)).toString()).toBe(rounded);
  });

  it("gives the largest whole number of steps that is not beyond the value", () => {
    fc.assert(
      fc.property(decimals, steps, (value, step) => {
        const rounded = roundDownToStep(value, step);
        expect(isMultipleOf(rounded, step)).toBe(true);
        expect(rounded.abs().lte(value.abs())).toBe(true);
        expect(value.minus(rounded).abs().lt(step)).toBe(true);
        expect(roundDownToStep(rounded, step).eq(rounded)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  it.each(["0", "-1"])("dies on a step of %s", (step) => {
    expect(() => roundDownToStep(decimal("1"), decimal(step))).toThrow(AssertionError);
    expect(() => isMultipleOf(decimal("1"), decimal(step))).toThrow(AssertionError);
  });
});

describe("digits behind the point", () => {
  it.each([
    ["0", 0],
    ["100", 0],
    ["1e20", 0],
    ["1.50", 1],
    ["-0.001", 3],
    ["120.0301", 4],
  ])("of %s are %d", (text, digits) => {
    expect(decimalsOf(decimal(text))).toBe(digits);
  });

  it("are as many as it takes to be a whole multiple of the last one", () => {
    fc.assert(
      fc.property(decimals, decimals, fc.integer({ min: 0, max: 30 }), (a, b, digits) => {
        for (const value of [a, a.plus(b), a.times(b), b.eq(ZERO) ? a : a.div(b)])
          expect(decimalsOf(value) <= digits).toBe(isMultipleOf(value, decimal(`1e-${digits}`)));
      }),
    );
  });

  it("are cut off, and never rounded up", () => {
    fc.assert(
      fc.property(decimals, fc.integer({ min: 0, max: 30 }), (value, digits) => {
        const byStep = roundDownToStep(value, decimal(`1e-${digits}`));
        expect(roundDown(value, digits).eq(byStep)).toBe(true);
      }),
    );
  });

  it("of a quotient are twenty", () => {
    expect(decimal("1").div(decimal("3")).toString()).toBe("0.33333333333333333333");
  });
});

describe("sums and comparisons", () => {
  it.each([
    ["3", "5", "3"],
    ["-5", "-3", "-3"],
    ["3", "-5", "0"],
    ["0", "5", "0"],
  ])("find what %s and %s have in common: %s", (a, b, common) => {
    expect(commonPart(decimal(a), decimal(b)).toString()).toBe(common);
  });

  it("add up exactly in any order", () => {
    fc.assert(
      fc.property(fc.array(decimals), (values) => {
        expect(sumDecimals(values).eq(sumDecimals([...values].reverse()))).toBe(true);
      }),
    );
    expect(sumDecimals([]).eq(ZERO)).toBe(true);
    expect(sumDecimals(["0.1", "0.2", "-0.3"].map(decimal)).eq(ZERO)).toBe(true);
  });

  it("find the smaller of two", () => {
    expect(minDecimal(decimal("-2"), decimal("1")).toString()).toBe("-2");
    expect(minDecimal(decimal("3"), decimal("1")).toString()).toBe("1");
  });
});
