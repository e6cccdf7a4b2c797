import { describe, expect, it } from "vitest";
import type { ConversionRate } from "../../../src/core/domain/conversion-rate.ts";
import { decimal } from "../../../src/core/domain/decimal.ts";
import { orderId } from "../../../src/core/domain/ids.ts";
import { instrument, type Instrument, type InstrumentDetails } from "../../../src/core/domain/instrument.ts";
import type { OpenOrder } from "../../../src/core/domain/order.ts";
import type { AccountView, MarketView } from "../../../src/core/risk/decision-input.ts";
import { contractFactorOf, rateInto, unitValue } from "../../../src/core/risk/conversion.ts";
import { grossExposure } from "../../../src/core/risk/gross-exposure.ts";
import { ACCOUNT, detailsOf, NOW, positionIn, QUIET, STOCK, viewOf } from "./decision-world.ts";

const CFD = instrument("CfdOnStock", 7);
const rate = (text: string): ConversionRate => ({ rate: decimal(text), at: NOW, source: "FxSpot:31" });
const RATES = new Map([
  ["EUR", rate("1.25")],
  ["GBP", rate("1.5")],
  ["GBX", rate("0.016")],
  ["USD", rate("1.01")],
]);
const pricedIn = (currency: string, rest: Partial<InstrumentDetails["pricing"]> = {}) => ({
  currency,
  decimals: 2,
  ticks: {},
  ...rest,
});
const buy = (of: Instrument, quantity: string, price?: string): OpenOrder => ({
  orderId: orderId(`${of.uic}${quantity}`),
  instrumentId: of.id,
  side: "buy",
  quantity: decimal(quantity),
  filledQuantity: decimal("0"),
  status: "Working",
  ...(price === undefined ? {} : { price: decimal(price) }),
  marketPrice: decimal("90"),
  priceCurrency: "EUR",
});
/** One of ours that the broker's list does not show. */
const underWay = (of: Instrument, quantity: string): AccountView["unsettled"] => [
  {
    intent: { instrument: of, side: "buy", purpose: "entry", quantity: decimal(quantity) },
    state: "unknown",
  },
];

function found(account: Partial<AccountView>, views: readonly MarketView[] = [viewOf(QUIET)]) {
  const { byInstrument, unvalued, total, cashBound } = grossExposure(
    { ...ACCOUNT, rates: RATES, ...account },
    views,
  );
  return {
    values: [...byInstrument].map(([id, value]) => `${id} ${value.toString()}`),
    unvalued,
    total: total.toString(),
    cashBound: cashBound.toString(),
  };
}

/** Bid 100.9, ask 101.1. */
describe("what is held and ordered, by its quote", () => {
  it("is worth what it would cost to buy, also where it is owed", () => {
    expect(found({ positions: [positionIn(STOCK, "3")] })).toMatchObject({ total: "303.3" });
    expect(found({ positions: [positionIn(STOCK, "-3")] })).toMatchObject({ total: "303.3" });
  });

  it("counts what waits above the market at its own price, and what is held at the market's", () => {
    const positions = [positionIn(STOCK, "3")];
    expect(found({ positions, openOrders: [buy(STOCK, "2", "111.1")] })).toMatchObject({ total: "525.5" });
    expect(found({ positions, openOrders: [buy(STOCK, "2", "101.1")] })).toMatchObject({ total: "505.5" });
    expect(found({ positions, openOrders: [buy(STOCK, "2", "11")] })).toMatchObject({ total: "505.5" });
  });

  it("is reckoned at the rate of its prices, and as many times as a contract says", () => {
    const details = detailsOf(STOCK, {
      currency: "EUR",
      pricing: pricedIn("EUR", { contractFactor: decimal("10") }),
    });
    const view = viewOf(QUIET, { details });
    expect(found({ positions: [positionIn(STOCK, "2")] }, [view])).toMatchObject({ total: "2527.5" });
  });

  it("is no guess where prices are in pence: the broker's own valuation counts, or nothing does", () => {
    const view = viewOf(QUIET, { details: detailsOf(STOCK, { currency: "GBP", pricing: pricedIn("GBX") }) });
    const valuation = { exposure: decimal("3.2") };
    expect(found({ positions: [positionIn(STOCK, "2", { valuation })] }, [view])).toMatchObject({
      total: "3.2",
    });
    expect(found({ positions: [positionIn(STOCK, "2", { valuation: {} })] }, [view])).toMatchObject({
      values: [],
      unvalued: [STOCK.id],
    });
  });
});

describe("what is held and ordered, by the broker's word", () => {
  const valued = (quantity: string, price?: string) =>
    positionIn(CFD, quantity, {
      valuation: {
        exposure: decimal(quantity).times(decimal("120")),
        ...(price === undefined ? {} : { price: decimal(price) }),
      },
    });

  it.each<[string, Partial<AccountView>, string | undefined]>([
    ["is its valuation", { positions: [valued("5")] }, "600"],
    ["is its valuation where it is owed", { positions: [valued("-5")] }, "600"],
    [
      "grows by what is under way, in proportion",
      { positions: [valued("5")], unsettled: underWay(CFD, "10") },
      "1800",
    ],
    [
      "grows by what is ordered, which is dearer as far as it waits above",
      { positions: [valued("5", "100")], openOrders: [buy(CFD, "10", "150")] },
      "2400",
    ],
    [
      "grows by what is ordered, which is no cheaper where it waits below",
      { positions: [valued("5", "100")], openOrders: [buy(CFD, "10", "50")] },
      "1800",
    ],
    [
      "is not known where an order waits for a price, and the position's is not told",
      { positions: [valued("5")], openOrders: [buy(CFD, "10", "150")] },
      undefined,
    ],
    ["is an order's price at the rate of that", { openOrders: [buy(CFD, "10", "100")] }, "1250"],
    [
      "is not known of an order in a currency that nobody knows a rate of",
      { openOrders: [{ ...buy(CFD, "10", "100"), priceCurrency: "SEK" }] },
      undefined,
    ],
    ["is not known of what is under way alone", { unsettled: underWay(CFD, "10") }, undefined],
  ])("%s", (_, account, total) => {
    const expected = total === undefined ? { values: [], unvalued: [CFD.id] } : { total, unvalued: [] };
    expect(found(account, [])).toMatchObject(expected);
  });

  it("is as many times an order's price as a contract says", () => {
    const details = detailsOf(CFD, { pricing: pricedIn("EUR", { contractFactor: decimal("20") }) });
    const quote = { kind: "no_quote", code: "QuoteHasTimedOut", reason: "" } as const;
    const silent = viewOf(QUIET, { details, quote }, CFD);
    expect(found({ openOrders: [buy(CFD, "1", "100")] }, [silent])).toMatchObject({ total: "2500" });
  });

  it("is the sum over all instruments, and names those that nobody can value", () => {
    const [a, b] = [instrument("CfdOnStock", 9), instrument("CfdOnStock", 8)];
    const positions = [positionIn(STOCK, "1"), valued("1"), positionIn(a, "1", { valuation: {} })];
    expect(found({ positions, unsettled: underWay(b, "1") })).toMatchObject({
      values: [`${STOCK.id} 101.1`, `${CFD.id} 120`],
      unvalued: [b.id, a.id],
      total: "221.1",
    });
  });
});

describe("the cash that purchases on their way will take", () => {
  const saying = { ...ACCOUNT.balance, cashAvailable: decimal("5000") };

  it("is that of all of them, where the broker tells of the cash alone", () => {
    const account = { openOrders: [buy(STOCK, "2")], unsettled: underWay(STOCK, "3") };
    expect(found({ ...account, positions: [positionIn(STOCK, "7")] })).toMatchObject({ cashBound: "505.5" });
    expect(found({ ...account, balance: saying })).toMatchObject({ cashBound: "303.3" });
  });

  it("counts what waits above the market at its own price", () => {
    const account = { openOrders: [buy(STOCK, "2", "111.1")], unsettled: underWay(STOCK, "3") };
    expect(found(account)).toMatchObject({ cashBound: "555.5" });
    expect(found({ ...account, balance: saying })).toMatchObject({ cashBound: "333.3" });
  });

  it("is none of what is not paid in full, and all of what nobody knows to be so", () => {
    expect(found({ openOrders: [buy(CFD, "2", "100")] })).toMatchObject({ total: "250", cashBound: "0" });
    expect(found({ openOrders: [{ ...buy(STOCK, "2", "100"), instrumentId: "Bond:5" }] })).toMatchObject({
      unvalued: ["Bond:5"],
      cashBound: "0",
    });
    const bond = positionIn(STOCK, "1");
    const positions = [
      { ...bond, instrumentId: "Bond:5", valuation: { exposure: decimal("1000"), price: decimal("100") } },
    ];
    const openOrders = [{ ...buy(STOCK, "2", "100"), instrumentId: "Bond:5" }];
    expect(found({ positions, openOrders })).toMatchObject({ total: "3000", cashBound: "2000" });
  });
});

describe("a rate", () => {
  it("of the account's own currency is one, whatever anybody says", () => {
    expect(rateInto({ balance: ACCOUNT.balance, rates: RATES }, "USD")?.toString()).toBe("1");
    expect(rateInto({ balance: ACCOUNT.balance, rates: RATES }, "SEK")).toBeUndefined();
  });

  it("is that of the currency of the prices: pence are no pounds", () => {
    const details = detailsOf(STOCK, { currency: "GBP", pricing: pricedIn("GBX") });
    const worth = unitValue(decimal("100"), details, { balance: ACCOUNT.balance, rates: RATES });
    expect(worth?.toString()).toBe("1.6");
    const rates = new Map([["GBP", rate("1.5")]]);
    expect(unitValue(decimal("100"), details, { balance: ACCOUNT.balance, rates })).toBeUndefined();
  });

  it.each([
    ["Stock:9", "1"],
    ["CfdOnStock:9", "1"],
    ["CfdOnIndex:9", undefined],
    ["StockOption:9", undefined],
  ])("says of %s, which nobody has described, how many times its price it is worth: %s", (id, factor) => {
    expect(contractFactorOf(id, undefined)?.toString()).toBe(factor);
  });

  it("follows the details of what is described", () => {
    const index = instrument("CfdOnIndex", 9);
    const factor = (pricing: InstrumentDetails["pricing"]) =>
      contractFactorOf(index.id, detailsOf(index, { pricing }))?.toString();
    expect(factor(pricedIn("USD", { contractFactor: decimal("5") }))).toBe("5");
    expect(factor(pricedIn("USD"))).toBe("1");
  });
});
