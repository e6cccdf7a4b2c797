import fc from "fast-check";
import { decimal, type Decimal } from "../../src/core/domain/decimal.ts";
import { orderId } from "../../src/core/domain/ids.ts";
import { instrument, type Instrument } from "../../src/core/domain/instrument.ts";
import type { Bar } from "../../src/core/domain/market-data.ts";
import type { OpenOrder } from "../../src/core/domain/order.ts";
import { timestamp } from "../../src/core/domain/time.ts";
import { INTENT_STATES } from "../../src/core/execution/lifecycle.ts";
import type { DecisionSettings, MarketView } from "../../src/core/risk/decision-input.ts";
import type { DecisionBasis } from "../../src/cycle/decision-records.ts";
import {
  BAR_CLOSE,
  detailsOf,
  inputOf,
  NOW,
  positionIn,
  quoteWith,
  SETTINGS,
  unsettled,
  workingOrder,
} from "../core/risk/decision-world.ts";

const HOUR_MS = 3_600_000;

/** Prices from a hundred-millionth to a hundred billion, with more digits than a number holds. */
const scales = fc.constantFrom(1e-8, 0.01, 1, 1, 123.456789, 123.456789, 1e5, 1e11);
const digits = fc
  .tuple(fc.bigInt({ min: 1n, max: 10n ** 30n }), fc.integer({ min: -25, max: 0 }))
  .map(([whole, exponent]): Decimal => decimal(`${whole}e${exponent}`));

/** Whatever else may go wrong, most of it goes right: worlds in which nothing does would all end at the first gate. */
const mostly = <const Usual, const Odd>(usual: Usual, ...odd: readonly Odd[]): fc.Arbitrary<Usual | Odd> =>
  fc.oneof({ weight: 8, arbitrary: fc.constant(usual) }, { weight: 2, arbitrary: fc.constantFrom(...odd) });
const rarely = <Value>(values: fc.Arbitrary<Value>): fc.Arbitrary<Value | undefined> =>
  fc.oneof({ weight: 3, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: values });

const slots = fc.record({
  scale: scales,
  steps: fc.array(fc.double({ min: 0.8, max: 1.25, noNaN: true }), { minLength: 0, maxLength: 12 }),
  spread: fc.double({ min: -1e-4, max: 0.01, noNaN: true }),
  quoteAge: fc.oneof(fc.constant(0), fc.constant(1_500), fc.integer({ min: -400_000, max: 400_000 })),
  state: mostly("Open", "Closed", "OpeningAuction", "Unknown"),
  quote: mostly("quote", "no_access", "no_price", "none"),
  bars: mostly("sound", "forming", "unordered", "nan", "failed"),
  delay: fc.constantFrom(undefined, 0, 0, 0, 15),
  hasDetails: mostly(true, false),
  held: rarely(digits),
  foreign: rarely(digits),
  working: fc.constantFrom<OpenOrder["side"] | undefined>(undefined, undefined, undefined, "buy", "sell"),
  pending: rarely(fc.constantFrom(...INTENT_STATES)),
  type: fc.constantFrom("Stock", "FxSpot", "CfdOnIndex", "FxCrypto"),
} as const);
type Slot = typeof slots extends fc.Arbitrary<infer One> ? One : never;

function barsOf({ scale, steps, bars }: Slot): readonly Bar[] {
  let close = scale;
  const series = steps.map((step, index): Bar => {
    const open = close;
    close *= step;
    const startAt = timestamp(BAR_CLOSE - HOUR_MS * (steps.length - index - (bars === "forming" ? 1 : 0)));
    return { startAt, open, high: Math.max(open, close), low: Math.min(open, close), close };
  });
  if (bars === "unordered") return series.toReversed();
  return bars === "nan" ? series.map((bar, index) => (index === 1 ? { ...bar, close: NaN } : bar)) : series;
}

function viewOf(slot: Slot, of: Instrument): MarketView {
  const series = barsOf(slot);
  const mid = series.at(-1)?.close ?? slot.scale;
  const price = (factor: number): Decimal => decimal((Number.isFinite(mid) ? mid * factor : 1).toFixed(12));
  const quote = quoteWith({
    bid: price(1 - slot.spread),
    ask: price(1 + slot.spread),
    updatedAt: timestamp(NOW - slot.quoteAge),
    delayedByMinutes: slot.delay ?? 0,
    marketState: slot.state,
  });
  const readings = {
    quote,
    no_access: { kind: "no_access" },
    no_price: { kind: "no_price", priceType: "NoMarket" },
    none: undefined,
  };
  return {
    instrument: of,
    ...(slot.hasDetails ? { details: detailsOf(of) } : {}),
    ...(readings[slot.quote] === undefined ? {} : { quote: readings[slot.quote] as MarketView["quote"] }),
    bars:
      slot.bars === "failed"
        ? { kind: "failed", code: "BROKER_UNREACHABLE" }
        : {
            kind: "bars",
            bars: series,
            ...(slot.delay === undefined ? {} : { delayedByMinutes: slot.delay }),
          },
  } as MarketView;
}

const limits = fc.record({
  maxPositions: fc.integer({ min: 0, max: 20 }),
  maxDailyTrades: fc.integer({ min: 0, max: 20 }),
  duplicateBuyPolicy: fc.constantFrom<DecisionSettings["duplicateBuyPolicy"]>("block", "allow"),
  requireMarketOpen: fc.boolean(),
  allowDelayedData: fc.boolean(),
});

/** Anything a cycle may meet: nothing read, half of it read, odd figures, positions and orders of ours and of others. */
export const randomBases: fc.Arbitrary<DecisionBasis> = fc
  .record({
    found: fc.array(slots, { minLength: 1, maxLength: 8 }),
    limits,
    ordersToday: fc.integer({ min: 0, max: 9 }),
    equity: fc.oneof(fc.constant(decimal("100000")), digits),
    performance: fc.oneof(
      fc.constant({ today: decimal("0"), drawdownFraction: 0 }),
      fc.record(
        {
          today: digits.map((loss) => loss.neg()),
          drawdownFraction: fc.double({ min: 0, max: 1, noNaN: true }),
        },
        { requiredKeys: [] },
      ),
    ),
    rate: fc.option(digits, { nil: undefined }),
  })
  .map(({ found, limits: limit, ordersToday, equity, performance, rate }) => {
    const all = found.map((slot, index) => ({ ...slot, of: instrument(slot.type, 30 - 3 * index) }));
    const account = {
      ordersToday,
      performance,
      balance: { currency: "USD", cash: equity, totalValue: equity, isReliable: ordersToday < 9 },
      rates: new Map(rate === undefined ? [] : [["EUR", { rate, at: NOW, source: "FxSpot:21" }]]),
      positions: all.flatMap(({ of, held, foreign }) =>
        [held, foreign].flatMap((quantity) =>
          quantity === undefined ? [] : [positionIn(of, quantity.toString())],
        ),
      ),
      ownPositions: new Map(
        all.flatMap(({ of, held }) => (held === undefined ? [] : [[of.id, held] as const])),
      ),
      openOrders: all.flatMap(({ of, working }, index) =>
        working === undefined
          ? []
          : [{ ...workingOrder(of, working), orderId: orderId(String(5000 + index)) }],
      ),
      unsettled: all.flatMap(({ of, pending }) =>
        pending === undefined ? [] : (unsettled(pending, "buy", of).unsettled ?? []),
      ),
    };
    const views = all.map((slot) => viewOf(slot, slot.of));
    return {
      input: inputOf(views, account),
      settings: { ...SETTINGS, ...limit },
      unobserved: [{ instrumentId: instrument("Etf", 99).id, reason: "SCHEDULE_UNREADABLE" }],
    };
  });
