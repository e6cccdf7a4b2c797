import { describe, expect, it } from "vitest";
import { instrument } from "../../../src/core/domain/instrument.ts";
import { tradesInState, tradingTimeIn } from "../../../src/core/hours/market-states.ts";

describe("the policy of market states", () => {
  it.each([
    [["Open"], "normal"],
    [["AutomatedTrading"], "normal"],
    [["Open", "AutomatedTrading"], "normal"],
    [["PreMarket"], "extended"],
    [["PostMarket", "AutomatedTrading"], "extended"],
    [["Open", "PreMarket"], "extended"],
    [["Open", "Closed"], "none"],
    [["PreMarket", "Closed"], "none"],
    [["Closed"], "none"],
    [["Unknown"], "none"],
    [["OpeningAuction"], "none"],
    [["IntraDayAuction"], "none"],
    [["ClosingAuction"], "none"],
    [["CallAuctionTrading"], "none"],
    [["TradingAtLast"], "none"],
    [["PreTrading"], "none"],
    [["PostAutomatedTrading"], "none"],
    [["Break"], "none"],
    [["Halt"], "none"],
    [["Suspended"], "none"],
    [["open"], "none"],
    [["toString"], "none"],
    [[""], "none"],
    [[undefined, "Open"], "normal"],
    [[undefined, undefined], "none"],
  ] as const)("makes of %j the time %s", (states, time) => {
    expect(tradingTimeIn(states)).toBe(time);
  });

  it.each([
    ["FxSpot", "PreMarket", [false, true]],
    ["Stock", "PreMarket", [false, false]],
    ["FxSpot", "Closed", [false, false]],
    ["Stock", "AutomatedTrading", [true, true]],
    ["FxCrypto", undefined, [false, false]],
  ] as const)(
    "lets %s in the state %s trade without and with extended hours: %j",
    (type, state, expected) => {
      const found = [false, true].map((allowExtendedHours) =>
        tradesInState(state, { instrument: instrument(type, 1), allowExtendedHours }),
      );
      expect(found).toEqual(expected);
    },
  );
});
