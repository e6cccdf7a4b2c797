import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { drawdownFraction } from "../../../src/core/accounting/drawdown.ts";
import {
  curveOf,
  ownPerformance,
  type PerformanceFacts,
} from "../../../src/core/accounting/own-performance.ts";
import { exposureOf, openResultsOf, valueOfLots } from "../../../src/core/accounting/valuation.ts";
import { decimal, maxDecimal, ZERO } from "../../../src/core/domain/decimal.ts";
import { timestamp } from "../../../src/core/domain/time.ts";
import { entered, fill, fills, PAIR, SHARE, textOf } from "./entries.ts";

const [WEEK, DAY] = [timestamp(1000), timestamp(2000)];

const facts = (others: Partial<PerformanceFacts> = {}): PerformanceFacts => ({
  run: entered([]),
  open: [],
  day: { startAt: DAY, mark: undefined },
  week: { startAt: WEEK, mark: undefined },
  peak: undefined,
  equity: decimal("10000"),
  ...others,
});

/** Of an opening. */
const openSince = (openedAt: number, amount: string) => [
  { openedAt: timestamp(openedAt), amount: decimal(amount) },
];

const told = (others: Partial<PerformanceFacts>) => {
  const { today, week, consecutiveLosses, drawdownFraction: drawdown } = ownPerformance(facts(others));
  return { today: textOf(today), week: textOf(week), losses: consecutiveLosses, drawdown };
};

describe("how our own trading has gone", () => {
  it("is known to be nothing before the first execution", () => {
    expect(told({})).toEqual({ today: "0", week: "0", losses: 0, drawdown: 0 });
  });

  const bought = fill({ quantity: "10", price: "100", at: 500 });
  const soldThisWeek = fill({ quantity: "-4", price: "90", at: 1500 });
  const soldToday = fill({ quantity: "-3", price: "110", at: 2500 });
  const run = entered([bought, soldThisWeek, soldToday]);

  it("counts what was opened before and has lost in full where there is no mark from before", () => {
    expect(told({ run, open: openSince(500, "-60") })).toMatchObject({ today: "-60", week: "-100" });
  });

  it("lets no gain of what was opened before hide a loss where there is no mark from before", () => {
    const [older, newer] = [openSince(1999, "1000"), openSince(2500, "-600")];
    expect(told({ open: [...older, ...newer] })).toMatchObject({ today: "-600", week: "400" });
    const lost = fill({ quantity: "-3", price: "-100", at: 2600 });
    const sold = entered([bought, soldToday, lost]); // 30 gained and 600 lost, of what was bought before the week
    expect(told({ run: sold, open: older })).toMatchObject({ today: "-600", week: "400" });
  });

  it("counts what was opened in the period in full", () => {
    const today = entered([
      fill({ quantity: "10", price: "100", at: 2001 }),
      fill({ quantity: "-4", price: "110", at: 2500 }),
    ]);
    expect(told({ run: today, open: openSince(2001, "60") })).toMatchObject({ today: "100", week: "100" });
  });

  it("counts what was opened at the very instant at which the period begins", () => {
    expect(told({ open: openSince(DAY, "60") })).toMatchObject({ today: "60", week: "60" });
    expect(told({ open: openSince(DAY - 1, "60") })).toMatchObject({ today: "0", week: "60" });
    expect(told({ open: openSince(WEEK, "60") })).toMatchObject({ today: "0", week: "60" });
  });

  it("counts what was closed at the very instant at which the period begins", () => {
    const sold = (at: number) => entered([bought, fill({ quantity: "-10", price: "90", at })]);
    expect(told({ run: sold(DAY) })).toMatchObject({ today: "-100", week: "-100" });
    expect(told({ run: sold(DAY - 1) })).toMatchObject({ today: "0", week: "-100" });
  });

  it("raises the highest result with each new one", () => {
    const peakOf = (open: string, peak?: string) =>
      textOf(
        curveOf(facts({ open: openSince(500, open), peak: peak === undefined ? undefined : decimal(peak) }))
          ?.peak,
      );
    expect([peakOf("60"), peakOf("60", "50"), peakOf("60", "70"), peakOf("-60")]).toEqual([
      "60",
      "60",
      "70",
      "0",
    ]);
  });

  it("counts what has changed since the newest mark before the day and the week", () => {
    const day = { startAt: DAY, mark: { result: decimal("-80") } };
    const week = { startAt: WEEK, mark: { result: decimal("20") } };
    expect(told({ run, open: openSince(500, "-60"), day, week })).toMatchObject({
      today: "10",
      week: "-90",
    });
  });

  it("counts an execution of yesterday that is booked today", () => {
    const late = entered([bought, fill({ quantity: "-10", price: "90", at: 1999 })]);
    const mark = { result: decimal("-30") }; // the position still counted as open
    expect(told({ run: late, day: { startAt: DAY, mark } })).toMatchObject({ today: "-70" });
  });

  it("is not known while something that is open cannot be valued", () => {
    expect(told({ run, open: undefined })).toEqual({
      losses: 0,
      today: undefined,
      week: undefined,
      drawdown: undefined,
    });
  });

  it("is not known for the period in which something was closed at a result that nobody knows", () => {
    const unknown = fill({ quantity: "-4", price: "90", at: 1500, rate: "none" });
    expect(told({ run: entered([bought, unknown, soldToday]) })).toEqual({
      today: "0",
      week: undefined,
      losses: 0,
      drawdown: undefined,
    });
  });

  it("begins at nothing, so that a first loss is a drawdown", () => {
    expect(told({ run: entered(fills("10@100", "-10@90")) }).drawdown).toBe(100 / 10_100);
  });

  it("knows no drawdown of an equity that the broker does not vouch for", () => {
    expect(told({ run, equity: undefined }).drawdown).toBeUndefined();
  });

  it("measures the fall from the highest result by what the account would be worth without it", () => {
    expect(told({ peak: decimal("2500"), run })).toMatchObject({
      drawdown: 2510 / 12510,
    });
  });
});

describe("a drawdown", () => {
  const rows = [
    { result: "0", peak: "0", equity: "100", fraction: 0 },
    { result: "-25", peak: "0", equity: "75", fraction: 0.25 },
    { result: "5", peak: "30", equity: "75", fraction: 0.25 },
    { result: "40", peak: "30", equity: "75", fraction: 0 },
    { result: "-25", peak: "0", equity: "0", fraction: 1 },
    { result: "-25", peak: "0", equity: "-5", fraction: 1 },
    { result: "-25", peak: "0", equity: "9975", fraction: 0.0025 },
  ];
  for (const { result, peak, equity, fraction } of rows) {
    it(`from ${peak} to ${result} at an equity of ${equity} is ${fraction}`, () => {
      const figures = { result: decimal(result), peak: decimal(peak), equity: decimal(equity) };
      expect(drawdownFraction(figures)).toBe(fraction);
    });
  }

  it("of any series lies between 0 and 1, and is 0 at every high", () => {
    const amount = fc.integer({ min: -50_000, max: 50_000 });
    fc.assert(
      fc.property(fc.array(fc.tuple(amount, amount), { minLength: 1 }), (series) => {
        let peak = ZERO;
        for (const [units, paidIn] of series) {
          const result = decimal(String(units));
          const equity = decimal(String(units + paidIn));
          const isHigh = result.gte(peak);
          peak = maxDecimal(result, peak);
          const fraction = drawdownFraction({ result, peak, equity });
          expect(fraction >= 0 && fraction <= 1).toBe(true);
          if (isHigh) expect(fraction).toBe(0);
        }
      }),
    );
  });
});

describe("what positions are worth", () => {
  const mark = { price: decimal("120"), terms: { rate: decimal("0.5"), contractFactor: decimal("2") } };
  const lotsAfter = (...executions: readonly string[]) =>
    entered(fills(...executions)).ledger.books.get(SHARE.id)?.lots ?? [];
  const shown = (value: ReturnType<typeof valueOfLots>): readonly (string | undefined)[] => [
    value.exposure.toString(),
    textOf(value.marketValue),
    textOf(value.openProfitLoss),
  ];

  test("what is paid in full is worth its price", () => {
    expect(shown(valueOfLots(SHARE, lotsAfter("10@100"), mark))).toEqual(["1200", "1200", "200"]);
  });

  test("what is traded on margin is worth its result", () => {
    expect(shown(valueOfLots(PAIR, lotsAfter("10@100"), mark))).toEqual(["1200", "200", "200"]);
  });

  test("what is short loses when the price rises", () => {
    expect(shown(valueOfLots(PAIR, lotsAfter("-10@100"), mark))).toEqual(["-1200", "-200", "-200"]);
  });

  test("what nobody knows the price of a part of has no result, and its worth all the same", () => {
    const [lot] = lotsAfter("10@100");
    const unpriced = { quantity: decimal("5"), openedAt: timestamp(2) };
    const value = valueOfLots(SHARE, lot === undefined ? [] : [lot, unpriced], mark);
    expect(shown(value)).toEqual(["1800", "1800", undefined]);
    expect(value.openResults).toBeUndefined();
  });

  test("exposures add up without their signs, and with them", () => {
    const { gross, net } = exposureOf([{ exposure: decimal("1200") }, { exposure: decimal("-500") }]);
    expect([gross.toString(), net.toString()]).toEqual(["1700", "700"]);
  });

  test("one unknown result leaves all of them unknown", () => {
    const value = valueOfLots(SHARE, lotsAfter("10@100"), mark);
    const amounts = openResultsOf([value, value])?.map(({ openedAt, amount }) => [openedAt, textOf(amount)]);
    expect(amounts).toEqual([
      [1, "200"],
      [1, "200"],
    ]);
    expect(openResultsOf([value, undefined])).toBeUndefined();
    expect(openResultsOf([value, { exposure: ZERO }])).toBeUndefined();
    expect(openResultsOf([])).toEqual([]);
  });
});
