import { describe, expect, it } from "vitest";
import type { InstrumentId } from "../../../src/core/domain/instrument.ts";
import type { Timestamp } from "../../../src/core/domain/time.ts";
import type { Signal } from "../../../src/core/strategy/contract.ts";
import {
  barsFromMidnight,
  barsFromOpening,
  sp500Days,
  stockMonths,
  weekdaysOf,
  type Day,
} from "./real-history.ts";
import { at, held, RULE, shareId, signalsAt } from "./rotation-view.ts";

const days = sp500Days();
const INDEX = shareId(500);
/** The middle of a month in New York. */
const middleOf = (month: string): Timestamp => at(`${month}-15T17:00:00Z`);
const twoDigits = (number: unknown): string => Number(number).toFixed(2);

describe("twelve-month momentum of the S&P 500, the last month left out", () => {
  // closes at the end of March a year before and of March, from the data set by hand
  it.each([
    ["2001-05", "1498.58", "1160.33", "-22.57"],
    ["2002-05", "1160.33", "1147.39", "-1.12"],
    ["2003-05", "1147.39", "848.18", "-26.08"],
    ["2004-05", "848.18", "1126.21", "32.78"],
    ["2005-05", "1126.21", "1180.59", "4.83"],
    ["2006-05", "1180.59", "1294.87", "9.68"],
    ["2007-05", "1294.87", "1420.86", "9.73"],
    ["2008-05", "1420.86", "1322.70", "-6.91"],
    ["2009-05", "1322.70", "797.87", "-39.68"],
    ["2010-05", "797.87", "1169.43", "46.57"],
    ["2011-05", "1169.43", "1325.83", "13.37"],
    ["2012-05", "1325.83", "1408.47", "6.23"],
    ["2013-05", "1408.47", "1569.19", "11.41"],
    ["2014-05", "1569.19", "1872.34", "19.32"],
    ["2015-05", "1872.34", "2067.89", "10.44"],
    ["2016-05", "2067.89", "2059.74", "-0.39"],
    ["2017-05", "2059.74", "2362.72", "14.71"],
    ["2018-05", "2362.72", "2640.87", "11.77"],
    ["2019-05", "2640.87", "2834.40", "7.33"],
  ])("in %s is that from %s to %s: %s %%", (month, first, last, momentum) => {
    for (const bars of [barsFromOpening(days), barsFromMidnight(days)]) {
      const signal = signalsAt({ now: middleOf(month), histories: new Map([[INDEX, bars]]) }).get(INDEX);
      const { first_close, last_close, momentum_pct } = signal?.indicators ?? {};
      expect([first_close, last_close, momentum_pct].map(twoDigits)).toEqual([first, last, momentum]);
      expect(signal?.action).toBe(Number(momentum) > 0 ? "target" : "hold");
    }
  });

  it("in every month is that of the month-end closes, found from the dates as text", () => {
    const monthEnds = new Map(days.map(({ date, close }) => [date.slice(0, 7), close]));
    const months = [...monthEnds.keys()];
    const bars = barsFromOpening(days);
    let compared = 0;
    for (const [index, month] of months.entries()) {
      const [first, last] = [months[index - 14], months[index - 2]];
      const { momentum_pct } =
        signalsAt({ now: middleOf(month), histories: new Map([[INDEX, bars]]) }).get(INDEX)?.indicators ?? {};
      if (first === undefined || last === undefined) {
        expect(momentum_pct).toBeUndefined();
        continue;
      }
      const expected = ((monthEnds.get(last) ?? 0) / (monthEnds.get(first) ?? 0) - 1) * 100;
      expect(momentum_pct).toBeCloseTo(expected, 7);
      compared += 1;
    }
    expect(compared).toBe(230);
  });
});

const SYMBOLS = ["AAPL", "AMZN", "GOOG", "IBM", "MSFT"] as const;
type Symbol = (typeof SYMBOLS)[number];
const idOf = (symbol: Symbol): InstrumentId => shareId(SYMBOLS.indexOf(symbol) + 1);
const prices = stockMonths();
const daily = (symbol: Symbol): readonly Day[] =>
  [...(prices.get(symbol) ?? [])].flatMap(([month, price]) => weekdaysOf(month, price));
const histories = new Map(SYMBOLS.map((symbol) => [idOf(symbol), barsFromOpening(daily(symbol))]));

const targetsIn = (signals: ReadonlyMap<InstrumentId, Signal>): readonly Symbol[] =>
  SYMBOLS.filter((symbol) => signals.get(idOf(symbol))?.action === "target");

describe("a rotation among five shares", () => {
  // momentum in percent, from the prices of the data set by hand; the two best above zero are held
  it.each([
    ["2008-01", "AMZN 124.5, AAPL 98.8, GOOG 42.9, IBM 16.0, MSFT 16.0", "AAPL AMZN"],
    ["2008-02", "AMZN 134.8, AAPL 133.5, GOOG 50.2, MSFT 20.9, IBM 12.8", "AAPL AMZN"],
    ["2008-03", "AMZN 106.3, AAPL 57.9, GOOG 12.5, IBM 9.6, MSFT 7.1", "AAPL AMZN"],
    ["2008-04", "AMZN 64.7, AAPL 47.8, IBM 24.3, GOOG 4.8, MSFT -2.1", "AAPL AMZN"],
    ["2008-05", "AMZN 79.2, AAPL 54.5, IBM 24.0, MSFT 3.3, GOOG -3.9", "AAPL AMZN"],
    ["2008-06", "AAPL 74.3, AMZN 28.2, GOOG 21.8, IBM 19.8, MSFT -3.4", "AAPL AMZN"],
    ["2008-07", "AAPL 55.7, IBM 23.2, AMZN 18.1, GOOG 17.7, MSFT -6.4", "AAPL IBM"],
    ["2008-08", "AAPL 37.2, IBM 14.3, AMZN 7.2, GOOG 0.7, MSFT -5.3", "AAPL IBM"],
    ["2008-09", "AAPL 20.6, IBM 17.4, AMZN -2.8, GOOG -7.1, MSFT -10.0", "AAPL IBM"],
    ["2008-10", "AAPL 22.4, IBM 5.9, AMZN 1.1, MSFT -3.6, GOOG -10.1", "AAPL IBM"],
    ["2008-11", "IBM 0.8, MSFT -8.1, AMZN -21.9, AAPL -25.9, GOOG -29.4", "IBM"],
    ["2008-12", "IBM -18.7, AMZN -35.8, MSFT -38.4, AAPL -43.4, GOOG -49.2", ""],
    ["2009-01", "IBM -21.1, MSFT -38.7, AAPL -49.1, AMZN -52.8, GOOG -57.7", ""],
    ["2009-04", "AMZN 0.5, IBM -17.6, GOOG -28.3, AAPL -28.6, MSFT -39.4", "AMZN"],
    ["2009-07", "AMZN -4.4, IBM -16.2, MSFT -24.4, AAPL -28.0, GOOG -28.8", ""],
    ["2009-11", "AAPL 63.1, AMZN 28.3, GOOG 23.8, IBM 4.4, MSFT -1.1", "AAPL AMZN"],
  ])("in %s ranks %s and holds %s", (month, ranking, chosen) => {
    const signals = signalsAt({ now: middleOf(month), histories });
    const ranked = SYMBOLS.toSorted(
      (a, b) =>
        (signals.get(idOf(a))?.indicators["rank"] ?? 0) - (signals.get(idOf(b))?.indicators["rank"] ?? 0),
    );
    const shown = ranked.map(
      (symbol) => `${symbol} ${signals.get(idOf(symbol))?.indicators["momentum_pct"]?.toFixed(1) ?? "?"}`,
    );
    expect(shown.join(", ")).toBe(ranking);
    expect(targetsIn(signals).join(" ")).toBe(chosen);
    for (const symbol of targetsIn(signals)) {
      expect(signals.get(idOf(symbol))).toMatchObject({ action: "target", weight: 0.5, tolerance: 0.02 });
    }
  });

  it("over nine years holds what a slow reckoning by monthly prices holds, and sells the others", () => {
    const months = [...(prices.get("IBM") ?? new Map<string, number>()).keys()];
    let owned: readonly Symbol[] = [];
    let [rotations, monthsInCash] = [0, 0];
    for (const [index, month] of months.entries()) {
      const [first = "", last = ""] = [months[index - 14], months[index - 2]];
      const returns = SYMBOLS.flatMap((symbol) => {
        const [from, to] = [prices.get(symbol)?.get(first), prices.get(symbol)?.get(last)];
        return from === undefined || to === undefined ? [] : [{ symbol, gain: to / from - 1 }];
      }).sort((a, b) => b.gain - a.gain);
      const expected = returns.filter(({ gain }, rank) => rank < 2 && gain > 0).map(({ symbol }) => symbol);
      const signals = signalsAt({
        now: middleOf(month),
        histories,
        standings: new Map(owned.map((symbol) => [idOf(symbol), held(at("2001-01-01T00:00:00Z"))])),
      });
      expect([month, targetsIn(signals)]).toEqual([month, expected.sort()]);
      const sold = SYMBOLS.filter((symbol) => signals.get(idOf(symbol))?.action === "sell");
      expect([month, sold]).toEqual([month, owned.filter((symbol) => !expected.includes(symbol))]);
      if (sold.length > 0) rotations += 1;
      if (index >= 14 && expected.length === 0) monthsInCash += 1;
      owned = expected;
    }
    expect({ rotations, monthsInCash }).toEqual({ rotations: 25, monthsInCash: 10 });
  });

  it("does not rank a share before it has thirteen months, and ranks the others all the same", () => {
    // Google's shares begin in August 2004: its twelfth monthly return ends with August 2005
    expect(signalsAt({ now: middleOf("2005-09"), histories }).get(idOf("GOOG"))).toEqual({
      action: "hold",
      reason: "SIG_TOO_FEW_MONTHS",
      indicators: { until_month: 200507, bars: 293 },
    });
    expect(signalsAt({ now: middleOf("2005-10"), histories }).get(idOf("GOOG"))).toMatchObject({
      action: "target",
      indicators: { until_month: 200508, ranked: 5 },
    });
  });

  it("keeps a share up to the margin, and turns over less", () => {
    const standings = new Map([[idOf("AMZN"), held(at("2008-01-03T00:00:00Z"))]]);
    const shown = { now: middleOf("2008-07"), histories, standings };
    expect(targetsIn(signalsAt(shown))).toEqual(["AAPL", "IBM"]);
    expect(targetsIn(signalsAt({ ...shown, rule: { ...RULE, exit_margin: 1 } }))).toEqual(["AAPL", "AMZN"]);
  });
});
