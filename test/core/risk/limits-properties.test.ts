import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { approximately, decimal, sumDecimals, ZERO, type Decimal } from "../../../src/core/domain/decimal.ts";
import { instrument, type AssetType, type InstrumentDetails } from "../../../src/core/domain/instrument.ts";
import { orderId } from "../../../src/core/domain/ids.ts";
import { quantityFault } from "../../../src/core/domain/quantity-steps.ts";
import type { Side } from "../../../src/core/domain/order.ts";
import { timestamp } from "../../../src/core/domain/time.ts";
import { decide } from "../../../src/core/risk/decide.ts";
import type { DecisionInput, DecisionSettings, MarketView } from "../../../src/core/risk/decision-input.ts";
import type { ApprovedOrder } from "../../../src/core/risk/decision.ts";
import type { RiskLimits } from "../../../src/core/risk/risk-limits.ts";
import type { StrategyDeclaration } from "../../../src/core/strategy/contract.ts";
import {
  ACCOUNT,
  detailsOf,
  GENEROUS,
  inputOf,
  positionIn,
  quoteWith,
  SETTINGS,
  viewOf,
  workingOrder,
} from "./decision-world.ts";

/** `TEST_ALL_WORLDS=1` tries all ten thousand. */
const WORLDS = process.env["TEST_ALL_WORLDS"] === "1" ? 10_000 : 1_000;

const amount = (min: number, max: number, digits = 0): fc.Arbitrary<Decimal> =>
  fc
    .integer({ min: min * 10 ** digits, max: max * 10 ** digits })
    .map((units) => decimal((units / 10 ** digits).toFixed(digits)));
/** One in four times. */
const seldom = <Value>(value: fc.Arbitrary<Value>): fc.Arbitrary<Value | undefined> =>
  fc.oneof({ weight: 3, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: value });

const RATES = new Map([
  ["USD", decimal("1")],
  ["EUR", decimal("1.0837")],
  ["JPY", decimal("0.0067")],
]);

/** Everything about one instrument: its rules, its price, what is held and ordered there, what is wanted. */
const slot = fc.record({
  assetType: fc.constantFrom<AssetType>("Stock", "Etf", "FxSpot", "FxCrypto", "CfdOnIndex"),
  currency: fc.constantFrom("USD", "USD", "EUR", "JPY"),
  bid: amount(5, 400, 2),
  spread: amount(0, 1, 2),
  factor: fc.constantFrom(undefined, undefined, decimal("10")),
  lot: fc.constantFrom(undefined, undefined, decimal("5"), decimal("0.5")),
  decimals: fc.constantFrom(0, 0, 2),
  minimum: fc.constantFrom("0", "1", "10"),
  maximum: fc.constantFrom(undefined, undefined, decimal("40")),
  own: fc.constantFrom("0", "0", "0", "0", "3", "25"),
  foreign: fc.constantFrom("0", "0", "0", "0", "0", "0", "7", "-4"),
  ordered: seldom(
    seldom(fc.record({ side: fc.constantFrom<Side>("buy", "sell"), price: amount(1, 500, 2) })),
  ),
  sent: seldom(seldom(fc.constantFrom("placing", "placed", "unknown"))),
  signal: fc.oneof(
    fc.constant({ action: "buy" as const }),
    fc.integer({ min: 1, max: 20_000 }).map((value) => ({ action: "buy" as const, value })),
    fc.integer({ min: 1, max: 50 }).map((stopDistance) => ({ action: "buy" as const, stopDistance })),
    fc.integer({ min: 0, max: 100 }).map((percent) => ({ action: "target" as const, weight: percent / 100 })),
    fc.constant({ action: "sell" as const }),
  ),
});
type Slot = typeof slot extends fc.Arbitrary<infer Value> ? Value : never;

const limits: fc.Arbitrary<RiskLimits> = fc
  .record({
    maxPositionValue: amount(500, 20_000),
    maxFxNotional: amount(500, 20_000),
    maxPortfolioExposure: amount(1_000, 60_000),
    minTradeAmount: amount(0, 200),
    maxDailyLoss: seldom(amount(1, 700)),
    maxWeeklyLoss: seldom(amount(1, 700)),
    maxConcentration: seldom(amount(0, 1, 2)),
    maxDailyTurnover: seldom(amount(0, 2, 2)),
    maxSpreadBps: seldom(fc.integer({ min: 1, max: 500 })),
    maxConsecutiveLosses: seldom(fc.integer({ min: 1, max: 5 })),
    maxDrawdown: seldom(amount(0, 1, 2)),
  })
  .map(
    (all) =>
      Object.fromEntries(
        Object.entries(all).filter(([, value]) => value !== undefined),
      ) as unknown as RiskLimits,
  );

const account = fc.record({
  equity: amount(1_000, 60_000),
  cash: fc.oneof(amount(0, 4_000), amount(0, 60_000)),
  isCashSaid: fc.boolean(),
  today: fc.option(amount(-600, 300), { nil: undefined, freq: 9 }),
  week: fc.option(amount(-600, 300), { nil: undefined, freq: 9 }),
  losses: fc.integer({ min: 0, max: 5 }),
  drawdown: fc.integer({ min: 0, max: 100 }),
  bought: fc.constantFrom("0", "0", "5"),
  known: fc.constantFrom<readonly string[]>(["EUR", "JPY"], ["EUR", "JPY"], ["EUR", "JPY"], ["JPY"], []),
  elsewhere: fc.oneof(
    { weight: 8, arbitrary: fc.constant<readonly (string | undefined)[]>([]) },
    {
      weight: 1,
      arbitrary: fc.constantFrom<readonly (string | undefined)[]>(["900"], ["-2500"], [undefined]),
    },
  ),
});

const sizing = fc.constantFrom<DecisionSettings["sizing"]>(
  { by: "quantity" },
  { by: "value", value: decimal("3000") },
  { by: "risk", riskFraction: decimal("0.01"), stopFraction: decimal("0.02") },
);

const policy = fc.record({
  sizing,
  quantity: fc.constantFrom("1", "10", "40"),
  maxPositions: fc.integer({ min: 2, max: 8 }),
  duplicateBuyPolicy: fc.constantFrom<"block" | "allow">("block", "allow"),
  limits,
});

function detailsIn(
  { currency, factor, lot, decimals, minimum, maximum }: Slot,
  view: MarketView,
): InstrumentDetails {
  return detailsOf(view.instrument, {
    currency,
    amountDecimals: decimals,
    minimumTradeSize: decimal(minimum),
    ...(lot === undefined ? {} : { lot: { size: lot, isForBuysOnly: false } }),
    orderLimits: maximum === undefined ? {} : { maximumQuantity: maximum },
    pricing: {
      currency,
      decimals: 2,
      ticks: {},
      ...(factor === undefined ? {} : { contractFactor: factor }),
    },
  });
}

interface Place {
  readonly slot: Slot;
  readonly view: MarketView;
  readonly details: InstrumentDetails;
}

const placesOf = (slots: readonly Slot[]): readonly Place[] =>
  slots.map((each, index) => {
    const of = instrument(each.assetType, 100 + index);
    const ask = each.bid.plus(each.spread);
    const bare = viewOf(
      Array.from({ length: 3 }, () => approximately(each.bid)),
      { quote: quoteWith({ bid: each.bid, ask }) },
      of,
    );
    const details = detailsIn(each, bare);
    return { slot: each, view: { ...bare, details }, details };
  });

type Account = typeof account extends fc.Arbitrary<infer Value> ? Value : never;
type Policy = typeof policy extends fc.Arbitrary<infer Value> ? Value : never;

function inputFor(places: readonly Place[], world: Account): DecisionInput {
  const net = ({ own, foreign }: Slot): Decimal => decimal(own).plus(decimal(foreign));
  return inputOf(
    places.map(({ view }) => view),
    {
      balance: {
        ...ACCOUNT.balance,
        totalValue: world.equity,
        ...(world.isCashSaid ? { cashAvailable: world.cash } : { cash: world.cash }),
      },
      performance: {
        ...(world.today === undefined ? {} : { today: world.today }),
        ...(world.week === undefined ? {} : { week: world.week }),
        consecutiveLosses: world.losses,
        drawdownFraction: world.drawdown / 100,
      },
      rates: new Map(
        world.known.map((currency) => [
          currency,
          { rate: RATES.get(currency) ?? ZERO, at: timestamp(0), source: "FxSpot:1" },
        ]),
      ),
      positions: [
        ...places
          .filter(({ slot: each }) => !net(each).eq(ZERO))
          .map(({ slot: each, view }) => {
            const price = each.bid.plus(each.spread);
            const worth = net(each)
              .times(price)
              .times(each.factor ?? decimal("1"));
            const exposure = worth.times(RATES.get(each.currency) ?? ZERO);
            return positionIn(view.instrument, net(each).toString(), { valuation: { exposure, price } });
          }),
        ...world.elsewhere.map((exposure, index) =>
          positionIn(instrument("CfdOnStock", 900 + index), "5", {
            valuation: exposure === undefined ? {} : { exposure: decimal(exposure) },
          }),
        ),
      ],
      ownPositions: new Map(places.map(({ slot: each, view }) => [view.instrument.id, decimal(each.own)])),
      openOrders: places.flatMap(({ slot: { ordered, currency }, view }, index) =>
        ordered === undefined
          ? []
          : [
              {
                ...workingOrder(view.instrument, ordered.side),
                orderId: orderId(String(7_000 + index)),
                quantity: decimal("2"),
                price: ordered.price,
                priceCurrency: currency,
              },
            ],
      ),
      unsettled: places.flatMap(({ slot: { sent }, view }) =>
        sent === undefined
          ? []
          : [
              {
                intent: {
                  instrument: view.instrument,
                  side: "buy" as const,
                  purpose: "entry" as const,
                  quantity: decimal("3"),
                },
                state: sent as "placed",
              },
            ],
      ),
      purchasesToday: places.slice(0, 1).map(({ slot: { bid }, view }) => ({
        instrumentId: view.instrument.id,
        quantity: decimal(world.bought),
        price: bid,
      })),
    },
  );
}

function settingsFor(places: readonly Place[], { quantity, ...rest }: Policy): DecisionSettings {
  const signals = new Map(
    places.map(({ slot: each, view }) => [
      view.instrument.id,
      { ...each.signal, reason: "SIG_SAID", indicators: {} },
    ]),
  );
  const strategy: StrategyDeclaration = {
    name: "drawn",
    version: 1,
    description: "",
    source: "",
    formula: "",
    parameters: {},
    barsRequired: () => 1,
    evaluate: ({ instruments }) => ({
      signals: new Map([...signals].filter(([id]) => instruments.some((view) => view.id === id))),
    }),
  };
  const one = decimal(quantity);
  const defaultQuantity = {
    Stock: one,
    Etf: one,
    FxSpot: one,
    FxCrypto: one,
    CfdOnStock: one,
    CfdOnIndex: one,
    CfdOnEtf: one,
  };
  return { ...SETTINGS, ...rest, strategy, parameters: {}, defaultQuantity, maxDailyTrades: 100 };
}

/** The dearest that a place may become, with `bought` more of it: reckoned apart from the code that is tested. */
function worthOf({ slot: each, details }: Place, bought: Decimal): Decimal {
  const rate = RATES.get(each.currency) ?? ZERO;
  const ask = each.bid.plus(each.spread);
  const unit = (price: Decimal): Decimal =>
    price.times(details.pricing.contractFactor ?? decimal("1")).times(rate);
  const two = decimal("2");
  const [buys, sells] = [
    each.ordered?.side === "buy" ? two : ZERO,
    each.ordered?.side === "sell" ? two : ZERO,
  ];
  const net = decimal(each.own).plus(decimal(each.foreign));
  const long = net
    .plus(buys)
    .plus(each.sent === undefined ? ZERO : decimal("3"))
    .plus(bought);
  const short = net.minus(sells);
  const largest = [long.abs(), short.abs(), net.abs()].reduce((a, b) => (a.gt(b) ? a : b));
  const dearer = each.ordered?.price.minus(ask) ?? ZERO; // a purchase that waits above the market
  return largest.times(unit(ask)).plus(dearer.gt(ZERO) ? unit(dearer).times(buys) : ZERO);
}

const isPaid = (assetType: AssetType): boolean => assetType === "Stock" || assetType === "Etf";

/** What purchases on their way will take; of what the broker lists, it has taken off what it says is there to trade with. */
function awaitedIn(
  { slot: { bid, spread, sent, ordered, currency, factor } }: Place,
  world: Account,
): Decimal {
  const unit = (RATES.get(currency) ?? ZERO).times(factor ?? decimal("1"));
  const ask = bid.plus(spread);
  const limit = ordered?.price.gt(ask) === true ? ordered.price : ask;
  const ours = sent === undefined ? ZERO : decimal("3").times(ask);
  const listed = ordered?.side !== "buy" || world.isCashSaid ? ZERO : decimal("2").times(limit);
  return unit.times(ours.plus(listed));
}

/** What is reckoned by the broker's proportion is a quotient, whose last digit is cut off. */
const isWithin = (found: Decimal, limit: Decimal): boolean => found.lte(limit.plus(decimal("0.000000001")));

const boughtIn = (orders: readonly ApprovedOrder[], { view }: Place): Decimal =>
  sumDecimals(
    orders
      .filter(({ instrument: { id }, side }) => id === view.instrument.id && side === "buy")
      .map(({ quantity }) => quantity),
  );

describe("ten thousand random portfolios and markets", () => {
  it("keep to every limit once all that was approved is executed at the worst price", () => {
    const seen = { entries: 0, cut: 0, deferred: 0, denied: new Set<string>() };
    fc.assert(
      fc.property(fc.array(slot, { minLength: 1, maxLength: 6 }), account, policy, (slots, world, rules) => {
        const places = placesOf(slots);
        const input = inputFor(places, world);
        const settings = settingsFor(places, rules);
        const { decisions } = decide(input, settings);
        const orders = decisions.flatMap(({ approved }) => (approved === undefined ? [] : [approved]));
        const entries = orders.filter(({ purpose }) => purpose === "entry");
        for (const { denial, facts } of decisions) {
          if (denial !== undefined) seen.denied.add(denial);
          if ((facts["size"] as { cut_by?: string } | undefined)?.cut_by !== undefined) seen.cut += 1;
        }
        seen.entries += entries.length;
        seen.deferred += entries.filter(({ bound }) => bound?.worth === undefined).length;
        if (entries.length === 0) return;

        const { limits: bounds } = rules;
        const isKnown = (place: Place): boolean =>
          place.slot.currency === "USD" || world.known.includes(place.slot.currency);
        /** What nobody has a rate for is bought only up to what the limits leave, which the precheck sees to. */
        const executed = (place: Place): Decimal => {
          const order = entries.find(({ instrument: { id } }) => id === place.view.instrument.id);
          if (order === undefined || isKnown(place)) return worthOf(place, boughtIn(orders, place));
          return worthOf(place, ZERO).plus(order.bound?.atMost ?? ZERO);
        };
        for (const place of places) {
          const bought = boughtIn(orders, place);
          if (bought.eq(ZERO)) continue;
          const isPair = place.slot.assetType.startsWith("Fx");
          expect(isWithin(executed(place), isPair ? bounds.maxFxNotional : bounds.maxPositionValue)).toBe(
            true,
          );
          if (bounds.maxConcentration !== undefined)
            expect(isWithin(executed(place), world.equity.times(bounds.maxConcentration))).toBe(true);
          const { bid, spread } = place.slot;
          const bps = approximately(spread) / approximately(bid.plus(spread.div(decimal("2")))) / 1e-4;
          if (bounds.maxSpreadBps !== undefined) expect(bps).toBeLessThan(bounds.maxSpreadBps + 0.01); // two digits of it
          expect(quantityFault(bought, "buy", place.details)).toBeUndefined();
        }
        const elsewhere = sumDecimals(world.elsewhere.map((exposure) => decimal(exposure ?? "0").abs()));
        const total = sumDecimals(places.map(executed)).plus(elsewhere);
        expect(isWithin(total, bounds.maxPortfolioExposure)).toBe(true);
        expect(world.elsewhere.includes(undefined)).toBe(false);
        for (const { bound } of entries) expect(bound?.worth?.gte(bounds.minTradeAmount) ?? true).toBe(true);
        if (bounds.maxDailyLoss !== undefined) expect(world.today?.gt(bounds.maxDailyLoss.neg())).toBe(true);
        if (bounds.maxWeeklyLoss !== undefined) expect(world.week?.gt(bounds.maxWeeklyLoss.neg())).toBe(true);
        if (bounds.maxDrawdown !== undefined)
          expect(decimal(String(world.drawdown)).lt(bounds.maxDrawdown.times(decimal("100")))).toBe(true);
        if (bounds.maxConsecutiveLosses !== undefined)
          expect(world.losses).toBeLessThan(bounds.maxConsecutiveLosses);
        const spent = sumDecimals(
          entries
            .filter(({ instrument: { assetType } }) => isPaid(assetType))
            .map(({ bound }) => bound?.worth ?? bound?.atMost ?? ZERO),
        );
        const awaited = sumDecimals(
          places
            .filter(({ slot: { assetType } }) => isPaid(assetType))
            .map((place) => awaitedIn(place, world)),
        );
        if (spent.gt(ZERO)) expect(isWithin(spent.plus(awaited), world.cash)).toBe(true); // sold is not paid
        if (bounds.maxDailyTurnover !== undefined) {
          const before = places.map(({ slot: each }, index) => {
            const unit = (RATES.get(each.currency) ?? ZERO).times(each.factor ?? decimal("1"));
            const sent = each.sent === undefined ? ZERO : decimal("3").times(each.bid.plus(each.spread));
            const filled = index === 0 ? decimal(world.bought).times(each.bid) : ZERO;
            return unit.times(sent.plus(filled));
          });
          const turnover = sumDecimals([
            ...before,
            ...entries.map(({ bound }) => bound?.worth ?? bound?.atMost ?? ZERO),
          ]);
          expect(turnover.lte(world.equity.times(bounds.maxDailyTurnover))).toBe(true);
        }
      }),
      { numRuns: WORLDS },
    );
    expect(seen.entries).toBeGreaterThan(WORLDS / 10);
    expect(seen.cut).toBeGreaterThan(WORLDS / 20);
    expect(seen.deferred).toBeGreaterThan(0);
    expect([...seen.denied].sort()).toEqual(
      expect.arrayContaining([
        "CASH_TOO_LOW",
        "EXPOSURE_UNKNOWN",
        "MAX_CONCENTRATION_PCT",
        "MAX_DAILY_LOSS",
        "MAX_DAILY_TURNOVER_PCT",
        "MAX_DRAWDOWN_PCT",
        "MAX_FX_NOTIONAL",
        "MAX_PORTFOLIO_EXPOSURE",
        "MAX_POSITION_VALUE",
        "MAX_SPREAD_BPS",
        "MAX_WEEKLY_LOSS",
        "MIN_TRADE_AMOUNT",
      ]),
    );
  });

  it("sell what is to be sold whatever the limits on purchases are", () => {
    let sales = 0;
    fc.assert(
      fc.property(fc.array(slot, { minLength: 1, maxLength: 6 }), account, policy, (slots, world, rules) => {
        const places = placesOf(slots);
        const salesUnder = (bounds: RiskLimits, funds: Account) =>
          decide(inputFor(places, funds), settingsFor(places, { ...rules, limits: bounds }))
            .decisions.map(({ approved }) => approved)
            .filter((order) => order?.side === "sell");
        const free = salesUnder(GENEROUS, world);
        sales += free.length;
        const worst = { ...world, cash: ZERO, elsewhere: [undefined], losses: 5, drawdown: 100 };
        expect(salesUnder(rules.limits, worst)).toEqual(free);
      }),
      { numRuns: WORLDS },
    );
    expect(sales).toBeGreaterThan(WORLDS / 20);
  });
});
