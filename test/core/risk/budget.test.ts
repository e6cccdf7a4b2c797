import { describe, expect, it } from "vitest";
import { decimal } from "../../../src/core/domain/decimal.ts";
import { instrument, type Instrument, type InstrumentDetails } from "../../../src/core/domain/instrument.ts";
import { decide } from "../../../src/core/risk/decide.ts";
import type { AccountView, DecisionSettings } from "../../../src/core/risk/decision-input.ts";
import type { RiskLimits } from "../../../src/core/risk/risk-limits.ts";
import { saying } from "../../support/saying-strategy.ts";
import { ACCOUNT, detailsOf, GENEROUS, inputOf, QUIET, SETTINGS, viewOf } from "./decision-world.ts";

const FIRST = instrument("Stock", 1);
const SECOND = instrument("Stock", 2);
const CONTRACT = instrument("CfdOnStock", 1);
const EUROS: Partial<InstrumentDetails> = {
  currency: "EUR",
  pricing: { currency: "EUR", decimals: 2, ticks: {}, contractFactor: decimal("2") },
};

/** Both are to be bought, five of each at 101.1, which is 505.5; the first one is decided about first. */
function decided(
  instruments: readonly (readonly [Instrument, Partial<InstrumentDetails>?])[],
  limits: Partial<RiskLimits>,
  account: Partial<AccountView> = {},
) {
  const views = instruments.map(([of, details]) => viewOf(QUIET, { details: detailsOf(of, details) }, of));
  const five = decimal("5");
  const settings: DecisionSettings = {
    ...SETTINGS,
    strategy: saying({ action: "buy" }),
    parameters: {},
    defaultQuantity: { ...SETTINGS.defaultQuantity, Stock: five, CfdOnStock: five },
    limits: { ...GENEROUS, ...limits },
  };
  return decide(inputOf(views, account), settings).decisions;
}
const denials = (...given: Parameters<typeof decided>): readonly (string | undefined)[] =>
  decided(...given).map(({ denial }) => denial);

describe("what a purchase leaves of the limits for the next one", () => {
  it.each([
    ["1011", undefined],
    ["1010.99", "MAX_PORTFOLIO_EXPOSURE"],
  ])("of an exposure of %s is what it is worth", (limit, denial) => {
    const found = denials([[FIRST], [SECOND]], { maxPortfolioExposure: decimal(limit) });
    expect(found).toEqual([undefined, denial]);
  });

  it.each([
    ["1505.5", undefined],
    ["1505.49", "MAX_PORTFOLIO_EXPOSURE"],
  ])("of an exposure of %s is all that it may come to, where nobody knows its worth", (limit, denial) => {
    const limits = { maxPositionValue: decimal("1000"), maxPortfolioExposure: decimal(limit) };
    expect(denials([[FIRST, EUROS], [SECOND]], limits)).toEqual([undefined, denial]);
  });

  it.each([
    ["0.01011", undefined],
    ["0.0101", "MAX_DAILY_TURNOVER_PCT"],
  ])("of a turnover of %s of the equity is what it is worth", (limit, denial) => {
    expect(denials([[FIRST], [SECOND]], { maxDailyTurnover: decimal(limit) })).toEqual([undefined, denial]);
  });

  it.each([
    [FIRST, "1011", undefined],
    [FIRST, "1010.99", "CASH_TOO_LOW"],
    [CONTRACT, "505.5", undefined], // which takes none of the cash
    [CONTRACT, "505.49", "CASH_TOO_LOW"],
  ])("beside %o, of a cash of %s is what is paid in full", (first, cash, denial) => {
    const balance = { ...ACCOUNT.balance, cash: decimal(cash) };
    expect(denials([[first], [SECOND]], {}, { balance })).toEqual([undefined, denial]);
  });
});

describe("what the precheck of a purchase is held against", () => {
  const limits = {
    maxPositionValue: decimal("5000"),
    maxPortfolioExposure: decimal("4000"),
    minTradeAmount: decimal("100"),
  };

  it("is what its limits leave, alone and together with others, and the price in its currency", () => {
    const [decision] = decided([[FIRST, EUROS]], { ...limits, maxPositionValue: decimal("3000") });
    expect(decision?.approved?.bound).toEqual({
      price: decimal("1011"),
      priceCurrency: "EUR",
      atMost: decimal("3000"),
      limitedBy: "MAX_POSITION_VALUE",
      shared: { atMost: decimal("4000"), limitedBy: "MAX_PORTFOLIO_EXPOSURE" },
      atLeast: decimal("100"),
      cash: decimal("100000"),
    });
  });

  it("is what those before it have left, and what it is worth where that is known", () => {
    const [, decision] = decided([[FIRST], [SECOND]], limits);
    expect(decision?.approved?.bound).toEqual({
      price: decimal("505.5"),
      priceCurrency: "USD",
      atMost: decimal("3494.5"),
      limitedBy: "MAX_PORTFOLIO_EXPOSURE",
      shared: { atMost: decimal("3494.5"), limitedBy: "MAX_PORTFOLIO_EXPOSURE" },
      atLeast: decimal("100"),
      worth: decimal("505.5"),
      cash: decimal("99494.5"),
    });
  });

  it("is no cash where none is paid", () => {
    const [decision] = decided([[CONTRACT]], limits);
    expect(decision?.approved?.bound).not.toHaveProperty("cash");
  });
});
