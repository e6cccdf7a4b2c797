import fc from "fast-check";
import { expect, it } from "vitest";
import { approximately } from "../../src/core/domain/decimal.ts";
import { timestamp } from "../../src/core/domain/time.ts";
import { createMarket } from "../../src/simulator/market/market.ts";
import { localSettings } from "../../src/selftest/world.ts";

it("the limits as they come let the instruments of LOCAL be bought, whatever the embedded market makes of their prices", () => {
  const { watchlist, decision } = localSettings();
  const { limits, defaultQuantity } = decision;
  const market = createMarket({ seed: 1, anchor: 0 });
  const instant = fc.integer({ min: Date.UTC(2026, 0, 1), max: Date.UTC(2036, 0, 1) }).map(timestamp);
  fc.assert(
    fc.property(fc.constantFrom(...watchlist), instant, ({ assetType, uic }, at) => {
      const instrument = market.find(assetType, uic);
      if (instrument === undefined) throw new Error("the embedded broker does not list it");
      const value = approximately(market.quote(instrument, at).ask.times(defaultQuantity[assetType]));
      const most = assetType === "FxSpot" ? limits.maxFxNotional : limits.maxPositionValue;
      expect(value).toBeGreaterThanOrEqual(approximately(limits.minTradeAmount));
      expect(value).toBeLessThanOrEqual(approximately(most));
    }),
    { numRuns: 500 },
  );
});
