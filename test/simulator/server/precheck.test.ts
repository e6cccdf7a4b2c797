import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { SaxoUnderTest } from "../saxo-under-test.ts";
import { numberAt, pick, startSaxo } from "../saxo-under-test.ts";

const STOCK = { Uic: 211, AssetType: "Stock" };

describe("precheck", () => {
  let saxo: SaxoUnderTest;
  beforeEach(async () => {
    saxo = await startSaxo();
  });
  afterEach(() => saxo.close());

  it("estimates the cash for shares, commission included, and changes nothing", async () => {
    const reply = await saxo.precheck({ ...STOCK, Amount: 10, FieldGroups: ["Costs"] });
    const ask = numberAt(await saxo.get("/trade/v1/infoprices?Uic=211&AssetType=Stock"), "Quote", "Ask");
    const commission = Math.max(1, Math.round(10 * ask * 0.0008 * 100) / 100);
    expect(reply.json).toEqual({
      Cost: { Commission: commission, ExchangeFee: 0, GuaranteedStopFee: 0, StampDuty: 0 },
      CostInAccountCurrency: { Commission: commission, ExchangeFee: 0, GuaranteedStopFee: 0, StampDuty: 0 },
      EstimatedCashRequired: Number((10 * ask + commission).toFixed(2)),
      EstimatedCashRequiredCurrency: "USD",
      InstrumentToAccountConversionRate: 1,
      PreCheckResult: "Ok",
    });
    expect(saxo.simulator.snapshot()).toMatchObject({ activities: [], fills: [], orders: [] });
  });

  it("estimates the margin for a contract, and nothing for closing it", async () => {
    const opening = await saxo.precheck({ Amount: 2, FieldGroups: ["MarginImpactBuySell"] });
    const ask = numberAt(
      await saxo.get("/trade/v1/infoprices?Uic=4913&AssetType=CfdOnIndex"),
      "Quote",
      "Ask",
    );
    const margin = Number((2 * ask * 0.05).toFixed(2));
    expect(opening.json).toMatchObject({
      EstimatedCashRequired: margin,
      MarginImpactBuySell: {
        Currency: "USD",
        InitialMarginAvailableBuy: Number((100_000 - margin).toFixed(2)),
        InitialMarginAvailableCurrent: 100_000,
        InitialMarginBuy: margin,
        MaintenanceMarginBuy: margin,
      },
    });
    await saxo.order({ Amount: 2 });
    const closing = await saxo.precheck({ Amount: 2, BuySell: "Sell" });
    expect(pick(closing.json, "EstimatedCashRequired")).toBe(0);
  });

  it("tells a lack of money as an objection beside Ok", async () => {
    const { status, json } = await saxo.precheck({ ...STOCK, Amount: 5000 });
    expect(status).toBe(200);
    expect(json).toMatchObject({ PreCheckResult: "Ok", ErrorInfo: { ErrorCode: "InsufficientCash" } });
  });

  it("tells a broken rule as an error, with no cash required and no currency", async () => {
    const { status, json } = await saxo.precheck({ Amount: 0 });
    expect(status).toBe(200);
    expect(json).toEqual({
      ErrorInfo: { ErrorCode: "IllegalAmount", Message: "Amount must be greater than zero" },
      EstimatedCashRequired: 0,
      PreCheckResult: "Error",
    });
  });

  it("answers 400 to what is no order, and does not ask who gave it", async () => {
    expect((await saxo.precheck({ BuySell: "Hold" })).status).toBe(400);
    expect(pick((await saxo.precheck({ ManualOrder: undefined })).json, "PreCheckResult")).toBe("Ok");
  });
});
