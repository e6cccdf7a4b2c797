import { afterEach, describe, expect, it } from "vitest";
import type { SimulatorOptions } from "../../../src/simulator/simulator-options.ts";
import type { SaxoUnderTest } from "../saxo-under-test.ts";
import { pick, startSaxo } from "../saxo-under-test.ts";

const STOCK = "/trade/v1/infoprices?Uic=211&AssetType=Stock";
const PAIR = "/trade/v1/infoprices?Uic=21&AssetType=FxSpot";

let saxo: SaxoUnderTest;
afterEach(() => saxo.close());

/** Price type and delay of a quote. */
async function seen(path: string): Promise<readonly unknown[]> {
  const { json } = await saxo.get(path);
  return [pick(json, "Quote", "PriceTypeBid"), pick(json, "Quote", "DelayedByMinutes")];
}

describe("prices that the user is entitled to", () => {
  const realTime = ["Tradable", 0];
  const delayed = ["Indicative", 15];
  const none = ["NoAccess", 0];

  it.each<readonly [string, Partial<SimulatorOptions>, readonly unknown[]]>([
    ["all of them by default", {}, realTime],
    ["currencies on SIM", { entitlement: "sim_unlinked" }, none],
    ["old ones on SIM linked to LIVE", { entitlement: "sim_linked" }, delayed],
    ["present ones with a subscription", { entitlement: "live_subscribed" }, realTime],
    [
      "old ones for a session that only places orders",
      { entitlement: "live_subscribed", tradeLevelAtLogin: "OrdersOnly" },
      delayed,
    ],
    [
      "none before the exchanges' terms are accepted",
      { entitlement: "live_subscribed", hasAcceptedMarketDataTerms: false },
      none,
    ],
  ])("are %s", async (_, options, expected) => {
    saxo = await startSaxo(options);
    expect(await seen(STOCK)).toEqual(expected);
    expect(await seen(PAIR)).toEqual(realTime);
  });

  it("come at once when the session takes full trading", async () => {
    saxo = await startSaxo({ entitlement: "live_subscribed", tradeLevelAtLogin: "OrdersOnly" });
    const body = { TradeLevel: "FullTradingAndChat" };
    await saxo.send("PATCH", "/root/v1/sessions/capabilities", { body });
    expect(await seen(STOCK)).toEqual(realTime);
  });

  it("are none in a chart either", async () => {
    saxo = await startSaxo({ entitlement: "sim_unlinked" });
    expect((await saxo.get("/chart/v3/charts?Uic=211&AssetType=Stock&Horizon=60")).status).toBe(403);
    expect((await saxo.get("/chart/v3/charts?Uic=21&AssetType=FxSpot&Horizon=60")).status).toBe(200);
  });

  it("say in the user's own record whether the terms were accepted", async () => {
    saxo = await startSaxo({ hasAcceptedMarketDataTerms: false });
    const { json } = await saxo.get("/port/v1/users/me");
    expect(pick(json, "MarketDataViaOpenApiTermsAccepted")).toBe(false);
  });
});

describe("further groups of a price", () => {
  const groups = "FieldGroups=Commissions,HistoricalChanges,MarketDepth,PriceInfo,Quote,Greeks";

  it("cost what the order of that size would cost, and show depth around the best price", async () => {
    saxo = await startSaxo();
    const { json } = await saxo.get(`${STOCK}&Amount=1000&${groups}`);
    const bid = Number(pick(json, "Quote", "Bid"));
    const commission = Math.round(bid * 1000 * 0.0008 * 100) / 100;
    expect(pick(json, "Quote", "Amount")).toBe(1000);
    expect(pick(json, "Commissions", "CostSell")).toBe(commission);
    expect(pick(json, "MarketDepth", "Bid", 0)).toBe(bid);
    expect(pick(json, "MarketDepth", "Bid", 4)).toBeCloseTo(bid - 0.04, 6);
    expect(pick(json, "MarketDepth", "NoOfBids")).toBe(5);
    expect(pick(json, "HistoricalChanges", "PercentChange6Months")).toEqual(expect.any(Number));
    expect(pick(json, "Greeks")).toBeUndefined();
  });

  it("are left out where there is no access", async () => {
    saxo = await startSaxo({ entitlement: "sim_unlinked" });
    const { json } = await saxo.get(`${STOCK}&${groups}`);
    expect(Object.keys(json ?? {})).toEqual(["AssetType", "LastUpdated", "Uic", "Quote"]);
  });

  it.each([
    ["1", 200, "TooSmallTrade"],
    ["1000", 200, "None"],
    ["-5", 400, undefined],
    ["much", 400, undefined],
  ])("are asked for an amount of %s with %i", async (amount, status, code) => {
    saxo = await startSaxo();
    const reply = await saxo.get(`${PAIR}&Amount=${amount}`);
    expect([reply.status, pick(reply.json, "Quote", "ErrorCode")]).toEqual([status, code]);
  });
});

describe("instrument details", () => {
  it("name the same thing under another asset type, and limits of orders when asked", async () => {
    saxo = await startSaxo();
    const { json } = await saxo.get("/ref/v1/instruments/details/211/Stock?FieldGroups=OrderSetting");
    expect(json).toMatchObject({
      OrderSetting: { Currency: "USD", MinOrderValue: 0 },
      PrimaryListing: 211,
      RelatedInstruments: [{ AssetType: "CfdOnStock", Uic: 211 }],
      TradableAs: ["Stock", "CfdOnStock"],
    });
  });

  it("know asset types that have no instruments here", async () => {
    saxo = await startSaxo();
    expect((await saxo.get("/ref/v1/instruments/details/21/FxForwards")).status).toBe(404);
    expect((await saxo.get("/ref/v1/instruments/details/21/Tulips")).status).toBe(400);
  });
});
