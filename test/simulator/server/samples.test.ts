import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { SaxoUnderTest } from "../saxo-under-test.ts";
import { fieldsOf, startSaxo, textAt } from "../saxo-under-test.ts";
import { deviations, readSamples } from "./samples.ts";

/** Where the recorded account differs from ours, and so the answers have to. */
const KNOWN: Readonly<Record<string, readonly string[]>> = {
  // recorded for a forward, which has dates of its own
  "ref-instruments-details-single.json": [
    "FxForwardMaxForwardDate: instant expected, nothing found",
    "FxForwardMinForwardDate: instant expected, nothing found",
  ],
  "trade-infoprices.json": ["HistoricalChanges: object expected, nothing found"],
  "trade-infoprices-list.json": ["Data[].HistoricalChanges: object expected, nothing found"],
};

describe("answers next to the ones recorded from Saxo", () => {
  const samples = readSamples();
  let saxo: SaxoUnderTest;
  let orderId: string;

  beforeAll(async () => {
    saxo = await startSaxo();
    await saxo.order({ Uic: 21, AssetType: "FxSpot", Amount: 1000 });
    const resting = await saxo.order({
      Uic: 21,
      AssetType: "FxSpot",
      Amount: 1000,
      OrderType: "Limit",
      OrderPrice: 1,
      OrderDuration: { DurationType: "GoodTillCancel" },
    });
    orderId = textAt(resting, "OrderId");
  });
  afterAll(() => saxo.close());

  const fx = "Uic=21&AssetType=FxSpot";
  const allGroups = "FieldGroups=DisplayAndFormat,InstrumentPriceDetails,PriceInfo,PriceInfoDetails,Quote";
  const reads: readonly [sample: string, path: () => string][] = [
    ["root-sessions-capabilities.json", () => "/root/v1/sessions/capabilities"],
    ["root-user.json", () => "/root/v1/user"],
    ["port-users-me.json", () => "/port/v1/users/me"],
    ["port-clients-me.json", () => "/port/v1/clients/me"],
    ["port-accounts-me.json", () => "/port/v1/accounts/me"],
    ["port-balances-me.json", () => "/port/v1/balances/me"],
    ["port-netpositions-me.json", () => "/port/v1/netpositions/me"],
    ["port-positions-me.json", () => "/port/v1/positions/me"],
    ["port-orders-me.json", () => "/port/v1/orders/me"],
    ["port-orders.json", () => `/port/v1/orders?ClientKey=${saxo.simulator.identity.clientKey}`],
    [
      "port-orders-clientkey-orderid.json",
      () => `/port/v1/orders/${encodeURIComponent(saxo.simulator.identity.clientKey)}/${orderId}`,
    ],
    ["ref-instruments-details-single.json", () => "/ref/v1/instruments/details/21/FxSpot"],
    ["ref-instruments-tradingschedule.json", () => "/ref/v1/instruments/tradingschedule/21/FxSpot"],
    ["trade-infoprices.json", () => `/trade/v1/infoprices?${fx}&${allGroups}`],
    ["trade-infoprices-list.json", () => `/trade/v1/infoprices/list?Uics=21&AssetType=FxSpot&${allGroups}`],
    ["chart-charts-fxspot.json", () => `/chart/v3/charts?${fx}&Horizon=60&Count=24`],
  ];

  it.each(reads.filter(([name]) => samples.has(name)))("has every field of %s", async (name, path) => {
    const { status, json } = await saxo.get(path());
    expect(status).toBe(200);
    expect(deviations(samples.get(name), json)).toEqual(KNOWN[name] ?? []);
  });

  it("has every field of the recorded writes", async () => {
    const foreign = { Uic: 99, AssetType: "FxSpot" };
    const replies: readonly [string, unknown][] = [
      ["trade-orders-post.json", (await saxo.order()).json],
      ["trade-orders-precheck.json", (await saxo.precheck()).json],
      ["trade-orders-precheck-error.json", (await saxo.precheck(foreign)).json],
    ];
    for (const [name, json] of replies) {
      expect(deviations(samples.get(name) ?? {}, json)).toEqual([]);
    }
    const invalid = await saxo.order({ BuySell: "Hold" });
    expect([...fieldsOf(invalid.json).keys()]).toEqual(["Message", "ModelState", "ErrorCode"]);
  });

  it("names every endpoint it is compared at", async () => {
    const statuses = await Promise.all(reads.map(async ([, path]) => (await saxo.get(path())).status));
    expect(new Set(statuses)).toEqual(new Set([200]));
  });
});
