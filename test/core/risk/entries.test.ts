import { describe, expect, it } from "vitest";
import { decimal } from "../../../src/core/domain/decimal.ts";
import { decide } from "../../../src/core/risk/decide.ts";
import {
  ACCOUNT,
  BAR_CLOSE,
  buyDenial,
  decisionOn,
  detailsOf,
  holding,
  inputOf,
  NOW,
  OTHER,
  positionIn,
  referenceOf,
  RISING,
  SETTINGS,
  STOCK,
  unsettled,
  viewOf,
  workingOrder,
} from "./decision-world.ts";

describe("a buy signal", () => {
  it("becomes an approved order with its whole identity, and the facts behind it", () => {
    expect(decisionOn(RISING)).toEqual({
      instrument: STOCK,
      decidedAt: NOW,
      action: "buy",
      reason: "SIG_CROSSED_ABOVE",
      barsRequired: 3,
      barsAvailable: 3,
      decisionBarCloseAt: BAR_CLOSE,
      signal: expect.objectContaining({ action: "buy" }) as unknown,
      approved: {
        accountKey: ACCOUNT.accountKey,
        instrument: STOCK,
        side: "buy",
        purpose: "entry",
        quantity: decimal("1"),
        strategy: "moving_average@1",
        decisionBarCloseAt: BAR_CLOSE,
        externalReference: referenceOf("buy"),
        bound: {
          worth: decimal("101.1"),
          price: decimal("101.1"),
          priceCurrency: "USD",
          atMost: decimal("100000"),
          limitedBy: "CASH_TOO_LOW",
          shared: { atMost: decimal("10000000"), limitedBy: "MAX_PORTFOLIO_EXPOSURE" },
          atLeast: decimal("0"),
          cash: decimal("100000"),
        },
      },
      facts: {
        bars: {
          minutes: 60,
          required: 3,
          available: 3,
          oldest_start_at: "2026-11-20T12:00:00.000Z",
          newest_close_at: "2026-11-20T15:00:00.000Z",
          newest_close: 101,
          close_before: 99,
        },
        quote: {
          bid: "100.9",
          ask: "101.1",
          updated_at: "2026-11-20T15:00:28.500Z",
          age_seconds: 1.5,
          delayed_by_minutes: 0,
          price_type_bid: "Tradable",
          price_type_ask: "Tradable",
          market_state: "Open",
        },
        market_state_policy: "1.0",
        signal: {
          action: "buy",
          reason: "SIG_CROSSED_ABOVE",
          indicators: { short_average: 101, long_average: 100, gap_bps: 100, previous_gap_bps: -50.25125628 },
        },
        position: { own_quantity: "0", broker_quantity: "0" },
        size: { by: "quantity", wanted: "1", quantity: "1", worth: "101.1" },
        order: { side: "buy", purpose: "entry", quantity: "1", external_reference: referenceOf("buy") },
        gates: [
          { gate: "INSTRUMENT_UNKNOWN", passed: true },
          { gate: "INSTRUMENT_NOT_ON_ACCOUNT", passed: true },
          { gate: "INSTRUMENT_NOT_TRADABLE", passed: true },
          { gate: "NO_MARKET_ACCESS", passed: true },
          { gate: "NO_QUOTE", passed: true },
          { gate: "MARKET_NOT_OPEN", passed: true, value: "Open", limit: "Open or AutomatedTrading" },
          { gate: "EXTENDED_HOURS_LIMIT_ONLY", passed: true, value: "Open" },
          { gate: "NO_MARKET", passed: true },
          { gate: "QUOTE_PENDING", passed: true },
          { gate: "QUOTE_WITHOUT_PRICE", passed: true },
          { gate: "QUOTE_CROSSED_OR_ZERO", passed: true, value: "100.9/101.1" },
          { gate: "QUOTE_DELAYED", passed: true, value: 0, limit: 0 },
          { gate: "QUOTE_OLD_INDICATIVE", passed: true },
          {
            gate: "QUOTE_INDICATIVE",
            passed: true,
            value: "Tradable/Tradable",
            limit: "Tradable or Indicative",
          },
          { gate: "QUOTE_STALE", passed: true, value: 1.5, limit: 300 },
          { gate: "NO_BARS", passed: true },
          { gate: "BARS_DELAYED", passed: true, value: 0, limit: 0 },
          { gate: "BARS_UNUSABLE", passed: true },
          { gate: "TOO_FEW_BARS", passed: true, value: 3, limit: 3 },
          { gate: "BARS_GAPPED", passed: true, limit: "5 bars in a session, 14 days" },
          { gate: "BAR_STALE", passed: true, value: 0.5, limit: 300 },
          { gate: "PRICES_JUMPED", passed: true, limit: 1.4 },
          { gate: "KILL_SWITCH_ON", passed: true, value: "off" },
          { gate: "ALREADY_DECIDED", passed: true, value: referenceOf("buy") },
          { gate: "UNKNOWN_ORDER_PENDING", passed: true },
          { gate: "POSITION_DIFFERS", passed: true },
          { gate: "ACCOUNT_REDUCE_ONLY", passed: true },
          { gate: "INSTRUMENT_REDUCE_ONLY", passed: true, value: "tradable" },
          { gate: "SHORT_POSITION", passed: true, value: "0" },
          { gate: "DUPLICATE_BUY", passed: true, value: "none", limit: "block" },
          { gate: "BALANCE_UNRELIABLE", passed: true },
          { gate: "CASH_DIFFERS", passed: true },
          { gate: "PRICE_CURRENCY_DIFFERS", passed: true, value: "USD", limit: "USD" },
          { gate: "MAX_POSITIONS", passed: true, value: 0, limit: 5 },
          { gate: "MAX_DAILY_TRADES", passed: true, value: 0, limit: 10 },
          { gate: "CONVERSION_RATE_UNKNOWN", passed: true, value: "USD", limit: "USD" },
          { gate: "EXPOSURE_UNKNOWN", passed: true },
          { gate: "MAX_POSITION_VALUE", passed: true, value: "101.1", limit: "1000000" },
          { gate: "MAX_PORTFOLIO_EXPOSURE", passed: true, value: "101.1", limit: "10000000" },
          { gate: "CASH_TOO_LOW", passed: true, value: "101.1", limit: "100000" },
          { gate: "ORDER_TYPE_NOT_SUPPORTED", passed: true, value: "Limit Market", limit: "Market" },
          { gate: "QUANTITY_NOT_IN_LOT", passed: true, value: "1", limit: "1" },
          { gate: "QUANTITY_BELOW_MINIMUM", passed: true, value: "1", limit: "1" },
          { gate: "QUANTITY_ABOVE_MAXIMUM", passed: true, value: "1", limit: "any" },
          { gate: "ORDER_VALUE_BELOW_MINIMUM", passed: true },
          { gate: "MIN_TRADE_AMOUNT", passed: true, value: "101.1", limit: "0" },
        ],
      },
    });
  });

  it("is not acted on twice: a reference that may have arrived is not sent again", () => {
    expect(buyDenial({ arrivedReferences: new Set([referenceOf("buy")]) })).toBe("ALREADY_DECIDED");
    expect(buyDenial({ arrivedReferences: new Set([referenceOf("sell")]) })).toBeUndefined();
  });

  it.each(["placing", "unknown"] as const)("waits while an order in the instrument is %s", (state) => {
    const allow = { duplicateBuyPolicy: "allow" } as const;
    expect(buyDenial(unsettled(state), allow)).toBe("UNKNOWN_ORDER_PENDING");
    expect(buyDenial(unsettled(state, "sell"), allow)).toBe("UNKNOWN_ORDER_PENDING");
    expect(buyDenial(unsettled(state, "buy", OTHER))).toBeUndefined();
  });

  it("never nets against a short position, which cannot be ours", () => {
    const short = { positions: [positionIn(STOCK, "-1")] };
    expect(buyDenial(short, { duplicateBuyPolicy: "allow" })).toBe("SHORT_POSITION");
  });

  it.each([
    ["own fills", { ownPositions: new Map([[STOCK.id, decimal("1")]]) }],
    ["a foreign position", { positions: [positionIn(STOCK, "100")] }],
    ["a working buy order", { openOrders: [workingOrder(STOCK, "buy")] }],
  ])("is a duplicate given %s, unless the policy allows it", (_, account) => {
    expect(buyDenial(account)).toBe("DUPLICATE_BUY");
    expect(buyDenial(account, { duplicateBuyPolicy: "allow" })).toBeUndefined();
  });

  it.each([
    ["that nobody has listed yet", unsettled("placed")],
    ["that the broker lists", { ...unsettled("placed"), openOrders: [workingOrder(STOCK, "buy")] }],
  ])("waits for an accepted buy of ours %s, whatever the policy", (_, account) => {
    expect(buyDenial(account)).toBe("DUPLICATE_BUY");
    expect(buyDenial(account, { duplicateBuyPolicy: "allow" })).toBe("DUPLICATE_BUY");
  });

  it.each([
    ["a square position", { positions: [positionIn(STOCK, "0")] }],
    ["a working sell order", { openOrders: [workingOrder(STOCK, "sell")] }],
    ["an intent that was never sent", unsettled("created")],
    ["an order in another instrument", unsettled("placed", "buy", OTHER)],
  ])("is no duplicate given %s", (_, account) => {
    expect(buyDenial(account)).toBeUndefined();
  });

  it("needs figures the broker vouches for", () => {
    expect(buyDenial({ balance: { ...ACCOUNT.balance, isReliable: false } })).toBe("BALANCE_UNRELIABLE");
  });

  it("is denied when as many orders were sent today as allowed", () => {
    expect(buyDenial({ ordersToday: 9 })).toBeUndefined();
    expect(buyDenial({ ordersToday: 10 })).toBe("MAX_DAILY_TRADES");
  });

  describe("against the limit of positions", () => {
    const two = { maxPositions: 2 };
    const foreign = { ...positionIn(OTHER, "5"), instrumentId: "Bond:7" };

    it.each([
      ["foreign positions of any kind", { positions: [foreign, positionIn(OTHER, "-1000")] }],
      ["working orders", { positions: [foreign], openOrders: [workingOrder(OTHER, "buy")] }],
      ["accepted orders of ours", { positions: [foreign], ...unsettled("placed", "buy", OTHER) }],
      ["orders nobody knows about", { positions: [foreign], ...unsettled("unknown", "buy", OTHER) }],
    ])("counts %s", (_, account) => {
      expect(buyDenial(account, two)).toBe("MAX_POSITIONS");
      expect(buyDenial(account, { maxPositions: 3 })).toBeUndefined();
    });

    it("counts an instrument once and a square position not at all", () => {
      const account = {
        positions: [positionIn(OTHER, "1000"), { ...foreign, quantity: decimal("0") }],
        openOrders: [workingOrder(OTHER, "sell")],
        ...unsettled("placed", "sell", OTHER),
      };
      expect(buyDenial(account, two)).toBeUndefined();
    });

    it("grants no place beyond the limit because a foreign order waits in the instrument", () => {
      const account = { positions: [positionIn(OTHER, "1000")], openOrders: [workingOrder(STOCK, "sell")] };
      expect(buyDenial(account, { maxPositions: 1 })).toBe("MAX_POSITIONS");
      expect(buyDenial(account, two)).toBeUndefined();
    });

    it("lets what is held be added to, where duplicates are allowed", () => {
      expect(buyDenial(holding("1"), { maxPositions: 1, duplicateBuyPolicy: "allow" })).toBeUndefined();
    });
  });

  it.each([
    [{ minimumTradeSize: decimal("10") }, "3", "QUANTITY_BELOW_MINIMUM"],
    [{ minimumTradeSize: decimal("3") }, "3.9", undefined],
    [{ minimumTradeSize: decimal("4") }, "3.9", "QUANTITY_BELOW_MINIMUM"],
    [{ lot: { size: decimal("100"), isForBuysOnly: false } }, "99", "QUANTITY_NOT_IN_LOT"],
    [{ lot: { size: decimal("100"), isForBuysOnly: true } }, "99", "QUANTITY_NOT_IN_LOT"],
    [{ lot: { size: decimal("100"), isForBuysOnly: false } }, "250", undefined],
    [{ lot: { size: decimal("0.5"), isForBuysOnly: false } }, "1.5", "QUANTITY_NOT_IN_LOT"], // half lots, yet no decimals
    [{ lot: { minimum: decimal("10"), isForBuysOnly: false } }, "9", "QUANTITY_BELOW_MINIMUM"],
    [{ orderLimits: { maximumQuantity: decimal("5") } }, "6", "QUANTITY_ABOVE_MAXIMUM"],
    [{ orderLimits: { maximumQuantity: decimal("5") } }, "5", undefined],
    [{ orderLimits: { minimumValue: decimal("500") } }, "4", "ORDER_VALUE_BELOW_MINIMUM"], // 4 x 101.1
    [{ orderLimits: { minimumValue: decimal("500") } }, "5", undefined],
    [{}, "0.9", "QUANTITY_NOT_IN_LOT"],
    [{ supportedOrderTypes: ["Limit"] }, "1", "ORDER_TYPE_NOT_SUPPORTED"],
    [{ tradability: "reduce_only" as const }, "1", "INSTRUMENT_REDUCE_ONLY"],
    [
      { currency: "GBP", pricing: { currency: "GBX", decimals: 2, ticks: {} } },
      "1",
      "PRICE_CURRENCY_DIFFERS",
    ],
  ])("with rules %j and a default of %s ends in %s", (rules, quantity, denial) => {
    const view = viewOf(RISING, { details: detailsOf(STOCK, rules) });
    const defaultQuantity = { ...SETTINGS.defaultQuantity, Stock: decimal(quantity) };
    expect(decide(inputOf([view]), { ...SETTINGS, defaultQuantity }).decisions[0]?.denial).toBe(denial);
  });

  it("shows wish, rule and result of a quantity that is too small", () => {
    const details = detailsOf(STOCK, {
      minimumTradeSize: decimal("1000"),
      lot: { size: decimal("100"), isForBuysOnly: false },
    });
    const defaultQuantity = { ...SETTINGS.defaultQuantity, Stock: decimal("950") };
    const [decision] = decide(inputOf([viewOf(RISING, { details })]), {
      ...SETTINGS,
      defaultQuantity,
    }).decisions;
    expect(decision?.facts["gates"]).toContainEqual({
      gate: "QUANTITY_BELOW_MINIMUM",
      passed: false,
      value: "900",
      limit: "1000",
    });
  });
});
