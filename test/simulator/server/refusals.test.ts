import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { SaxoUnderTest } from "../saxo-under-test.ts";
import { fieldsOf, pick, rows, startSaxo } from "../saxo-under-test.ts";

const STOCK = { Uic: 211, AssetType: "Stock" };
const FX = { Uic: 21, AssetType: "FxSpot", Amount: 1000 };
const LIMIT = { OrderType: "Limit", OrderDuration: { DurationType: "GoodTillCancel" } };
const ORDER = { ...FX, BuySell: "Sell", OrderType: "Limit", OrderPrice: 1, ManualOrder: false };
const until = (ExpirationDateTime?: string): Record<string, unknown> => ({
  ...STOCK,
  OrderType: "Limit",
  OrderPrice: 1,
  OrderDuration: { DurationType: "GoodTillDate", ExpirationDateTime },
});

describe("orders that Saxo would not take", () => {
  let saxo: SaxoUnderTest;
  beforeEach(async () => {
    saxo = await startSaxo();
  });
  afterEach(() => saxo.close());

  it.each([
    ["an instrument that does not exist", { Uic: 99 }, "IllegalInstrumentId"],
    ["the wrong asset type of a known number", { AssetType: "Stock" }, "IllegalInstrumentId"],
    ["an asset type that nothing here has", { AssetType: "Bond" }, "IllegalInstrumentId"],
    ["no instrument number", { Uic: undefined }, "InvalidUic"],
    ["somebody else's account", { AccountKey: "Ab1c==" }, "IllegalAccount"],
    ["no word on whether a person gave it", { ManualOrder: undefined }, "InvalidRequest"],
    ["a reference of 51 characters", { ExternalReference: "x".repeat(51) }, "InvalidRequest"],
    [
      "an order type the instrument does not have",
      { ...STOCK, OrderType: "Stop", OrderPrice: 1 },
      "OrderTypeNotSupported",
    ],
    [
      "a duration a market order cannot have",
      { OrderDuration: { DurationType: "FillOrKill" } },
      "DurationNotSupported",
    ],
    ["an amount of zero", { Amount: 0 }, "IllegalAmount"],
    ["a negative amount", { Amount: -1 }, "IllegalAmount"],
    ["a fraction of a share", { ...STOCK, Amount: 1.5 }, "IllegalAmount"],
    ["less than the smallest trade", { ...FX, Amount: 999 }, "AmountBelowMinimumLotSize"],
    ["a price between two ticks", { ...STOCK, ...LIMIT, OrderPrice: 1.005 }, "PriceNotInTickSizeIncrements"],
    [
      "a price finer than FX limits",
      { ...FX, ...LIMIT, OrderPrice: 1.00005 },
      "PriceNotInTickSizeIncrements",
    ],
    ["a price of zero", { ...FX, ...LIMIT, OrderPrice: 0 }, "PriceNotInTickSizeIncrements"],
    ["an end without a date", until(), "ExpirationDateRequired"],
    ["an end in the past", until("2026-03-03"), "ExpirationDateInPast"],
    ["an end at a time, without the word that it has one", until("2026-03-10T12:00"), "IllegalDate"],
    ["an end in no calendar", until("2026-02-30"), "IllegalDate"],
    ["a sale of shares that are not there", { ...STOCK, BuySell: "Sell" }, "NotOwned"],
    ["shares for more than the cash", { ...STOCK, Amount: 5000 }, "InsufficientCash"],
    ["contracts for more than the margin", { Amount: 100_000 }, "WouldExceedMargin"],
    ["a position that never nets", { IsForceOpen: true }, "ForceOpenNotAllowed"],
    [
      "a market order in extended hours",
      { ExecuteAtTradingSession: "All" },
      "OnlyLimitOrderAllowedForExtendedHours",
    ],
    [
      "extended hours where there are none",
      { ...LIMIT, OrderPrice: 1, ExecuteAtTradingSession: "All" },
      "InstrumentNotSupportedForExtendedHours",
    ],
    [
      "extended hours of a client who may not",
      { ...STOCK, ...LIMIT, OrderPrice: 1, ExecuteAtTradingSession: "All" },
      "ClientNotEnabledForExtendedTradingHours",
    ],
    ["a cash amount", { AmountType: "CashAmount" }, "IllegalRequest"],
    [
      "a stop that the market has passed",
      { ...LIMIT, OrderType: "Stop", OrderPrice: 1 },
      "OnWrongSideOfMarket",
    ],
  ])("refuses %s with its own code", async (_, changes, code) => {
    const { status, json } = await saxo.order(changes);
    expect({ status, code: pick(json, "ErrorInfo", "ErrorCode") }).toEqual({ status: 400, code });
    expect(saxo.simulator.snapshot()).toMatchObject({ fills: [], orders: [], positions: [] });
  });

  it.each([
    ["an amount in quotes", { Amount: "1" }, "Amount"],
    ["an instrument number in quotes", { Uic: "4913" }, "Uic"],
    ["an unknown side", { BuySell: "Hold" }, "BuySell"],
    ["an unknown order type", { OrderType: "Perhaps" }, "OrderType"],
    ["an unknown asset type", { AssetType: "Tulip" }, "AssetType"],
    ["a limit order without a price", { OrderType: "Limit" }, "OrderPrice"],
    ["a stop limit order without its limit", { OrderType: "StopLimit", OrderPrice: 1 }, "StopLimitPrice"],
    [
      "a trailing stop without a step",
      { OrderType: "TrailingStop", OrderPrice: 1, TrailingStopDistanceToMarket: 1 },
      "TrailingStopStep",
    ],
    ["three related orders", { Orders: [ORDER, ORDER, ORDER] }, "Orders"],
    ["a position without orders on it", { PositionId: "5100000001" }, "Orders"],
    ["a blank reference", { ExternalReference: " " }, "ExternalReference"],
    ["no reference but null", { ExternalReference: null }, "ExternalReference"],
    ["an unknown duration", { OrderDuration: { DurationType: "Whenever" } }, "OrderDuration.DurationType"],
    ["a duration in quotes", { OrderDuration: "DayOrder" }, "OrderDuration"],
    ["an answer in quotes", { ManualOrder: "false" }, "ManualOrder"],
  ])("calls %s an invalid model", async (_, changes, field) => {
    const { status, json } = await saxo.order(changes);
    expect(status).toBe(400);
    expect(pick(json, "ErrorCode")).toBe("InvalidModelState");
    expect([...fieldsOf(pick(json, "ModelState")).keys()]).toEqual([field]);
  });

  it.each(["[]", "7", "{"])("calls the body %s no order", async (body) => {
    const { status } = await saxo.send("POST", "/trade/v2/orders", { body });
    expect(status).toBe(400);
  });

  it("reads words in any case", async () => {
    const { status } = await saxo.order({ AssetType: "cfdonindex", BuySell: "BUY", OrderType: "market" });
    expect(status).toBe(200);
  });

  it("leaves a line in the order log under an id that the answer does not tell", async () => {
    const refused = await saxo.order({ ...STOCK, BuySell: "Sell", ExternalReference: "bot-1" });
    const log = await saxo.activities();
    expect(pick(refused.json, "OrderId")).toBeUndefined();
    expect(rows(log)).toMatchObject([
      { ExternalReference: "bot-1", OrderId: "5000000001", Status: "Placed", SubStatus: "Rejected" },
    ]);
  });

  it("counts resting sales as committed, and resting purchases as spent", async () => {
    await saxo.order({ ...STOCK, Amount: 10 });
    await saxo.order({ ...STOCK, ...LIMIT, BuySell: "Sell", Amount: 8, OrderPrice: 9999 });
    const sale = await saxo.order({ ...STOCK, BuySell: "Sell", Amount: 3 });
    expect(pick(sale.json, "ErrorInfo", "ErrorCode")).toBe("SellOrdersAlreadyExistForOwnedContracts");

    await saxo.order({ ...STOCK, ...LIMIT, Amount: 9000, OrderPrice: 10 });
    const balance = await saxo.get("/port/v1/balances/me");
    expect(pick(balance.json, "CashBlocked")).toBe(90_072); // 90,000 and 0.08 % commission
    const purchase = await saxo.order({ ...STOCK, ...LIMIT, Amount: 1000, OrderPrice: 10 });
    expect(pick(purchase.json, "ErrorInfo", "ErrorCode")).toBe("InsufficientCash");
    const onMargin = await saxo.order({ Amount: 300 }); // about 22,000 of margin
    expect(pick(onMargin.json, "ErrorInfo", "ErrorCode")).toBe("WouldExceedMargin");
  });

  it("lets margin trades be closed when there is no margin left for more", async () => {
    const first = await saxo.order({ Amount: 1000 });
    const second = await saxo.order({ Amount: 1000 });
    const close = await saxo.order({ BuySell: "Sell", Amount: 1000 });
    expect([first.status, pick(second.json, "ErrorInfo", "ErrorCode"), close.status]).toEqual([
      200,
      "WouldExceedMargin",
      200,
    ]);
  });
});
