import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { AssertionError } from "../../../src/core/domain/assert.ts";
import {
  accountKey,
  clientKey,
  cycleId,
  externalReference,
  intentId,
  isOwnReference,
  orderId,
  requestId,
  runId,
} from "../../../src/core/domain/ids.ts";
import { ASSET_TYPES, instrument, instrumentFromId, uic } from "../../../src/core/domain/instrument.ts";
import { BAR_HORIZONS_MINUTES, barDuration, isBarMinutes } from "../../../src/core/domain/market-data.ts";
import { oppositeSide } from "../../../src/core/domain/order.ts";

describe("ids", () => {
  it.each([
    ["an order id", orderId],
    ["a request id", requestId],
    ["an account key", accountKey],
    ["a client key", clientKey],
    ["a run id", runId],
    ["an external reference", externalReference],
  ])("keep the text of %s and refuse an empty one", (_, make) => {
    expect(make("5000000001")).toBe("5000000001");
    expect(() => make("")).toThrow(AssertionError);
    expect(() => make(" \t")).toThrow(AssertionError);
  });

  it("refuse a reference that the broker would refuse", () => {
    expect(externalReference("x".repeat(50))).toHaveLength(50);
    expect(() => externalReference("x".repeat(51))).toThrow(AssertionError);
  });

  it.each([
    ["ATB-CSAPXVTW7V6XIRFCWICP45SNIM", true],
    ["ATB-", false],
    ["ATB-abc", false],
    ["XATB-ABC", false],
    ["ATB-ABC1", false], // no digit one in base32
    [undefined, false],
  ])("know %s as our own: %s", (reference, expected) => {
    expect(isOwnReference(reference)).toBe(expected);
  });

  it.each([0, -1, 1.5, Number.NaN, 2 ** 53])("refuse %d as a row of the store", (value) => {
    expect(() => cycleId(value)).toThrow(AssertionError);
    expect(() => intentId(value)).toThrow(AssertionError);
    expect(() => uic(value)).toThrow(AssertionError);
  });
});

describe("instruments", () => {
  it("read back the id they print", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...ASSET_TYPES),
        fc.integer({ min: 1, max: 10 ** 14 }),
        (assetType, number) => {
          const made = instrument(assetType, number);
          expect(made.id).toBe(`${assetType}:${number}`);
          expect(instrumentFromId(made.id)).toEqual(made);
        },
      ),
    );
  });

  it.each([
    "",
    "Stock",
    "Stock:",
    "Stock:0",
    "Stock:01",
    "Stock:-1",
    "Stock:1.5",
    "Bond:1",
    "stock:1",
    "Stock:1 ",
    " Stock:1",
    "Stock/1",
  ])("do not read %j", (text) => {
    expect(instrumentFromId(text)).toBeUndefined();
  });
});

describe("small facts", () => {
  it("know the horizons of bars and their length", () => {
    expect(BAR_HORIZONS_MINUTES.every(isBarMinutes)).toBe(true);
    expect([0, 4, 61, 1.5, Number.NaN].some(isBarMinutes)).toBe(false);
    expect(barDuration(60)).toBe(3_600_000);
  });

  it("turn a side around", () => {
    expect([oppositeSide("buy"), oppositeSide("sell")]).toEqual(["sell", "buy"]);
  });
});
