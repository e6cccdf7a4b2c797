import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Reply, SaxoUnderTest } from "./saxo-under-test.ts";
import { startSaxo, textAt } from "./saxo-under-test.ts";
import { acceptedDifferences } from "./accepted-differences.ts";
import { differences, readSamples } from "./samples.ts";

const samples = readSamples();

describe.runIf(samples.size > 0)("answers next to the ones recorded from Saxo", () => {
  let saxo: SaxoUnderTest;
  let orderId: string;
  let positionId: string;
  let closedId: string;

  const client = (): string => encodeURIComponent(saxo.simulator.identity.clientKey);
  const account = (): string => encodeURIComponent(saxo.simulator.identity.accountKey);
  const pair = { Uic: 21, AssetType: "FxSpot" };
  const resting = {
    ...pair,
    Amount: 1000,
    OrderType: "Limit",
    OrderPrice: 1,
    OrderDuration: { DurationType: "GoodTillCancel" },
  };

  /** A position in a currency pair, a part of it closed again, and an order that rests. */
  beforeAll(async () => {
    saxo = await startSaxo({ enforceRateLimits: false });
    await saxo.order({ ...pair, Amount: 3000 });
    await saxo.order({ ...pair, Amount: 1000, BuySell: "Sell" });
    orderId = textAt(await saxo.order(resting), "OrderId");
    saxo.clock.advance(3000);
    positionId = textAt(await saxo.get("/port/v1/positions/me"), "Data", 0, "PositionId");
    closedId = textAt(await saxo.get("/port/v1/closedpositions/me"), "Data", 0, "ClosedPositionUniqueId");
  });
  afterAll(() => saxo.close());

  const fx = "Uic=21&AssetType=FxSpot";
  const priceGroups =
    "FieldGroups=DisplayAndFormat,HistoricalChanges,InstrumentPriceDetails,PriceInfo,PriceInfoDetails,Quote";
  const get = (path: () => string) => (): Promise<Reply> => saxo.get(path());

  const requests: Readonly<Record<string, () => Promise<Reply>>> = {
    "chart-charts-fxspot.json": get(() => `/chart/v3/charts?${fx}&Horizon=60&Count=24`),
    "ens-activities-positions.json": get(() => "/ens/v1/activities?Activities=Positions"),
    "hist-accountvalues-v3.json": get(() => `/hist/v3/accountvalues/${client()}`),
    "hist-perf-v3.json": get(() => `/hist/v3/perf/${client()}?FromDate=2026-03-01&ToDate=2026-03-04`),
    "port-accounts-me.json": get(() => "/port/v1/accounts/me"),
    "port-accounts-single.json": get(() => `/port/v1/accounts/${account()}`),
    "port-balances-marginoverview.json": get(() => `/port/v1/balances/marginoverview?ClientKey=${client()}`),
    "port-balances-me.json": get(() => "/port/v1/balances/me"),
    "port-clients-me.json": get(() => "/port/v1/clients/me"),
    "port-closedpositions-me.json": get(() => "/port/v1/closedpositions/me"),
    "port-closedpositions-single.json": get(
      () => `/port/v1/closedpositions/${closedId}?ClientKey=${client()}`,
    ),
    "port-exposure-currency-me.json": get(() => "/port/v1/exposure/currency/me"),
    "port-exposure-instruments-me.json": get(() => "/port/v1/exposure/instruments/me"),
    "port-netpositions-me.json": get(() => "/port/v1/netpositions/me"),
    "port-netpositions-single.json": get(() => `/port/v1/netpositions/EURUSD__FxSpot?ClientKey=${client()}`),
    "port-orders-clientkey-orderid.json": get(() => `/port/v1/orders/${client()}/${orderId}`),
    "port-orders-me.json": get(() => "/port/v1/orders/me"),
    "port-orders.json": get(() => `/port/v1/orders?ClientKey=${client()}`),
    "port-positions-me.json": get(() => "/port/v1/positions/me"),
    "port-positions-single.json": get(() => `/port/v1/positions/${positionId}?ClientKey=${client()}`),
    "port-users-me.json": get(() => "/port/v1/users/me"),
    "ref-currencies.json": get(() => "/ref/v1/currencies"),
    "ref-exchanges-single.json": get(() => "/ref/v1/exchanges/NASDAQ"),
    "ref-instruments-details-single.json": get(() => "/ref/v1/instruments/details/21/FxSpot"),
    "ref-instruments-keywords-fx.json": get(
      () => "/ref/v1/instruments?Keywords=EURUSD&AssetTypes=FxSpot,FxForwards",
    ),
    "ref-instruments-keywords-mixed.json": get(() => "/ref/v1/instruments?Keywords=apple"),
    "ref-instruments-tradingschedule.json": get(() => "/ref/v1/instruments/tradingschedule/21/FxSpot"),
    "ref-instruments-uics.json": get(() => "/ref/v1/instruments?Uics=21,31"),
    "ref-timezones.json": get(() => "/ref/v1/timezones"),
    "root-sessions-capabilities.json": get(() => "/root/v1/sessions/capabilities"),
    "root-user.json": get(() => "/root/v1/user"),
    "trade-infoprices-list.json": get(
      () => `/trade/v1/infoprices/list?Uics=21,31&AssetType=FxSpot&${priceGroups}`,
    ),
    "trade-infoprices.json": get(() => `/trade/v1/infoprices?${fx}&${priceGroups}`),
    "trade-messages.json": get(() => "/trade/v1/messages"),
    "trade-orders-error-invalidmodelstate.json": () => saxo.order(stopLegOfShares()),
    "trade-orders-patch.json": () => change(),
    "trade-orders-post.json": () => saxo.order(resting),
    "trade-orders-precheck-error.json": () => saxo.precheck({ Uic: 99, AssetType: "FxSpot" }),
    "trade-orders-precheck.json": () => saxo.precheck(resting),
  };

  /** A pair of which one fill ends the other, with a stop that shares do not have. */
  function stopLegOfShares(): Record<string, unknown> {
    const leg = {
      AccountKey: saxo.simulator.identity.accountKey,
      Uic: 211,
      AssetType: "Stock",
      BuySell: "Buy",
      Amount: 1,
      OrderDuration: { DurationType: "GoodTillCancel" },
      ManualOrder: false,
    };
    const Orders = [
      { ...leg, OrderType: "Limit", OrderPrice: 1 },
      { ...leg, OrderType: "Stop", OrderPrice: 10_000 },
    ];
    const noRoot = Object.fromEntries(Object.keys(saxo.orderBody()).map((name) => [name, undefined]));
    return { ...noRoot, Orders };
  }

  function change(): Promise<Reply> {
    saxo.clock.advance(1000);
    const body = saxo.orderBody({ ...resting, OrderId: orderId, OrderPrice: 1.01 });
    return saxo.send("PATCH", "/trade/v2/orders", { body });
  }

  it.each(Object.keys(requests))("have the fields and kinds of %s", async (name) => {
    const reply = await requests[name]?.();
    const sample = samples.get(name);
    expect(sample, "there is such a sample").toBeDefined();
    const isRefusal = name === "trade-orders-error-invalidmodelstate.json";
    expect(reply?.status).toBe(isRefusal ? 400 : 200);
    expect(differences(sample, reply?.json)).toEqual(acceptedDifferences(name));
  });

  it("are compared with every recording there is", () => {
    expect(Object.keys(requests)).toEqual([...samples.keys()].toSorted());
  });
});
