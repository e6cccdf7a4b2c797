import { describe, expect, it } from "vitest";
import { instrument } from "../../../src/core/domain/instrument.ts";
import { timestamp, type Timestamp } from "../../../src/core/domain/time.ts";
import { buyAndHold } from "../../../src/core/strategy/buy-and-hold.ts";
import type { OwnPosition } from "../../../src/core/strategy/contract.ts";
import { coreDca } from "../../../src/core/strategy/core-dca.ts";
import { movingAverage } from "../../../src/core/strategy/moving-average.ts";
import { barsFromOpening, sp500Days } from "./real-history.ts";

const { id } = instrument("CfdOnIndex", 4913);
const days = sp500Days();
const bars = barsFromOpening(days);
const ZONE = { barMinutes: 1440, timeZone: "America/New_York", unseen: [], memory: undefined } as const;

/** Noon of a day in New York, whose own bar is still forming. */
const noonOf = (date: string): Timestamp =>
  timestamp(
    Temporal.PlainDate.from(date).toZonedDateTime({
      timeZone: ZONE.timeZone,
      plainTime: Temporal.PlainTime.from("12:00"),
    }).epochMilliseconds,
  );

describe("moving_average on the S&P 500", () => {
  const parameters = { short_window: 50, long_window: 200, threshold_bps: 0, cooldown_bars: 0 };
  const signals = days.flatMap(({ date }, index) => {
    const closed = bars.slice(Math.max(0, index + 1 - movingAverage.barsRequired(parameters)), index + 1);
    const view = { ...ZONE, now: noonOf(date), instruments: [{ id, parameters, bars: closed }] };
    const action = movingAverage.evaluate(view).signals.get(id)?.action;
    return action === "hold" ? [] : [`${date} ${action}`];
  });

  // reckoned with exact fractions, by the closes of the data set
  it("crosses with fifty and two hundred days where the two averages are known to have crossed", () => {
    expect(signals).toEqual([
      "2000-10-30 sell",
      "2003-05-14 buy",
      "2004-08-18 sell",
      "2004-11-05 buy",
      "2006-07-19 sell",
      "2006-09-12 buy",
      "2007-12-21 sell",
      "2009-06-23 buy",
      "2010-07-02 sell",
      "2010-10-22 buy",
      "2011-08-12 sell",
      "2012-01-31 buy",
      "2015-08-28 sell",
      "2015-12-21 buy",
      "2016-01-11 sell",
      "2016-04-25 buy",
      "2018-12-07 sell",
      "2019-04-01 buy",
      "2020-03-30 sell",
    ]);
  });
});

/** Asks once a day of trading, and buys when it says so. */
function purchases(
  decide: (now: Timestamp, lastBoughtAt: Timestamp | undefined) => string | undefined,
): string[] {
  const bought: string[] = [];
  let lastBoughtAt: Timestamp | undefined;
  for (const { date } of days) {
    const now = noonOf(date);
    if (decide(now, lastBoughtAt) !== "buy") continue;
    bought.push(date);
    lastBoughtAt = now;
  }
  return bought;
}

describe("core_dca over the trading days of New York", () => {
  const parameters = { weekly_budget: 500, weekday: "monday" as const, weight: 1 };
  const dates = purchases((now, lastBoughtAt) => {
    const known = lastBoughtAt === undefined ? {} : { lastBoughtAt };
    const instruments = [{ id, parameters, bars: bars.slice(0, 1), ...known }];
    return coreDca.evaluate({ ...ZONE, now, instruments }).signals.get(id)?.action;
  });

  it("buys on the first of each week, 1,059 times in twenty years", () => {
    const weeks = new Map<string, string>();
    for (const { date } of days) {
      const day = Temporal.PlainDate.from(date);
      const monday = day.subtract({ days: day.dayOfWeek - 1 }).toString();
      if (!weeks.has(monday)) weeks.set(monday, date);
    }
    expect(dates).toEqual([...weeks.values()]);
    expect(dates).toHaveLength(1059);
  });

  it("buys on another day than Monday where Monday was a holiday, or a storm", () => {
    const others = dates.filter(
      (date) => date.startsWith("2012") && Temporal.PlainDate.from(date).dayOfWeek !== 1,
    );
    expect(others).toEqual([
      "2012-01-03", // New Year's Day
      "2012-01-17", // Martin Luther King
      "2012-02-21", // Presidents' Day
      "2012-05-29", // Memorial Day
      "2012-09-04", // Labor Day
      "2012-10-31", // Hurricane Sandy
    ]);
  });
});

describe("buy_and_hold", () => {
  it("buys on the first day of twenty years, and never again", () => {
    const position = (openedAt: Timestamp): OwnPosition => ({
      quantity: 1,
      averagePrice: 1455.22,
      openedAt,
      entries: [{ at: openedAt, quantity: 1, price: 1455.22 }],
    });
    const dates = purchases((now, lastBoughtAt) => {
      const known = lastBoughtAt === undefined ? {} : { lastBoughtAt, position: position(lastBoughtAt) };
      const instruments = [{ id, parameters: { buy_again: false }, bars: bars.slice(0, 1), ...known }];
      return buyAndHold.evaluate({ ...ZONE, now, instruments }).signals.get(id)?.action;
    });
    expect(dates).toEqual(["2000-01-03"]);
  });
});
