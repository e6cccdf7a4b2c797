import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { instrument } from "../../../src/core/domain/instrument.ts";
import type { Bar } from "../../../src/core/domain/market-data.ts";
import { addDuration, minutes, timestamp, type Timestamp } from "../../../src/core/domain/time.ts";
import { barCloseAt } from "../../../src/core/strategy/closed-bars.ts";
import type { InstrumentView, LastTrades, OwnPosition, Signal } from "../../../src/core/strategy/contract.ts";
import { factsOf } from "../../../src/core/strategy/contract.ts";
import type { MetricsDrivenRule } from "../../../src/core/strategy/metrics-driven-parameters.ts";
import { metricsDriven } from "../../../src/core/strategy/metrics-driven.ts";
import { sp500Bars } from "./indicators/real-series.ts";
import { lookBack, tradesByHand, type Trade } from "./slow-metrics-driven.ts";

const DEFAULTS = Object.fromEntries(
  Object.entries(factsOf(metricsDriven.parameters)).map(([name, facts]) => [name, facts.default]),
) as MetricsDrivenRule;
const { id } = instrument("Etf", 36590);
const OTHER = instrument("Etf", 4711).id;
const DAY_0 = timestamp(Date.UTC(2024, 0, 1));
/** When a session opens and orders of the day before are executed. */
const OPENING = minutes(14 * 60 + 30);

type Seen = InstrumentView<MetricsDrivenRule>;

function signalsFor(instruments: readonly Seen[], unseen: readonly Omit<Seen, "bars">[] = []) {
  const newest = instruments[0]?.bars.at(-1);
  const now = newest === undefined ? DAY_0 : addDuration(barCloseAt(newest, 1440), minutes(60));
  const view = {
    now,
    barMinutes: 1440,
    timeZone: "America/New_York",
    instruments,
    unseen,
    memory: undefined,
  };
  return metricsDriven.evaluate(view as typeof view & { barMinutes: 1440 }).signals;
}

interface Standing extends LastTrades {
  readonly rule?: Partial<MetricsDrivenRule>;
  readonly position?: OwnPosition;
}

function signalFor(bars: readonly Bar[], { rule = {}, ...standing }: Standing = {}): Signal {
  const signal = signalsFor([{ id, parameters: { ...DEFAULTS, ...rule }, bars, ...standing }]).get(id);
  return signal ?? expect.fail("no signal was given");
}

/** Daily bars that open where the one before closed, and go a little beyond both. */
function dailyBars(closes: readonly number[], reach = 0.5): Bar[] {
  return closes.map((close, index) => {
    const open = closes[index - 1] ?? close;
    const [high, low] = [Math.max(open, close) + reach, Math.min(open, close) - reach];
    return { startAt: addDuration(DAY_0, minutes(index * 1440)), open, high, low, close };
  });
}
const openingOf = ({ startAt }: Bar): Timestamp => addDuration(startAt, OPENING);

/** Each order is executed, one share of it, at the next bar's opening price. */
function tradesOf(bars: readonly Bar[], rule: MetricsDrivenRule, firstDay: number): Trade[] {
  const trades: Trade[] = [];
  const reasons: Record<string, string> = {
    SIG_DIP: "dip",
    SIG_OVERSOLD: "oversold",
    SIG_STOP_LOSS: "stop loss",
    SIG_ATR_STOP: "ATR stop",
    SIG_TRAILING_STOP: "trailing stop",
    SIG_TAKE_PROFIT: "profit",
    SIG_HOLDING_TIME: "time",
  };
  let position: OwnPosition | undefined;
  let open: Pick<Trade, "bought" | "why"> | undefined;
  let last: LastTrades = {};
  for (let day = firstDay; day + 1 < bars.length; day += 1) {
    const [today, tomorrow] = [bars[day], bars[day + 1]];
    if (today === undefined || tomorrow === undefined) break;
    const at = openingOf(tomorrow);
    const date = new Date(today.startAt).toISOString().slice(0, 10);
    const known = bars.slice(Math.max(0, day + 1 - 400), day + 1);
    const signal = signalFor(known, { rule, ...last, ...(position === undefined ? {} : { position }) });
    const why = reasons[signal.reason] ?? signal.reason;
    if (signal.action === "buy") {
      open ??= { bought: date, why };
      const entries = [...(position?.entries ?? []), { at, quantity: 1, price: tomorrow.open }];
      const averagePrice = entries.reduce((sum, { price }) => sum + price, 0) / entries.length;
      position = { quantity: entries.length, averagePrice, openedAt: position?.openedAt ?? at, entries };
      last = { ...last, lastBoughtAt: at };
    } else if (signal.action === "sell") {
      if (open === undefined || position === undefined) return expect.fail(`sold nothing on ${date}`);
      trades.push({ ...open, steps: position.entries.length - 1, sold: date, because: why });
      [open, position] = [undefined, undefined];
      last = { ...last, lastSoldAt: at };
    }
  }
  return trades;
}

const SP500 = sp500Bars();
const CONSERVATIVE = { take_profit_pct: 6, trailing_stop_pct: 3, atr_multiple: 1.6, max_hold_days: 20 };
const AGGRESSIVE = { take_profit_pct: 8, trailing_stop_pct: 3.5, atr_multiple: 2, max_hold_days: 15 };

/** How many trades there were, how many steps of the ladder, and why they were opened and closed. */
function tallyOf(trades: readonly Trade[]): string {
  const counts = new Map<string, number>();
  for (const key of trades.flatMap(({ why, because }) => [why, because])) {
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  const steps = trades.reduce((sum, trade) => sum + trade.steps, 0);
  const reasons = [...counts].map(([key, count]) => `${key} ${count}`).toSorted();
  return [`${trades.length} trades, ${steps} steps`, ...reasons].join(", ");
}

const WIDE = { stop_loss_pct: 8, trailing_stop_pct: 0, atr_multiple: 0, ladder_steps: 2 };

describe("metrics_driven on twenty years of the S&P 500", () => {
  it.each([
    [
      "with its defaults",
      {},
      "158 trades, 0 steps, ATR stop 101, dip 156, oversold 2, profit 5, stop loss 2, time 43, trailing stop 7",
    ],
    [
      "set conservatively",
      CONSERVATIVE,
      "169 trades, 0 steps, ATR stop 124, dip 167, oversold 2, profit 11, stop loss 2, time 26, trailing stop 6",
    ],
    [
      "set aggressively",
      AGGRESSIVE,
      "158 trades, 0 steps, ATR stop 85, dip 156, oversold 2, profit 1, stop loss 4, time 64, trailing stop 4",
    ],
    [
      "with wide stops and a ladder",
      WIDE,
      "103 trades, 74 steps, dip 101, oversold 2, profit 4, stop loss 5, time 94",
    ],
    [
      "with other windows",
      { trend_window: 120, dip_window: 20, rsi_window: 7, atr_window: 10, reentry_days: 5 },
      "177 trades, 0 steps, ATR stop 125, dip 177, profit 4, stop loss 6, time 35, trailing stop 7",
    ],
    [
      "on low strength alone",
      { ...AGGRESSIVE, dip_tolerance_pct: -50, ladder_steps: 3 },
      "105 trades, 24 steps, ATR stop 54, oversold 105, profit 1, stop loss 1, time 46, trailing stop 3",
    ],
  ])("trades %s as one would by hand", (_, changed, tally) => {
    const rule = { ...DEFAULTS, ...changed };
    const trades = tradesOf(SP500, rule, lookBack(rule));
    expect(trades).toEqual(tradesByHand(SP500, rule, lookBack(rule)));
    expect(tallyOf(trades)).toBe(tally);
  });

  it("with wide stops and a ladder, buys and sells in 2014 and 2015 on these days", () => {
    const rule = { ...DEFAULTS, ...WIDE };
    const lines = tradesOf(SP500, rule, lookBack(rule))
      .filter(({ bought }) => bought >= "2014" && bought < "2016")
      .map(({ bought, why, steps, sold, because }) => `${bought} ${why} +${steps}, ${sold} ${because}`);
    expect(lines).toEqual([
      "2014-01-23 dip +2, 2014-02-20 time",
      "2014-03-13 dip +0, 2014-04-09 time",
      "2014-04-11 dip +0, 2014-05-09 time",
      "2014-05-15 dip +0, 2014-06-12 time",
      "2014-07-30 dip +2, 2014-08-26 time",
      "2014-09-09 dip +2, 2014-10-06 time",
      "2014-10-08 dip +2, 2014-11-04 time",
      "2014-12-10 oversold +2, 2015-01-08 time",
      "2015-01-12 dip +1, 2015-02-09 time",
      "2015-03-06 dip +1, 2015-04-02 time",
      "2015-04-07 dip +0, 2015-05-04 time",
      "2015-05-06 dip +0, 2015-06-03 time",
      "2015-06-05 dip +1, 2015-07-02 time",
      "2015-07-07 dip +0, 2015-08-03 time",
      "2015-08-05 dip +1, 2015-08-24 stop loss",
      "2015-12-16 dip +0, 2016-01-13 stop loss",
    ]);
  });
});

/** Small windows, so that a handful of closes tells all. */
const SMALL = {
  trend_window: 4,
  dip_window: 2,
  rsi_window: 2,
  rsi_below: 0,
  atr_window: 2,
  atr_multiple: 0,
  stop_loss_pct: 0,
  trailing_stop_pct: 0,
  take_profit_pct: 0,
  max_hold_days: 10,
};
/** Enough bars before those that matter; they rise, so that the trend is up. */
const LEAD = Array.from({ length: 20 }, (_, index) => 80 + index);
const after = (closes: readonly number[], reach?: number): Bar[] => dailyBars([...LEAD, ...closes], reach);

/** Bought, a share each time, at these prices in the sessions of these bars. */
function held(bars: readonly Bar[], purchases: readonly (readonly [bar: number, price: number])[]): Standing {
  const entries = purchases.map(([index, price]) => {
    const bar = bars.at(index) ?? expect.fail("there is no such bar");
    return { at: openingOf(bar), quantity: 1, price };
  });
  const [first] = entries;
  if (first === undefined) return {};
  const averagePrice = entries.reduce((sum, { price }) => sum + price, 0) / entries.length;
  const lastBoughtAt = entries.at(-1)?.at ?? first.at;
  return { position: { quantity: entries.length, averagePrice, openedAt: first.at, entries }, lastBoughtAt };
}

describe("metrics_driven, not holding,", () => {
  const reasonFor = (closes: readonly number[], rule: Partial<MetricsDrivenRule> = {}): string =>
    signalFor(after(closes), { rule: { ...SMALL, ...rule } }).reason;

  it.each([
    ["above both averages", [104], {}, "SIG_NO_DIP"],
    ["at most a percent above the short one", [100, 102], {}, "SIG_DIP"],
    ["more than a percent above the short one", [100, 102.5], {}, "SIG_NO_DIP"],
    ["at the short one", [110, 110], { dip_tolerance_pct: 0 }, "SIG_DIP"],
    ["below the short one, above the long one", [110, 105], {}, "SIG_DIP"],
    ["at the long one", [100, 100, 100, 100], {}, "SIG_BELOW_TREND"],
    ["below the long one", [90], {}, "SIG_BELOW_TREND"],
    [
      "of low strength, above the short average",
      [104],
      { rsi_below: 100.0, rsi_window: 3, dip_tolerance_pct: -9 },
      "SIG_NO_DIP",
    ],
    ["of low strength after a fall", [110, 105], { rsi_below: 90, dip_tolerance_pct: -9 }, "SIG_OVERSOLD"],
  ])("with a close %s (%j) says %s", (_, closes, rule, reason) => {
    expect(reasonFor(closes, rule)).toBe(reason);
  });

  it("shows the figures it went by", () => {
    expect(signalFor(after([110, 105]), { rule: { ...SMALL, stop_loss_pct: 2 } })).toEqual({
      action: "buy",
      reason: "SIG_DIP",
      indicators: {
        close: 105,
        trend_average: 103,
        dip_average: 107.5,
        rsi: (100 * 3) / 5.5,
      },
      stopDistance: 2.1,
    });
  });

  it.each([
    ["the stop loss where it is tighter", { stop_loss_pct: 2, atr_multiple: 1 }, 2.1],
    ["the true range where it is tighter", { stop_loss_pct: 20, atr_multiple: 1 }, 9],
    ["nothing without stops", {}, undefined],
  ])("sizes by %s", (_, rule, distance) => {
    const signal = signalFor(after([110, 105]), { rule: { ...SMALL, ...rule } });
    expect("stopDistance" in signal ? signal.stopDistance : undefined).toBe(distance);
  });

  it.each([
    ["sold in the newest session", -1, 1, "SIG_TRADED_RECENTLY"],
    ["sold in the session before it", -2, 1, "SIG_DIP"],
    ["sold in the session before it, with two days to wait", -2, 2, "SIG_TRADED_RECENTLY"],
  ])("does not buy back too soon what was %s", (_, index, reentry_days, reason) => {
    const bars = after([110, 105]);
    const at = openingOf(bars.at(index) ?? expect.fail("there is no such bar"));
    const rule = { ...SMALL, reentry_days };
    expect(signalFor(bars, { rule, lastSoldAt: at }).reason).toBe(reason);
    expect(signalFor(bars, { rule, lastBoughtAt: at }).reason).toBe(reason);
  });

  it("does not buy back on the same bars what it has just sold by them", () => {
    const bars = after([110, 105]);
    const rule = { ...SMALL, max_hold_days: 1 };
    expect(signalFor(bars, { rule, ...held(bars, [[-3, 99]]) })).toMatchObject({
      reason: "SIG_HOLDING_TIME",
    });
    const soldAt = addDuration(barCloseAt(bars.at(-1) ?? expect.fail("no bars"), 1440), OPENING);
    expect(signalFor(bars, { rule, lastSoldAt: soldAt }).reason).toBe("SIG_TRADED_RECENTLY");
  });
});

describe("metrics_driven, holding,", () => {
  it.each([
    ["nothing of its own has happened", {}, [105, 104], [[-2, 105]], "SIG_HELD"],
    [
      "the fall from the average price reaches the stop loss",
      { stop_loss_pct: 2 },
      [100, 98],
      [[-2, 100]],
      "SIG_STOP_LOSS",
    ],
    ["it does not quite", { stop_loss_pct: 2 }, [100, 98.01], [[-2, 100]], "SIG_HELD"],
    [
      "the average price has come down by a second purchase",
      { stop_loss_pct: 3 },
      [100, 96, 96],
      [
        [-3, 100],
        [-1, 96],
      ],
      "SIG_HELD",
    ],
    [
      "the close falls enough from its highest",
      { trailing_stop_pct: 5 },
      [105, 110, 104.5],
      [[-3, 99]],
      "SIG_TRAILING_STOP",
    ],
    [
      "closes before the opening were higher",
      { trailing_stop_pct: 5 },
      [120, 105, 104],
      [[-2, 104]],
      "SIG_HELD",
    ],
    ["the rise reaches the take profit", { take_profit_pct: 10 }, [105, 110], [[-2, 100]], "SIG_TAKE_PROFIT"],
    [
      "the day of the opening has passed, and a day",
      { max_hold_days: 1 },
      [105, 106],
      [[-2, 105]],
      "SIG_HOLDING_TIME",
    ],
    ["the day of the opening has passed", { max_hold_days: 1 }, [105, 106], [[-1, 105]], "SIG_HELD"],
  ] as const)("when %s", (_, rule, closes, purchases, reason) => {
    const bars = after(closes);
    expect(signalFor(bars, { rule: { ...SMALL, ...rule }, ...held(bars, purchases) }).reason).toBe(reason);
  });

  it("waits for the first close after the opening", () => {
    const bars = after([100]);
    const now = openingOf({
      ...(bars.at(-1) ?? expect.fail("no bars")),
      startAt: addDuration(DAY_0, minutes(21 * 1440)),
    });
    const position = {
      quantity: 1,
      averagePrice: 200,
      openedAt: now,
      entries: [{ at: now, quantity: 1, price: 200 }],
    };
    const signal = signalFor(bars, { rule: { ...SMALL, stop_loss_pct: 1 }, position });
    expect(signal).toMatchObject({ action: "hold", reason: "SIG_OPENED_SINCE_NEWEST_BAR" });
  });

  it("keeps to the tighter one of stop loss and ATR stop", () => {
    const bars = after([100, 95], 0.5); // true ranges before the opening: 2 and 2
    const rule = { ...SMALL, stop_loss_pct: 4, atr_multiple: 3 };
    const both = signalFor(bars, { rule, ...held(bars, [[-2, 100]]) });
    expect(both).toMatchObject({ reason: "SIG_STOP_LOSS", indicators: { stop_loss: 96, atr_stop: 94 } });
    const tighter = signalFor(bars, { rule: { ...rule, atr_multiple: 1.5 }, ...held(bars, [[-2, 100]]) });
    expect(tighter).toMatchObject({ reason: "SIG_ATR_STOP", indicators: { stop_loss: 96, atr_stop: 97 } });
  });

  describe("with a ladder", () => {
    const rule = { ...SMALL, ladder_steps: 2, ladder_step_pct: 1 };

    it.each([
      ["buys more a percent below the last purchase", [110, 108.9], [[-2, 110]], "SIG_LADDER_STEP"],
      ["does not before", [110, 108.95], [[-2, 110]], "SIG_HELD"],
      [
        "counts from the last purchase",
        [110, 108, 107.5],
        [
          [-3, 110],
          [-1, 108],
        ],
        "SIG_HELD",
      ],
      [
        "buys its last step",
        [110, 108, 106.9],
        [
          [-3, 110],
          [-2, 108],
        ],
        "SIG_LADDER_STEP",
      ],
      [
        "has no more steps than it has",
        [112, 110, 108, 105],
        [
          [-4, 112],
          [-3, 110],
          [-2, 108],
        ],
        "SIG_HELD",
      ],
      ["buys nothing more against the trend", [100, 101, 100, 90], [[-2, 100]], "SIG_BELOW_TREND"],
    ] as const)("%s", (_, closes, purchases, reason) => {
      const bars = after(closes);
      expect(signalFor(bars, { rule, ...held(bars, purchases) }).reason).toBe(reason);
    });

    it("takes one close for one step, also where that step's order is still on its way", () => {
      const bars = after([110, 108]);
      const closedAt = barCloseAt(bars.at(-1) ?? expect.fail("no bars"), 1440);
      const lastBoughtAt = addDuration(closedAt, minutes(60));
      const signal = signalFor(bars, { rule, ...held(bars, [[-2, 110]]), lastBoughtAt });
      expect(signal.reason).toBe("SIG_HELD");
    });

    it("adds to positions, and without one does not", () => {
      expect(metricsDriven.addsToPositions?.({ ...DEFAULTS, ladder_steps: 1 })).toBe(true);
      expect(metricsDriven.addsToPositions?.(DEFAULTS)).toBe(false);
    });
  });
});

describe("the benchmark of metrics_driven", () => {
  const parameters = { ...DEFAULTS, ...SMALL, benchmark: OTHER };
  const dip = { id, parameters, bars: after([110, 105]) };
  const reasons = (benchmark: readonly number[]) => {
    const signals = signalsFor([dip, { id: OTHER, parameters, bars: after(benchmark) }]);
    return [signals.get(id)?.reason, signals.get(OTHER)?.reason];
  };

  it("lets others be bought while it lies above its own average, and is never bought itself", () => {
    expect(reasons([110, 105])).toEqual(["SIG_DIP", "SIG_BENCHMARK"]);
    expect(reasons([90, 89])).toEqual(["SIG_BENCHMARK_BELOW_TREND", "SIG_BENCHMARK"]);
  });

  it("is no rising one while its bars cannot be relied on", () => {
    expect(signalsFor([dip], [{ id: OTHER, parameters }]).get(id)?.reason).toBe("SIG_BENCHMARK_UNSEEN");
    expect(signalsFor([dip]).get(id)?.reason).toBe("SIG_BENCHMARK_UNSEEN");
  });

  it("keeps nothing from being left", () => {
    const rule = { ...parameters, stop_loss_pct: 1 };
    const { position } = held(dip.bars, [[-2, 110]]);
    if (position === undefined) return expect.fail("nothing is held");
    const one = { ...dip, parameters: rule, position };
    expect(signalsFor([one]).get(id)?.reason).toBe("SIG_STOP_LOSS");
  });

  it("must be empty or an instrument's id", () => {
    const check = (benchmark: string) => metricsDriven.checkParameters?.({ ...DEFAULTS, benchmark });
    expect([check(""), check("Etf:36590")]).toEqual([undefined, undefined]);
    expect(check("SPY")).toBe(
      'benchmark ("SPY") must be empty or name an instrument of the watchlist as Etf:36590 does',
    );
  });
});

describe("bars that metrics_driven asks for", () => {
  it.each([
    ["its longest average", {}, 200],
    ["the other average", { dip_window: 300 }, 300],
    ["a relative strength that has settled", { rsi_window: 50 }, 501],
    ["the longest holding time", { max_hold_days: 250 }, 266],
  ])("suffice for %s", (_, rule, count) => {
    expect(metricsDriven.barsRequired({ ...DEFAULTS, ...rule })).toBe(count);
  });
});

describe("metrics_driven on any prices", () => {
  const rule = {
    ...SMALL,
    atr_multiple: 1.5,
    stop_loss_pct: 5,
    trailing_stop_pct: 4,
    take_profit_pct: 9,
    ladder_steps: 3,
  };
  const closesArbitrary = fc.array(fc.integer({ min: 9_000, max: 11_000 }), { minLength: 30, maxLength: 60 });
  /** How many bars before the newest it was bought, or not at all. */
  const agesArbitrary = fc.option(fc.integer({ min: 1, max: 9 }), { nil: undefined });
  const standingOf = (bars: readonly Bar[], age: number | undefined): Standing =>
    age === undefined ? {} : held(bars, [[-age, bars.at(-age)?.open ?? NaN]]);

  it("sells only what is held, and buys more of it only with a ladder", () => {
    fc.assert(
      fc.property(closesArbitrary, agesArbitrary, (closes, age) => {
        const bars = dailyBars(closes);
        const standing = standingOf(bars, age);
        const { action } = signalFor(bars, { rule: { ...rule, ladder_steps: 0 }, ...standing });
        expect(standing.position === undefined ? ["buy", "hold"] : ["sell", "hold"]).toContain(action);
      }),
    );
  });

  it("depends on nothing but the bars it asks for", () => {
    fc.assert(
      fc.property(closesArbitrary, agesArbitrary, (closes, age) => {
        const bars = dailyBars(closes);
        const standing = { rule, ...standingOf(bars, age) };
        const needed = bars.slice(-metricsDriven.barsRequired({ ...DEFAULTS, ...rule }));
        expect(needed.length).toBeLessThan(bars.length);
        expect(signalFor(bars, standing)).toEqual(signalFor(needed, standing));
      }),
    );
  });

  it("gives the same signals in any unit of price, and finite figures", () => {
    fc.assert(
      fc.property(closesArbitrary, agesArbitrary, fc.constantFrom(1 / 1024, 4), (closes, age, unit) => {
        const [bars, others] = [
          dailyBars(closes),
          dailyBars(
            closes.map((close) => close * unit),
            0.5 * unit,
          ),
        ];
        const signal = signalFor(bars, { rule, ...standingOf(bars, age) });
        expect(signalFor(others, { rule, ...standingOf(others, age) }).reason).toBe(signal.reason);
        expect(Object.values(signal.indicators).every(Number.isFinite)).toBe(true);
      }),
    );
  });

  it("never lowers the ATR stop nor the trailing one", () => {
    fc.assert(
      fc.property(closesArbitrary, (closes) => {
        const bars = dailyBars(closes);
        const standing = standingOf(bars, 9);
        const stops = [8, 7, 6, 5, 4, 3, 2, 1, 0].map((cut) => {
          const { indicators } = signalFor(bars.slice(0, bars.length - cut), { rule, ...standing });
          return [indicators["atr_stop"] ?? NaN, indicators["trailing_stop"] ?? NaN] as const;
        });
        stops.forEach(([atr, trailing], index) => {
          const [atrBefore, trailingBefore] = stops[index - 1] ?? [-Infinity, -Infinity];
          expect(atr).toBeGreaterThanOrEqual(atrBefore);
          expect(trailing).toBeGreaterThanOrEqual(trailingBefore);
        });
      }),
    );
  });

  it("judges each instrument by itself, in whatever order they come", () => {
    fc.assert(
      fc.property(closesArbitrary, closesArbitrary, (some, others) => {
        const parameters = { ...DEFAULTS, ...rule };
        const [one, other] = [
          { id, parameters, bars: dailyBars(some) },
          { id: OTHER, parameters, bars: dailyBars(others) },
        ];
        const [alone, there, back] = [signalsFor([one]), signalsFor([one, other]), signalsFor([other, one])];
        expect(there.get(id)).toEqual(alone.get(id));
        expect(back).toEqual(there);
      }),
    );
  });
});
