import { describe, expect, it } from "vitest";
import { decimal } from "../../src/core/domain/decimal.ts";
import { localSettings } from "../support/world.ts";

const decisionBy = (env: Readonly<Record<string, string>>) => localSettings(env).decision;

describe("what the settings tell the decisions", () => {
  it("is each limit by its own setting, percent as fractions", () => {
    const { limits } = decisionBy({
      MAX_POSITION_VALUE: "1001",
      MAX_FX_NOTIONAL: "1002",
      MAX_PORTFOLIO_EXPOSURE: "1003",
      MIN_TRADE_AMOUNT: "104",
      MAX_DAILY_LOSS: "105",
      MAX_WEEKLY_LOSS: "106",
      MAX_CONCENTRATION_PCT: "20.5",
      MAX_DAILY_TURNOVER_PCT: "150",
      MAX_SPREAD_BPS: "25",
      MAX_CONSECUTIVE_LOSSES: "4",
      MAX_DRAWDOWN_PCT: "10",
    });
    expect(limits).toEqual({
      maxPositionValue: decimal("1001"),
      maxFxNotional: decimal("1002"),
      maxPortfolioExposure: decimal("1003"),
      minTradeAmount: decimal("104"),
      maxDailyLoss: decimal("105"),
      maxWeeklyLoss: decimal("106"),
      maxConcentration: decimal("0.205"),
      maxDailyTurnover: decimal("1.5"),
      maxSpreadBps: 25,
      maxConsecutiveLosses: 4,
      maxDrawdown: decimal("0.1"),
    });
  });

  it("is no limit where one may be left out by a zero", () => {
    const { limits } = decisionBy({
      MAX_DAILY_LOSS: "0",
      MAX_WEEKLY_LOSS: "0",
      MAX_CONCENTRATION_PCT: "0",
      MAX_DAILY_TURNOVER_PCT: "0",
      MAX_SPREAD_BPS: "0",
      MAX_CONSECUTIVE_LOSSES: "0",
      MAX_DRAWDOWN_PCT: "0",
    });
    expect(Object.keys(limits)).toEqual([
      "maxPositionValue",
      "maxFxNotional",
      "maxPortfolioExposure",
      "minTradeAmount",
    ]);
  });

  it.each([
    [{ SIZING: "quantity" }, { by: "quantity" }],
    [
      { SIZING: "value", TRADE_VALUE: "750" },
      { by: "value", value: decimal("750") },
    ],
    [
      { SIZING: "risk", RISK_PER_TRADE_PCT: "0.5", STOP_LOSS_PCT: "3", TAKE_PROFIT_PCT: "7" },
      { by: "risk", riskFraction: decimal("0.005"), stopFraction: decimal("0.03") },
    ],
  ])("is the way of sizing with its own figures: %j", (env, sizing) => {
    expect(decisionBy(env).sizing).toEqual(sizing);
  });

  it("is the parameters of one instrument for that one alone", () => {
    const { overrides, parameters } = decisionBy({
      STRATEGY_NAME: "moving_average",
      WATCHLIST: "Stock:211,Etf:36590",
      STRATEGY_PARAMS_OVERRIDES_JSON: '{"Stock:211":{"short_window":3}}',
    });
    expect([...overrides]).toEqual([["Stock:211", { ...parameters, short_window: 3 }]]);
  });
});
