import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { AssertionError } from "../../../src/core/domain/assert.ts";
import { decimal } from "../../../src/core/domain/decimal.ts";
import { fromLosslessJson, toLosslessJson } from "../../../src/core/domain/lossless-json.ts";

const again = (value: unknown): unknown => fromLosslessJson(toLosslessJson(value));

describe("the text of a plain value", () => {
  it.each([
    ["a decimal", decimal("1.25"), '{"$d":"1.25"}'],
    ["a decimal beyond the digits of a number", decimal("0.000000000000000000000000000000001234"), undefined],
    ["a huge decimal", decimal("123456789e60"), undefined],
    ["a negative decimal zero", decimal("-0"), '{"$d":"-0"}'],
    ["minus zero", -0, '{"$n":"-0"}'],
    ["no number", NaN, '{"$n":"NaN"}'],
    ["less than every number", -Infinity, '{"$n":"-Infinity"}'],
    ["the smallest number", 5e-324, "5e-324"],
    ["a map", new Map([["Stock:211", decimal("2")]]), '{"$m":[["Stock:211",{"$d":"2"}]]}'],
    ["an empty map", new Map(), '{"$m":[]}'],
    ["a set", new Set(["b", "a"]), '{"$s":["b","a"]}'],
    ["a name that looks like one of ours", { $d: "1", $$m: [] }, '{"$$d":"1","$$$m":[]}'],
    ["a single such name", { $d: "1" }, '{"$$d":"1"}'],
    ["an absent property", { here: 1, gone: undefined }, '{"here":1}'],
    ["a name with a meaning in JavaScript", JSON.parse('{"__proto__":{"x":1}}'), '{"__proto__":{"x":1}}'],
    ["text with every kind of character", 'a\u0000"\\\u2028\ud800é', undefined],
  ])("keeps %s", (_, value, text) => {
    if (text !== undefined) expect(toLosslessJson(value)).toBe(text);
    expect(again(value)).toEqual(value);
    expect(toLosslessJson(again(value))).toBe(toLosslessJson(value));
  });

  it.each([
    ["a function", { evaluate: () => 1 }],
    ["an instance of a class", { at: new Date(0) }],
    ["a hole in a list", [1, undefined]],
    ["a big integer", 1n],
  ])("refuses %s", (_, value) => {
    expect(() => toLosslessJson(value)).toThrow(AssertionError);
  });

  it("makes any plain value again, to the last bit", () => {
    const digits = fc
      .tuple(fc.bigInt({ min: -(10n ** 40n), max: 10n ** 40n }), fc.integer({ min: -45, max: 45 }))
      .map(([whole, exponent]) => decimal(`${whole}e${exponent}`));
    const leaf = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.double(),
      fc.boolean(),
      fc.constant(null),
      digits,
    );
    const { value: values } = fc.letrec<{ value: unknown }>((tie) => ({
      value: fc.oneof(
        { maxDepth: 4 },
        leaf,
        fc.array(tie("value"), { maxLength: 4 }),
        fc.dictionary(fc.oneof(fc.string(), fc.constantFrom("$d", "$m", "$s", "$n", "$$d")), tie("value"), {
          maxKeys: 4,
          noNullPrototype: true,
        }),
        fc.array(fc.tuple(fc.string(), tie("value")), { maxLength: 4 }).map((pairs) => new Map(pairs)),
        fc.array(fc.string(), { maxLength: 4 }).map((texts) => new Set(texts)),
      ),
    }));
    fc.assert(
      fc.property(values, (value) => {
        expect(again(value)).toStrictEqual(value);
        expect(toLosslessJson(again(value))).toBe(toLosslessJson(value));
      }),
      { numRuns: 2_000 },
    );
  });
});
