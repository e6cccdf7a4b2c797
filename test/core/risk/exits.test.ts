import { describe, expect, it } from "vitest";
import { decimal } from "../../../src/core/domain/decimal.ts";
import { decide } from "../../../src/core/risk/decide.ts";
import {
  ACCOUNT,
  decisionOn,
  detailsOf,
  FALLING,
  holding,
  inputOf,
  positionIn,
  referenceOf,
  sellDenial,
  SETTINGS,
  STOCK,
  unsettled,
  viewOf,
  workingOrder,
} from "./decision-world.ts";

describe("a sell signal", () => {
  it("sells what is ours, whatever limits are exhausted", () => {
    const exhausted = {
      ...holding("7"),
      ordersToday: 99,
      balance: { ...ACCOUNT.balance, isReliable: false },
    };
    expect(decisionOn(FALLING, exhausted, { maxPositions: 0, maxDailyTrades: 0 })).toMatchObject({
      action: "sell",
      reason: "SIG_CROSSED_BELOW",
      approved: {
        side: "sell",
        purpose: "exit",
        quantity: decimal("7"),
        externalReference: referenceOf("sell"),
      },
    });
  });

  it.each([
    ["3", "10", "3"], // the rest is foreign
    ["10", "3", "3"], // somebody sold some of ours
  ])("with %s of our own and %s at the broker sells %s", (own, net, sold) => {
    const account = {
      positions: [positionIn(STOCK, net)],
      ownPositions: new Map([[STOCK.id, decimal(own)]]),
    };
    expect(decisionOn(FALLING, account)?.approved?.quantity.toString()).toBe(sold);
  });

  it("adds up several rows of one instrument, all of which must be closable", () => {
    const ownPositions = new Map([[STOCK.id, decimal("5")]]);
    const rows = (canBeClosed: boolean) => [positionIn(STOCK, "2"), positionIn(STOCK, "3", { canBeClosed })];
    expect(decisionOn(FALLING, { ownPositions, positions: rows(true) })?.approved?.quantity.toString()).toBe(
      "5",
    );
    expect(sellDenial({ ownPositions, positions: rows(false) })).toBe("POSITION_NOT_CLOSABLE");
  });

  it.each([
    ["nothing", {}],
    ["a foreign position only", { positions: [positionIn(STOCK, "100")] }],
    ["a position the broker does not know", { ownPositions: new Map([[STOCK.id, decimal("1")]]) }],
    ["a short position", { ...holding("1"), positions: [positionIn(STOCK, "-1")] }],
  ])("sells nothing short: given %s it holds", (_, account) => {
    expect(decisionOn(FALLING, account)).toMatchObject({
      action: "hold",
      reason: "SELL_WITHOUT_OWN_POSITION",
    });
  });

  it.each(["placing", "unknown"] as const)("waits while an order in the instrument is %s", (state) => {
    expect(sellDenial({ ...holding("1"), ...unsettled(state) })).toBe("UNKNOWN_ORDER_PENDING");
  });

  it("waits for a sell order that is working, ours or foreign", () => {
    expect(sellDenial({ ...holding("1"), openOrders: [workingOrder(STOCK, "sell")] })).toBe(
      "SELL_ORDER_PENDING",
    );
    expect(sellDenial({ ...holding("1"), ...unsettled("placed", "sell") })).toBe("SELL_ORDER_PENDING");
    expect(sellDenial({ ...holding("1"), ...unsettled("placed", "buy") })).toBeUndefined();
  });

  it("is not acted on twice", () => {
    const arrivedReferences = new Set([referenceOf("sell")]);
    expect(sellDenial({ ...holding("1"), arrivedReferences })).toBe("ALREADY_DECIDED");
  });

  it("sells what is priced in another unit too: closing needs no value", () => {
    const pricing = { currency: "GBX", decimals: 2, ticks: {} };
    const view = viewOf(FALLING, { details: detailsOf(STOCK, { currency: "GBP", pricing }) });
    const [decision] = decide(inputOf([view], holding("3")), SETTINGS).decisions;
    expect(decision?.approved?.quantity.toString()).toBe("3");
  });

  it("sells whole lots of a position that holds more", () => {
    const view = viewOf(FALLING, { details: detailsOf(STOCK, { amountDecimals: 1 }) });
    const [decision] = decide(inputOf([view], holding("1.25")), SETTINGS).decisions;
    expect(decision?.approved?.quantity.toString()).toBe("1.2");
  });
});
