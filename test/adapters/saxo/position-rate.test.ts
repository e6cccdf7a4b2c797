import { expect, it } from "vitest";
import { position } from "../../../src/adapters/saxo/mapping/position.ts";
import { Position } from "../../../src/adapters/saxo/wire/position.ts";

const rateOf = (view: Readonly<Record<string, unknown>>): string | undefined => {
  const base = { Amount: 10, AssetType: "Stock", Uic: 211 };
  const row = Position.parse({ PositionId: "1", PositionBase: base, PositionView: view });
  return position(row).conversionRate?.toString();
};

it.each<[string, Readonly<Record<string, unknown>>, string | undefined]>([
  ["as the broker gives it", { ConversionRateCurrent: 1.1 }, "1.1"],
  [
    "of a position without a price",
    { ConversionRateCurrent: 1.1, CalculationReliability: "NoMarketAccess" },
    "1.1",
  ],
  [
    "that the broker could not reckon",
    { ConversionRateCurrent: 1, CalculationReliability: "CurrencyConversionFailed" },
    undefined,
  ],
  ["after an error", { ConversionRateCurrent: 1.1, CalculationReliability: "SystemError" }, undefined],
  ["of 0", { ConversionRateCurrent: 0 }, undefined],
  ["that is not given", {}, undefined],
])("reads a position's rate %s", (_, view, expected) => {
  expect(rateOf(view)).toBe(expected);
});
