import { describe, expect, it } from "vitest";
import { addDuration, minutes, timestamp } from "../../../src/core/domain/time.ts";
import {
  daysLong,
  loosenings,
  objectionsTo,
  type ArmedLimits,
  type Arming,
} from "../../../src/core/risk/arming.ts";

const LIMITS: ArmedLimits = {
  maxPositions: 5,
  maxDailyTrades: 10,
  defaultQuantity: { Stock: "1", FxSpot: "1000" },
  sizing: "quantity",
  amounts: {
    TRADE_VALUE: "1000",
    RISK_PER_TRADE_PCT: "1",
    MAX_POSITION_VALUE: "5000",
    MAX_FX_NOTIONAL: "10000",
    MAX_PORTFOLIO_EXPOSURE: "25000",
    MIN_TRADE_AMOUNT: "100",
    MAX_DAILY_LOSS: "500",
    MAX_WEEKLY_LOSS: "0",
    MAX_CONSECUTIVE_LOSSES: "3",
    MAX_DRAWDOWN_PCT: "10",
    MAX_CONCENTRATION_PCT: "0",
    MAX_DAILY_TURNOVER_PCT: "50",
    MAX_SPREAD_BPS: "40",
  },
  stopLossPercent: 2,
  takeProfitPercent: 0,
  duplicateBuyPolicy: "block",
  disclaimerPolicy: "manual_review",
  requireMarketOpen: true,
  allowExtendedHours: false,
  stalenessSeconds: 60,
  strategy: "moving_average@1",
  parameters: { short_window: 5 },
  barMinutes: 60,
  timeZone: "America/New_York",
  watchlist: ["Stock:211", "FxSpot:21"],
};
const amounts = (some: Partial<ArmedLimits["amounts"]>): Partial<ArmedLimits> => ({
  amounts: { ...LIMITS.amounts, ...some },
});

const ARMED_AT = timestamp(1_000_000_000_000);
const ARMING: Arming = {
  restBase: "https://gateway.saxobank.com/openapi",
  accountDigest: "0".repeat(64),
  account: "***97",
  limits: LIMITS,
  armedAt: ARMED_AT,
  expiresAt: addDuration(ARMED_AT, daysLong(30)),
  by: "ann@desk",
};
const PLAN = { now: addDuration(ARMED_AT, minutes(5)), restBase: ARMING.restBase, limits: LIMITS };

describe("limits that were agreed to", () => {
  it.each<[Partial<ArmedLimits>, readonly string[]]>([
    [{}, []],
    [{ maxPositions: 6 }, ["MAX_POSITIONS went from 5 to 6"]],
    [{ maxPositions: 4 }, []],
    [{ maxDailyTrades: 11 }, ["MAX_DAILY_TRADES went from 10 to 11"]],
    [{ defaultQuantity: { Stock: "1.5", FxSpot: "999" } }, ["DEFAULT_QUANTITY of Stock went from 1 to 1.5"]],
    [{ defaultQuantity: { Stock: "0.5", FxSpot: "1000.00" } }, []],
    [
      { defaultQuantity: { ...LIMITS.defaultQuantity, Etf: "1" } },
      ["DEFAULT_QUANTITY of Etf went from 0 to 1"],
    ],
    [{ sizing: "risk" }, ["SIZING went from quantity to risk"]],
    [amounts({ MAX_POSITION_VALUE: "5000.01" }), ["MAX_POSITION_VALUE went from 5000 to 5000.01"]],
    [amounts({ MAX_POSITION_VALUE: "4999" }), []],
    [amounts({ MAX_FX_NOTIONAL: "10001" }), ["MAX_FX_NOTIONAL went from 10000 to 10001"]],
    [amounts({ MAX_PORTFOLIO_EXPOSURE: "25001" }), ["MAX_PORTFOLIO_EXPOSURE went from 25000 to 25001"]],
    [amounts({ TRADE_VALUE: "1001" }), ["TRADE_VALUE went from 1000 to 1001"]],
    [amounts({ RISK_PER_TRADE_PCT: "2" }), ["RISK_PER_TRADE_PCT went from 1 to 2"]],
    [amounts({ MIN_TRADE_AMOUNT: "99" }), ["MIN_TRADE_AMOUNT went from 100 to 99"]],
    [amounts({ MIN_TRADE_AMOUNT: "200" }), []],
    [amounts({ MAX_DAILY_LOSS: "501" }), ["MAX_DAILY_LOSS went from 500 to 501"]],
    [amounts({ MAX_DAILY_LOSS: "0" }), ["MAX_DAILY_LOSS went from 500 to 0"]],
    [amounts({ MAX_DAILY_LOSS: "400" }), []],
    [amounts({ MAX_WEEKLY_LOSS: "1000" }), []],
    [amounts({ MAX_CONSECUTIVE_LOSSES: "4" }), ["MAX_CONSECUTIVE_LOSSES went from 3 to 4"]],
    [amounts({ MAX_DRAWDOWN_PCT: "0" }), ["MAX_DRAWDOWN_PCT went from 10 to 0"]],
    [amounts({ MAX_CONCENTRATION_PCT: "50" }), []],
    [amounts({ MAX_DAILY_TURNOVER_PCT: "60" }), ["MAX_DAILY_TURNOVER_PCT went from 50 to 60"]],
    [amounts({ MAX_SPREAD_BPS: "0" }), ["MAX_SPREAD_BPS went from 40 to 0"]],
    [{ stopLossPercent: 3 }, ["STOP_LOSS_PCT went from 2 to 3"]],
    [{ stopLossPercent: 0 }, ["STOP_LOSS_PCT went from 2 to 0"]],
    [{ stopLossPercent: 1 }, []],
    [{ takeProfitPercent: 5 }, []],
    [{ duplicateBuyPolicy: "allow" }, ["DUPLICATE_BUY_POLICY went from block to allow"]],
    [
      { disclaimerPolicy: "auto_accept_normal" },
      ["DISCLAIMER_POLICY went from manual_review to auto_accept_normal"],
    ],
    [{ disclaimerPolicy: "block_all" }, []],
    [{ requireMarketOpen: false }, ["REQUIRE_MARKET_OPEN went from true to false"]],
    [{ allowExtendedHours: true }, ["ALLOW_EXTENDED_HOURS went from false to true"]],
    [{ stalenessSeconds: 61 }, ["DATA_STALENESS_THRESHOLD_SECONDS went from 60 to 61"]],
    [{ stalenessSeconds: 59 }, []],
    [{ strategy: "moving_average@2" }, ["the strategy went from moving_average@1 to moving_average@2"]],
    [{ parameters: { short_window: 6 } }, ["the strategy's short_window went from 5 to 6"]],
    [{ parameters: {} }, ["the strategy's short_window went from 5 to not set"]],
    [{ barMinutes: 5 }, ["BAR_MINUTES went from 60 to 5"]],
    [{ timeZone: "Asia/Tokyo" }, ["TIMEZONE went from America/New_York to Asia/Tokyo"]],
    [{ watchlist: ["FxSpot:21"] }, []],
    [{ watchlist: ["Stock:211", "Stock:212"] }, ["Stock:212 is new on the watchlist"]],
    [
      { maxPositions: 6, stopLossPercent: 0 },
      ["MAX_POSITIONS went from 5 to 6", "STOP_LOSS_PCT went from 2 to 0"],
    ],
  ])("held against %j give %j", (change, reasons) => {
    expect(loosenings(LIMITS, { ...LIMITS, ...change })).toEqual(reasons);
  });

  it.each([
    [0.1, ["STOP_LOSS_PCT went from 2 to 0.1"]],
    [3, ["STOP_LOSS_PCT went from 2 to 3"]],
    [2, []],
  ])(
    "that measure purchases by the stop take none of %d percent, which buys or loses more",
    (to, reasons) => {
      const byRisk: ArmedLimits = { ...LIMITS, sizing: "risk" };
      expect(loosenings(byRisk, { ...byRisk, stopLossPercent: to })).toEqual(reasons);
    },
  );

  it("that were open may be closed, and not opened again", () => {
    const open: ArmedLimits = { ...LIMITS, duplicateBuyPolicy: "allow", stopLossPercent: 0 };
    expect(loosenings(open, LIMITS)).toEqual([]);
  });
});

describe("an arming", () => {
  it("covers what it was made for until the very moment it ends", () => {
    expect(objectionsTo(ARMING, PLAN)).toEqual([]);
    expect(
      objectionsTo(ARMING, { ...PLAN, now: addDuration(ARMING.expiresAt, minutes(-1 / 60_000)) }),
    ).toEqual([]);
    expect(objectionsTo(ARMING, { ...PLAN, now: ARMING.expiresAt })).toEqual([
      "the arming ended at 2001-10-09T01:46:40.000Z",
    ]);
  });

  it("covers nothing while the clock says that it has not been made yet", () => {
    expect(objectionsTo(ARMING, { ...PLAN, now: addDuration(ARMED_AT, minutes(-1)) })).toEqual([]);
    expect(objectionsTo(ARMING, { ...PLAN, now: addDuration(ARMED_AT, minutes(-2)) })).toEqual([
      "the arming lies in the future, at 2001-09-09T01:46:40.000Z: the clock was set back",
    ]);
  });

  it("covers nothing when it was made longer by hand than a person may", () => {
    const longer = { ...ARMING, expiresAt: addDuration(ARMED_AT, daysLong(91)) };
    expect(objectionsTo(longer, PLAN)).toEqual(["the arming says more than 90 days"]);
  });

  it("covers no other server", () => {
    expect(objectionsTo(ARMING, { ...PLAN, restBase: "https://elsewhere/openapi" })).toEqual([
      "SAXO_REST_BASE was https://gateway.saxobank.com/openapi and is https://elsewhere/openapi",
    ]);
  });
});
