import { describe, expect, it } from "vitest";
import { decimal } from "../../../src/core/domain/decimal.ts";
import { timestamp } from "../../../src/core/domain/time.ts";
import { decide } from "../../../src/core/risk/decide.ts";
import type { AccountView, DecisionSettings, MarketView } from "../../../src/core/risk/decision-input.ts";
import type { Decision } from "../../../src/core/risk/decision.ts";
import type { StrategyDeclaration } from "../../../src/core/strategy/contract.ts";
import { saying, type Wanted } from "../../support/saying-strategy.ts";
import {
  ACCOUNT,
  detailsOf,
  GENEROUS,
  holding,
  inputOf,
  OTHER,
  QUIET,
  quoteWith,
  SETTINGS,
  STOCK,
  unsettled,
  viewOf,
  workingOrder,
} from "./decision-world.ts";

interface Case {
  readonly view?: Partial<MarketView>;
  readonly account?: Partial<AccountView>;
  readonly settings?: Partial<DecisionSettings>;
}

function decided(wanted: Wanted, { view, account, settings }: Case = {}): Decision | undefined {
  const input = inputOf([viewOf(QUIET, view)], account);
  return decide(input, { ...SETTINGS, ...settings, strategy: saying(wanted), parameters: {} }).decisions[0];
}

/** What is ordered, or why nothing is. The equity is 100000, the bid 100.9 and the ask 101.1. */
const outcome = (wanted: Wanted, situation: Case = {}): string => {
  const found = decided(wanted, situation);
  return found?.approved === undefined
    ? String(found?.reason)
    : `${found.approved.side} ${found.approved.quantity.toString()}`;
};

const BY_VALUE: Partial<DecisionSettings> = { sizing: { by: "value", value: decimal("1000") } };
const BY_RISK: Partial<DecisionSettings> = {
  sizing: { by: "risk", riskFraction: decimal("0.001"), stopFraction: decimal("0.02") },
};
const BY_RISK_WITHOUT_STOP: Partial<DecisionSettings> = {
  sizing: { by: "risk", riskFraction: decimal("0.001"), stopFraction: decimal("0") },
};

const TENFOLD: Partial<MarketView> = {
  details: detailsOf(STOCK, {
    pricing: { currency: "USD", decimals: 2, contractFactor: decimal("10"), ticks: {} },
  }),
};
const EURO_STOCK: Partial<MarketView> = {
  details: detailsOf(STOCK, { currency: "EUR", pricing: { currency: "EUR", decimals: 2, ticks: {} } }),
};
const EURO_RATE: Partial<AccountView> = {
  rates: new Map([["EUR", { rate: decimal("1.25"), at: timestamp(0), source: "FxSpot:21" }]]),
};

const lotsOf = (size: string): Partial<MarketView> => ({
  details: detailsOf(STOCK, {
    minimumTradeSize: decimal("0"),
    lot: { size: decimal(size), isForBuysOnly: false },
  }),
});
const LOTS_OF_TWO = lotsOf("2");
const LOTS_OF_FIVE = lotsOf("5");

describe("the size of a purchase", () => {
  it.each<[string, Wanted, Case, string]>([
    ["the default quantity", { action: "buy" }, {}, "buy 1"],
    [
      "as much as the value of the settings buys at the ask",
      { action: "buy" },
      { settings: BY_VALUE },
      "buy 9",
    ],
    ["as much as the strategy's own value buys", { action: "buy", value: 505.5 }, {}, "buy 5"],
    [
      "the strategy's value before that of the settings",
      { action: "buy", value: 203 },
      { settings: BY_VALUE },
      "buy 2",
    ],
    // 100 to be lost, 2 % of 101.1 on each share
    ["so much that the stop costs the risk", { action: "buy" }, { settings: BY_RISK }, "buy 49"],
    ["by the strategy's own distance", { action: "buy", stopDistance: 4 }, { settings: BY_RISK }, "buy 25"],
    [
      "by the strategy's own distance where the settings place no stop",
      { action: "buy", stopDistance: 4 },
      { settings: BY_RISK_WITHOUT_STOP },
      "buy 25",
    ],
    [
      "none that anybody could tell where neither says where it would end",
      { action: "buy" },
      { settings: BY_RISK_WITHOUT_STOP },
      "SIZE_WITHOUT_STOP",
    ],
    ["nothing when the value buys no lot", { action: "buy", value: 101 }, {}, "QUANTITY_NOT_IN_LOT"],
    [
      "less where a contract is for more than one",
      { action: "buy", value: 2_100 },
      { view: TENFOLD },
      "buy 2",
    ],
    [
      "whole lots of an instrument that has them",
      { action: "buy", value: 2_500 },
      { view: { details: detailsOf(STOCK, { lot: { size: decimal("10"), isForBuysOnly: false } }) } },
      "buy 20",
    ],
    [
      "at the rate of the price's currency",
      { action: "buy", value: 1_300 },
      { view: EURO_STOCK, account: EURO_RATE },
      "buy 10",
    ],
    // 100 to be lost, 2 % of 101.1 at 1.25 on each share
    [
      "so much that the stop costs the risk at the rate of the price's currency",
      { action: "buy" },
      { view: EURO_STOCK, account: EURO_RATE, settings: BY_RISK },
      "buy 39",
    ],
    [
      "so much that the stop costs the risk where a contract is for more than one",
      { action: "buy" },
      { view: TENFOLD, settings: BY_RISK },
      "buy 4",
    ],
    // ten of them are worth 1263.75 by our rate, and may be more by the broker's
    [
      "a hundredth below a limit where the broker's rate may be another than ours",
      { action: "buy", value: 100_000 },
      {
        view: EURO_STOCK,
        account: EURO_RATE,
        settings: { limits: { ...GENEROUS, maxPositionValue: decimal("1263.75") } },
      },
      "buy 9",
    ],
    [
      "nothing by value without a rate",
      { action: "buy", value: 1_300 },
      { view: EURO_STOCK },
      "CONVERSION_RATE_UNKNOWN",
    ],
    [
      "nothing by risk without a rate",
      { action: "buy" },
      { view: EURO_STOCK, settings: BY_RISK },
      "CONVERSION_RATE_UNKNOWN",
    ],
  ])("is %s", (_, wanted, situation, expected) => {
    expect(outcome(wanted, situation)).toBe(expected);
  });

  it("stands in the record with what was wanted, by which measure", () => {
    expect(decided({ action: "buy", value: 505.5 })?.facts["size"]).toEqual({
      by: "value",
      wanted: "5",
      quantity: "5",
      worth: "505.5",
    });
  });

  it("is none that a strategy cannot mean", () => {
    for (const wanted of [
      { action: "buy", value: Number.NaN },
      { action: "buy", value: 0 },
      { action: "target", weight: 1.1 },
    ] as const) {
      expect(decided(wanted)?.denial).toBe("STRATEGY_FAILED");
    }
  });
});

describe("a target weight", () => {
  it.each<[string, Wanted, Case, string]>([
    ["buys its share of the equity", { action: "target", weight: 0.1 }, {}, "buy 98"],
    // held: 50 shares at 101 in the middle are worth 5050
    ["buys the difference", { action: "target", weight: 0.1 }, { account: holding("50") }, "buy 48"],
    ["is no second purchase", { action: "target", weight: 0.1 }, { account: holding("97") }, "buy 2"],
    [
      "waits while a purchase is pending",
      { action: "target", weight: 0.1 },
      { account: { ...holding("50"), openOrders: [workingOrder(STOCK, "buy")] } },
      "DUPLICATE_BUY",
    ],
    [
      "waits while a purchase of ours is under way that will not be enough, whatever the policy",
      { action: "target", weight: 0.1 },
      { account: { ...holding("50"), ...unsettled("placed") }, settings: { duplicateBuyPolicy: "allow" } },
      "DUPLICATE_BUY",
    ],
    [
      "counts a purchase of ours that is under way",
      { action: "target", weight: 0.1 },
      { account: { ...holding("97"), ...unsettled("placed") }, view: LOTS_OF_TWO },
      "SIZE_AT_TARGET",
    ],
    [
      "rests where the difference buys no whole lot of an instrument without a minimum",
      { action: "target", weight: 0.0536 },
      { account: holding("50"), view: LOTS_OF_FIVE },
      "SIZE_AT_TARGET",
    ],
    [
      "rests where the difference buys no lot",
      { action: "target", weight: 0.1 },
      { account: holding("99") },
      "SIZE_AT_TARGET",
    ],
    [
      "rests within its tolerance",
      { action: "target", weight: 0.1, tolerance: 0.05 },
      { account: holding("50") },
      "SIZE_AT_TARGET",
    ],
    [
      "acts at its tolerance",
      { action: "target", weight: 0.1, tolerance: 0.0495 },
      { account: holding("50") },
      "buy 48",
    ],
    ["sells the difference", { action: "target", weight: 0.01 }, { account: holding("50") }, "sell 40"],
    [
      "rests where the difference sells no lot",
      { action: "target", weight: 0.05 },
      { account: holding("50") },
      "SIZE_AT_TARGET",
    ],
    ["sells all at a weight of none", { action: "target", weight: 0 }, { account: holding("50") }, "sell 50"],
    ["rests at a weight of none without a position", { action: "target", weight: 0 }, {}, "SIZE_AT_TARGET"],
    [
      "sells no more at once than the largest order",
      { action: "sell" },
      {
        account: holding("50"),
        view: { details: detailsOf(STOCK, { orderLimits: { maximumQuantity: decimal("20") } }) },
      },
      "sell 20",
    ],
    [
      "sells the whole largest order at once where that is all there is",
      { action: "sell" },
      {
        account: holding("20"),
        view: {
          details: detailsOf(STOCK, {
            minimumTradeSize: decimal("10"),
            orderLimits: { maximumQuantity: decimal("20") },
          }),
        },
      },
      "sell 20",
    ],
    [
      "sells less than that where the rest would be too small",
      { action: "sell" },
      {
        account: holding("50"),
        view: {
          details: detailsOf(STOCK, {
            minimumTradeSize: decimal("10"),
            orderLimits: { maximumQuantity: decimal("45") },
          }),
        },
      },
      "sell 40",
    ],
    [
      "leaves a rest that can be sold",
      { action: "target", weight: 0.001 },
      {
        account: holding("50"),
        view: { details: detailsOf(STOCK, { minimumTradeSize: decimal("10") }) },
      },
      "sell 40",
    ],
    [
      "rests where every sale would leave too small a rest",
      { action: "target", weight: 0.001 },
      {
        account: holding("15"),
        view: { details: detailsOf(STOCK, { minimumTradeSize: decimal("10") }) },
      },
      "SIZE_AT_TARGET",
    ],
    [
      "is not kept on an equity that nobody vouches for",
      { action: "target", weight: 0.001 },
      { account: { ...holding("50"), balance: { ...ACCOUNT.balance, isReliable: false } } },
      "SIZE_UNKNOWN",
    ],
    [
      "is left for good on such an equity all the same",
      { action: "target", weight: 0 },
      { account: { ...holding("50"), balance: { ...ACCOUNT.balance, isReliable: false } } },
      "sell 50",
    ],
    [
      "is not kept without a rate",
      { action: "target", weight: 0.001 },
      { account: holding("50"), view: EURO_STOCK },
      "SIZE_UNKNOWN",
    ],
    [
      "counts foreign money by its rate",
      { action: "target", weight: 0.01 },
      { account: { ...holding("50"), ...EURO_RATE }, view: EURO_STOCK },
      "sell 42",
    ],
  ])("%s", (_, wanted, situation, expected) => {
    expect(outcome(wanted, situation)).toBe(expected);
  });

  it("sells before it buys, whatever the order of the instruments", () => {
    const target: StrategyDeclaration = {
      ...saying({ action: "hold" }),
      evaluate: () => ({
        signals: new Map([
          [OTHER.id, { action: "target", weight: 0.01, reason: "SIG_SAID", indicators: {} }],
          [STOCK.id, { action: "target", weight: 0, reason: "SIG_SAID", indicators: {} }],
        ]),
      }),
    };
    const views = [viewOf(QUIET, { details: detailsOf(OTHER), quote: quoteWith() }, OTHER), viewOf(QUIET)];
    const { decisions } = decide(inputOf(views, holding("5")), {
      ...SETTINGS,
      strategy: target,
      parameters: {},
    });
    expect(decisions.map(({ action, instrument: { id } }) => `${action} ${id}`)).toEqual([
      "sell Stock:211",
      "buy FxSpot:21",
    ]);
  });
});
