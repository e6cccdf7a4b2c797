import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { AssertionError } from "../../../src/core/domain/assert.ts";
import type { Decimal } from "../../../src/core/domain/decimal.ts";
import { decimal, ZERO } from "../../../src/core/domain/decimal.ts";
import type { PriceRules, TickRules } from "../../../src/core/domain/instrument.ts";
import {
  isOnTick,
  priceNoWorse,
  tickAt,
  tickAtOrAbove,
  tickAtOrBelow,
} from "../../../src/core/domain/price-ticks.ts";

const rules = (ticks: TickRules, rest: Partial<PriceRules> = {}): PriceRules => ({
  currency: "USD",
  decimals: 4,
  ticks,
  ...rest,
});
const scheme = (defaultTick: string, ...bands: readonly (readonly [string, string])[]): TickRules => ({
  scheme: {
    defaultTick: decimal(defaultTick),
    bands: bands.map(([upTo, tick]) => ({ upTo: decimal(upTo), tick: decimal(tick) })),
  },
});
/** The scheme that Saxo's documentation shows. */
const PUBLISHED = rules(scheme("0.05", ["0.9995", "0.0005"], ["4.999", "0.001"], ["9.995", "0.005"]));
const FX = rules({ tick: decimal("0.0001"), limitTick: decimal("0.0001"), stopTick: decimal("0.00005") });

describe("the tick at a price", () => {
  it.each([
    ["0.9995", "0.0005"],
    ["0.99951", "0.001"],
    ["4.999", "0.001"],
    ["5", "0.005"],
    ["9.995", "0.005"],
    ["10", "0.05"],
    ["100000", "0.05"],
  ])("at %s is %s", (price, tick) => {
    expect(tickAt(decimal(price), "limit", PUBLISHED)?.toFixed()).toBe(tick);
  });

  it("follows the kind of order where there is no scheme", () => {
    const price = decimal("1.1");
    expect(tickAt(price, "limit", FX)?.toFixed()).toBe("0.0001");
    expect(tickAt(price, "stop", FX)?.toFixed()).toBe("0.00005");
    expect(tickAt(price, "stop", rules({ tick: decimal("0.01") }))?.toFixed()).toBe("0.01");
  });

  it("is no finer than the digits of an order's price", () => {
    const price = decimal("1.1");
    expect(tickAt(price, "stop", { ...FX, orderDecimals: 4 })?.toFixed()).toBe("0.0001");
    expect(tickAt(price, "limit", rules({ tick: decimal("0.25") }, { orderDecimals: 2 }))?.toFixed()).toBe(
      "0.25",
    );
    expect(tickAt(price, "limit", rules({}, { orderDecimals: 3 }))?.toFixed()).toBe("0.001");
  });

  it("is unknown where the broker publishes none", () => {
    const nothing = rules({});
    expect(tickAt(decimal("1"), "limit", nothing)).toBeUndefined();
    expect(isOnTick(decimal("1"), "limit", nothing)).toBeUndefined();
    expect(priceNoWorse(decimal("1"), "buy", "limit", nothing)).toBeUndefined();
  });
});

describe("rounding a price", () => {
  it.each([
    ["5.0023", "5", "5.005"],
    ["0.99952", "0.9995", "1"], // down into the band below, whose step is finer
    ["0.9993", "0.999", "0.9995"],
    ["9.996", "9.995", "10"], // up into the band above, whose step is coarser
    ["9.995", "9.995", "9.995"],
    ["4.9995", "4.999", "5"],
    ["123.4567", "123.45", "123.5"],
  ])("of %s gives %s below and %s above", (price, below, above) => {
    expect(tickAtOrBelow(decimal(price), "limit", PUBLISHED)?.toFixed()).toBe(below);
    expect(tickAtOrAbove(decimal(price), "limit", PUBLISHED)?.toFixed()).toBe(above);
  });

  it("is never to the disadvantage of whoever gives the order", () => {
    const price = decimal("1.10237");
    expect(priceNoWorse(price, "buy", "limit", FX)?.toFixed()).toBe("1.1023");
    expect(priceNoWorse(price, "sell", "limit", FX)?.toFixed()).toBe("1.1024");
    expect(priceNoWorse(price, "sell", "stop", FX)?.toFixed()).toBe("1.1024");
    expect(priceNoWorse(price, "buy", "stop", FX)?.toFixed()).toBe("1.10235");
  });

  it("finds nothing below the lowest price there is", () => {
    expect(tickAtOrBelow(decimal("0.0004"), "limit", PUBLISHED)).toBeUndefined();
    expect(tickAtOrAbove(decimal("0.0004"), "limit", PUBLISHED)?.toFixed()).toBe("0.0005");
  });

  it.each(["0", "-1"])("refuses %s, which is no price", (price) => {
    expect(() => tickAtOrBelow(decimal(price), "limit", FX)).toThrow(AssertionError);
    expect(() => tickAtOrAbove(decimal(price), "limit", FX)).toThrow(AssertionError);
  });
});

const inUnits = (units: number): Decimal => decimal(`${units}e-4`);
const someScheme = fc
  .record({
    bands: fc.uniqueArray(fc.tuple(fc.integer({ min: 1, max: 5000 }), fc.integer({ min: 1, max: 200 })), {
      selector: ([upTo]) => upTo,
      maxLength: 5,
    }),
    defaultTick: fc.integer({ min: 1, max: 500 }),
  })
  .map(({ bands, defaultTick }) =>
    rules({
      scheme: {
        bands: bands
          .toSorted(([a], [b]) => a - b)
          .map(([upTo, tick]) => ({ upTo: inUnits(upTo), tick: inUnits(tick) })),
        defaultTick: inUnits(defaultTick),
      },
    }),
  );
const somePrice = fc.integer({ min: 1, max: 7000 });

describe("any scheme", () => {
  /** By trying every price there is, one unit after another. */
  function neighbour(units: number, step: 1 | -1, scheme: PriceRules): Decimal | undefined {
    for (let at = units; at > 0 && at < 10_000; at += step) {
      if (isOnTick(inUnits(at), "limit", scheme) === true) return inUnits(at);
    }
    return undefined;
  }

  it("gives the nearest price that an order may name, on either side", () => {
    fc.assert(
      fc.property(someScheme, somePrice, (scheme, units) => {
        const price = inUnits(units);
        const below = tickAtOrBelow(price, "limit", scheme);
        const above = tickAtOrAbove(price, "limit", scheme);
        expect(below?.toFixed()).toBe(neighbour(units, -1, scheme)?.toFixed());
        expect(above?.toFixed()).toBe(neighbour(units, 1, scheme)?.toFixed());
      }),
      { numRuns: 300 },
    );
  });

  it("leaves a price on its tick as it is, to the last digit", () => {
    fc.assert(
      fc.property(someScheme, somePrice, fc.bigInt({ min: 1n, max: 99_999n }), (scheme, units, rest) => {
        const price = inUnits(units).plus(decimal(`${rest}e-9`));
        for (const rounded of [tickAtOrBelow(price, "stop", scheme), tickAtOrAbove(price, "stop", scheme)]) {
          if (rounded === undefined) continue;
          expect(rounded.gt(ZERO)).toBe(true);
          expect(isOnTick(rounded, "stop", scheme)).toBe(true);
          expect(tickAtOrBelow(rounded, "stop", scheme)?.eq(rounded)).toBe(true);
          expect(tickAtOrAbove(rounded, "stop", scheme)?.eq(rounded)).toBe(true);
        }
      }),
    );
  });
});
