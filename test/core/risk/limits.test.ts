import { describe, expect, it } from "vitest";
import type { NetPosition } from "../../../src/core/domain/account.ts";
import { decimal } from "../../../src/core/domain/decimal.ts";
import { instrument } from "../../../src/core/domain/instrument.ts";
import { decide } from "../../../src/core/risk/decide.ts";
import type { AccountView, DecisionSettings, MarketView } from "../../../src/core/risk/decision-input.ts";
import type { RiskLimits } from "../../../src/core/risk/risk-limits.ts";
import { saying, type Wanted } from "../../support/saying-strategy.ts";
import {
  ACCOUNT,
  buyDenial,
  detailsOf,
  GENEROUS,
  holding,
  inputOf,
  OTHER,
  positionIn,
  QUIET,
  quoteWith,
  sellDenial,
  SETTINGS,
  STOCK,
  unsettled,
  viewOf,
  workingOrder,
} from "./decision-world.ts";

/** A share costs 101.1, and is sold for 100.9. */
const limited = (limits: Partial<RiskLimits>): Partial<DecisionSettings> => ({
  limits: { ...GENEROUS, ...limits },
  duplicateBuyPolicy: "allow",
});

const elsewhere = (exposure?: string): NetPosition =>
  positionIn(instrument("CfdOnStock", 9), "5", {
    valuation: exposure === undefined ? {} : { exposure: decimal(exposure) },
  });

describe("a limit on purchases", () => {
  it.each<[string, Partial<RiskLimits>, Partial<AccountView>, string | undefined]>([
    ["lets a position reach it", { maxPositionValue: decimal("101.1") }, {}, undefined],
    ["bounds a position", { maxPositionValue: decimal("101.09") }, {}, "MAX_POSITION_VALUE"],
    ["counts what is held", { maxPositionValue: decimal("303.2") }, holding("2"), "MAX_POSITION_VALUE"],
    [
      "counts what others hold",
      { maxPositionValue: decimal("303.2") },
      { positions: [positionIn(STOCK, "2")] },
      "MAX_POSITION_VALUE",
    ],
    [
      "counts working orders",
      { maxPositionValue: decimal("202.1") },
      { openOrders: [workingOrder(STOCK, "buy")] },
      "MAX_POSITION_VALUE",
    ],
    [
      "counts orders on their way",
      { maxPortfolioExposure: decimal("202.1") },
      unsettled("placed", "buy", OTHER),
      "MAX_PORTFOLIO_EXPOSURE",
    ],
    [
      "bounds the whole account",
      { maxPortfolioExposure: decimal("1001") },
      { positions: [elsewhere("900")] },
      "MAX_PORTFOLIO_EXPOSURE",
    ],
    [
      "lets the whole account reach it",
      { maxPortfolioExposure: decimal("1001.1") },
      { positions: [elsewhere("900")] },
      undefined,
    ],
    [
      "counts short positions like long ones",
      { maxPortfolioExposure: decimal("1001") },
      { positions: [elsewhere("-900")] },
      "MAX_PORTFOLIO_EXPOSURE",
    ],
    [
      "counts an order nobody knows about in another instrument",
      { maxPortfolioExposure: decimal("202.1") },
      unsettled("unknown", "buy", OTHER),
      "MAX_PORTFOLIO_EXPOSURE",
    ],
    [
      "counts an order of ours once that the broker lists",
      { maxPortfolioExposure: decimal("202.2") },
      {
        openOrders: [workingOrder(OTHER, "buy")],
        unsettled: (unsettled("placed", "buy", OTHER).unsettled ?? []).map((one) => ({
          ...one,
          orderId: workingOrder(OTHER, "buy").orderId,
        })),
      },
      undefined,
    ],
    [
      "counts orders of others by the price they wait for",
      { maxPortfolioExposure: decimal("5000") },
      {
        openOrders: [
          { ...workingOrder(instrument("Stock", 9), "buy"), quantity: decimal("10"), price: decimal("500") },
        ],
      },
      "MAX_PORTFOLIO_EXPOSURE",
    ],
    [
      "does not pass what has no value that anybody knows",
      {},
      { positions: [elsewhere()] },
      "EXPOSURE_UNKNOWN",
    ],
    ["does not take a value of nothing for one", {}, { positions: [elsewhere("0")] }, "EXPOSURE_UNKNOWN"],
    [
      "does not pass an order in a currency without a rate",
      {},
      { openOrders: [{ ...workingOrder(instrument("Stock", 9), "buy"), priceCurrency: "SEK" }] },
      "EXPOSURE_UNKNOWN",
    ],
    ["bounds the share of the equity", { maxConcentration: decimal("0.001") }, {}, "MAX_CONCENTRATION_PCT"],
    ["bounds what is bought in a day", { maxDailyTurnover: decimal("0.001") }, {}, "MAX_DAILY_TURNOVER_PCT"],
    [
      "counts what was bought today",
      { maxDailyTurnover: decimal("0.003") },
      { purchasesToday: [{ instrumentId: OTHER.id, quantity: decimal("2"), price: decimal("100") }] },
      "MAX_DAILY_TURNOVER_PCT",
    ],
    [
      "needs to know what was bought today",
      { maxDailyTurnover: decimal("1") },
      {
        purchasesToday: [
          { instrumentId: instrument("Stock", 9).id, quantity: decimal("2"), price: decimal("100") },
        ],
      },
      "TURNOVER_UNKNOWN",
    ],
    ["keeps small purchases away", { minTradeAmount: decimal("101.11") }, {}, "MIN_TRADE_AMOUNT"],
    ["lets the smallest one there may be pass", { minTradeAmount: decimal("101.1") }, {}, undefined],
    ["needs the cash", {}, { balance: { ...ACCOUNT.balance, cash: decimal("101") } }, "CASH_TOO_LOW"],
    [
      "goes by what the broker says is there to trade with",
      {},
      { balance: { ...ACCOUNT.balance, cashAvailable: decimal("101") } },
      "CASH_TOO_LOW",
    ],
    ["bounds the spread", { maxSpreadBps: 19.79 }, {}, "MAX_SPREAD_BPS"],
    ["lets the spread reach it, by the middle of both prices", { maxSpreadBps: 19.8 }, {}, undefined],
    [
      "bounds the day's loss",
      { maxDailyLoss: decimal("500") },
      { performance: { today: decimal("-500") } },
      "MAX_DAILY_LOSS",
    ],
    [
      "passes a smaller loss",
      { maxDailyLoss: decimal("500") },
      { performance: { today: decimal("-499.99") } },
      undefined,
    ],
    ["needs to know the day's result", { maxDailyLoss: decimal("500") }, {}, "DAILY_RESULT_UNKNOWN"],
    [
      "bounds the week's loss",
      { maxWeeklyLoss: decimal("9") },
      { performance: { week: decimal("-9") } },
      "MAX_WEEKLY_LOSS",
    ],
    ["needs to know the week's result", { maxWeeklyLoss: decimal("9") }, {}, "WEEKLY_RESULT_UNKNOWN"],
    [
      "bounds losses in a row",
      { maxConsecutiveLosses: 3 },
      { performance: { consecutiveLosses: 3 } },
      "MAX_CONSECUTIVE_LOSSES",
    ],
    [
      "passes fewer losses",
      { maxConsecutiveLosses: 3 },
      { performance: { consecutiveLosses: 2 } },
      undefined,
    ],
    ["needs to know of losses", { maxConsecutiveLosses: 3 }, {}, "LOSSES_UNKNOWN"],
    [
      "bounds the fall",
      { maxDrawdown: decimal("0.1") },
      { performance: { drawdownFraction: 0.1 } },
      "MAX_DRAWDOWN_PCT",
    ],
    [
      "passes a smaller fall",
      { maxDrawdown: decimal("0.1") },
      { performance: { drawdownFraction: 0.0999 } },
      undefined,
    ],
    ["needs to know of the fall", { maxDrawdown: decimal("0.1") }, {}, "DRAWDOWN_UNKNOWN"],
  ])("%s", (_, limits, account, expected) => {
    expect(buyDenial(account, limited(limits))).toBe(expected);
  });

  it("holds no sale up, whatever it is", () => {
    const none = decimal("0.01");
    const tight: RiskLimits = {
      maxPositionValue: none,
      maxFxNotional: none,
      maxPortfolioExposure: none,
      minTradeAmount: decimal("1000000"),
      maxDailyLoss: none,
      maxWeeklyLoss: none,
      maxConcentration: none,
      maxDailyTurnover: none,
      maxSpreadBps: 1,
      maxConsecutiveLosses: 1,
      maxDrawdown: none,
    };
    const account = { ...holding("5"), balance: { ...ACCOUNT.balance, cash: decimal("-50") } };
    expect(sellDenial(account, { limits: tight, maxPositions: 0, maxDailyTrades: 0 })).toBeUndefined();
  });
});

/** What becomes of a wish that is measured in money, or of a quantity. */
function outcome(wanted: Wanted, limits: Partial<RiskLimits>, view: Partial<MarketView> = {}, of = STOCK) {
  const input = inputOf([viewOf(QUIET, view, of)]);
  const settings = {
    ...SETTINGS,
    limits: { ...GENEROUS, ...limits },
    strategy: saying(wanted),
    parameters: {},
  };
  const decision = decide(input, settings).decisions[0];
  const { cut_by: cutBy } = { ...(decision?.facts["size"] as { readonly cut_by?: string } | undefined) };
  const what = decision?.approved === undefined ? decision?.denial : decision.approved.quantity.toString();
  return cutBy === undefined ? what : `${what ?? ""} cut by ${cutBy}`;
}

describe("what is measured in money", () => {
  it.each<[string, string | undefined, string | undefined]>([
    [
      "is cut to what a position may be worth",
      outcome({ action: "buy", value: 900 }, { maxPositionValue: decimal("500") }),
      "4 cut by MAX_POSITION_VALUE",
    ],
    [
      "is cut by the limit that leaves least",
      outcome(
        { action: "target", weight: 0.5 },
        { maxPositionValue: decimal("500"), maxPortfolioExposure: decimal("300") },
      ),
      "2 cut by MAX_PORTFOLIO_EXPOSURE",
    ],
    [
      "is cut to its share of the equity",
      outcome({ action: "target", weight: 0.5 }, { maxConcentration: decimal("0.01") }),
      "9 cut by MAX_CONCENTRATION_PCT",
    ],
    [
      "is spread over days",
      outcome({ action: "target", weight: 0.75 }, { maxDailyTurnover: decimal("0.5") }),
      "494 cut by MAX_DAILY_TURNOVER_PCT",
    ],
    [
      "leaves something of the cash for costs",
      outcome({ action: "target", weight: 1 }, {}),
      "979 cut by CASH_TOO_LOW",
    ],
    [
      "is cut to the largest order",
      outcome(
        { action: "buy", value: 900 },
        {},
        { details: detailsOf(STOCK, { orderLimits: { maximumQuantity: decimal("5") } }) },
      ),
      "5 cut by QUANTITY_ABOVE_MAXIMUM",
    ],
    [
      "is cut by a limit that leaves less than the largest order",
      outcome(
        { action: "buy", value: 900 },
        { maxPositionValue: decimal("500") },
        { details: detailsOf(STOCK, { orderLimits: { maximumQuantity: decimal("5") } }) },
      ),
      "4 cut by MAX_POSITION_VALUE",
    ],
    [
      "is denied by the limit that leaves nothing",
      outcome({ action: "buy", value: 900 }, { maxPositionValue: decimal("100") }),
      "MAX_POSITION_VALUE cut by MAX_POSITION_VALUE",
    ],
    [
      "is denied where less than the smallest purchase is left",
      outcome(
        { action: "buy", value: 900 },
        { maxPositionValue: decimal("500"), minTradeAmount: decimal("450") },
      ),
      "MIN_TRADE_AMOUNT cut by MAX_POSITION_VALUE",
    ],
    [
      "goes by MAX_FX_NOTIONAL in a pair",
      outcome(
        { action: "buy", value: 900 },
        { maxPositionValue: decimal("100"), maxFxNotional: decimal("500") },
        { details: detailsOf(OTHER), quote: quoteWith() },
        OTHER,
      ),
      "4 cut by MAX_FX_NOTIONAL",
    ],
    [
      "is not a quantity, which is taken or denied",
      outcome({ action: "buy" }, { maxPositionValue: decimal("100") }),
      "MAX_POSITION_VALUE",
    ],
  ])("%s", (_, found, expected) => {
    expect(found).toBe(expected);
  });
});
