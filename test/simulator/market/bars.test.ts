import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { BAR_HORIZONS_MINUTES } from "../../../src/core/domain/market-data.ts";
import type { BarMinutes } from "../../../src/core/domain/market-data.ts";
import type { Timestamp } from "../../../src/core/domain/time.ts";
import { isoFromTimestamp, timestamp } from "../../../src/core/domain/time.ts";
import { AAPL, EURUSD, US500 } from "../../../src/simulator/market/instruments.ts";
import { createMarket } from "../../../src/simulator/market/market.ts";
import type { MarketBar, SimulatedInstrument } from "../../../src/simulator/market/types.ts";
import { at } from "./instants.ts";
import { barFromQuotes, merged, pricesOf } from "./reference-bars.ts";

const market = createMarket({ seed: 11, anchor: 5_970_000 });
const MINUTE = 60_000;

const horizon = fc.constantFrom(...BAR_HORIZONS_MINUTES);
const instrument = fc.constantFrom(US500, AAPL, EURUSD);
const instant = fc.integer({ min: at("2024-01-01T00:00:00"), max: at("2029-01-01T00:00:00") }).map(timestamp);

const starts = (bars: readonly MarketBar[]): string[] =>
  bars.map(({ startAt }) => isoFromTimestamp(startAt).slice(5, 16));

describe("bars", () => {
  it.each<[string, SimulatedInstrument, BarMinutes, string, string]>([
    ["of a minute", US500, 1, "2026-11-20T15:03:00", "2026-11-20T15:04:00"],
    [
      "of two minutes, over the edge of a replayed session",
      US500,
      2,
      "2026-11-20T15:04:00",
      "2026-11-20T15:06:00",
    ],
    [
      "of three minutes, over the edge of a replayed session",
      US500,
      3,
      "2026-11-20T15:03:00",
      "2026-11-20T15:06:00",
    ],
    ["of ten minutes", US500, 10, "2026-11-20T15:00:00", "2026-11-20T15:10:00"],
    ["of an hour", US500, 60, "2026-11-20T14:00:00", "2026-11-20T15:00:00"],
    ["of the first hour of an exchange", AAPL, 60, "2026-11-20T14:30:00", "2026-11-20T15:30:00"],
    ["of the last hour of an exchange", AAPL, 60, "2026-11-20T20:30:00", "2026-11-20T21:00:00"],
    [
      "of three hours cut short by a half day's close",
      AAPL,
      180,
      "2026-11-27T17:30:00",
      "2026-11-27T18:00:00",
    ],
    ["of an exchange's day", AAPL, 1440, "2026-11-27T14:30:00", "2026-11-27T18:00:00"],
    [
      "of five minutes cut short by the evening break",
      EURUSD,
      5,
      "2026-07-07T20:55:00",
      "2026-07-07T20:59:00",
    ],
    [
      "of five minutes begun late by the evening break",
      EURUSD,
      5,
      "2026-07-07T21:04:00",
      "2026-07-07T21:05:00",
    ],
    ["of the hour before the evening break", EURUSD, 60, "2026-07-07T20:00:00", "2026-07-07T20:59:00"],
    [
      "of two hours begun late by the evening break",
      EURUSD,
      120,
      "2026-07-07T21:04:00",
      "2026-07-07T22:00:00",
    ],
  ])("%s are what the quotes of their seconds show", (_, listed, barMinutes, startsAt, endsAt) => {
    const [bar] = market.bars(listed, { barMinutes, count: 1 }, timestamp(at(endsAt) - 1));
    const interval = { startAt: at(startsAt), endAt: at(endsAt) };
    expect(bar?.startAt).toBe(interval.startAt);
    expect(bar && pricesOf(bar)).toEqual(barFromQuotes(market, listed, interval));
  });

  it("of every horizon join those of a shorter one", () => {
    const shorterOf = (barMinutes: BarMinutes): BarMinutes =>
      BAR_HORIZONS_MINUTES.findLast((shorter) => shorter < barMinutes && barMinutes % shorter === 0) ?? 1;
    fc.assert(
      fc.property(instrument, horizon, instant, (listed, barMinutes, now) => {
        const bars = market.bars(listed, { barMinutes, count: 3 }, now);
        for (const [index, bar] of bars.entries()) {
          const upTo = timestamp((bars[index + 1]?.startAt ?? now + 1) - 1);
          const query = { barMinutes: shorterOf(barMinutes), count: 1200, from: bar.startAt, upTo };
          const parts = market.bars(listed, query, now);
          expect(parts[0]?.startAt).toBe(bar.startAt);
          expect(pricesOf(bar)).toEqual(merged(parts));
          expect(bar.volume).toBe(parts.reduce((sum, { volume }) => sum + volume, 0));
        }
      }),
    );
  });

  it("end with the one forming, which holds the prices up to this second and no later one", () => {
    fc.assert(
      fc.property(
        instrument,
        fc.constantFrom<BarMinutes>(1, 3, 5, 15, 60),
        instant,
        (listed, barMinutes, now) => {
          const [bar] = market.bars(listed, { barMinutes, count: 1 }, now);
          const startAt = bar?.startAt ?? NaN;
          const endAt = Math.min(now + 1, startAt + barMinutes * MINUTE);
          expect(startAt).toBeLessThanOrEqual(now);
          expect(bar && pricesOf(bar)).toEqual(barFromQuotes(market, listed, { startAt, endAt }));
          if (market.isOpen(listed, now)) expect(startAt + barMinutes * MINUTE).toBeGreaterThan(now);
        },
      ),
      { numRuns: 40 },
    );
  });

  it("never change once the next one has begun", () => {
    const later = fc.integer({ min: 0, max: 30 * 1440 * MINUTE });
    fc.assert(
      fc.property(instrument, horizon, instant, later, (listed, barMinutes, now, delay) => {
        const seen = market.bars(listed, { barMinutes, count: 5 }, now).slice(0, -1);
        const query = { barMinutes, count: seen.length, upTo: seen.at(-1)?.startAt ?? now };
        expect(market.bars(listed, query, timestamp(now + delay))).toEqual(seen);
      }),
    );
  });

  it("make sense, ascend, begin while the market trades, and number as many as asked for", () => {
    const counts = fc.integer({ min: 1, max: 20 });
    fc.assert(
      fc.property(instrument, horizon, instant, counts, (listed, barMinutes, now, count) => {
        const bars = market.bars(listed, { barMinutes, count }, now);
        expect(bars).toHaveLength(count);
        bars.forEach((bar, index) => {
          expect(market.isOpen(listed, bar.startAt)).toBe(true);
          expect(bar.startAt).toBeGreaterThan(bars[index - 1]?.startAt ?? -Infinity);
          expect(bar.low).toBeLessThanOrEqual(Math.min(bar.open, bar.close));
          expect(bar.high).toBeGreaterThanOrEqual(Math.max(bar.open, bar.close));
        });
      }),
    );
  });

  it.each<[string, SimulatedInstrument, BarMinutes, string, string[]]>([
    [
      "an exchange's hours from its opening",
      AAPL,
      60,
      "2026-11-20T17:00:00",
      ["11-20T14:30", "11-20T15:30", "11-20T16:30"],
    ],
    ["them in summer", AAPL, 60, "2026-07-07T15:00:00", ["07-06T19:30", "07-07T13:30", "07-07T14:30"]],
    [
      "an exchange's days with its opening",
      AAPL,
      1440,
      "2026-11-30T15:00:00",
      ["11-25T14:30", "11-27T14:30", "11-30T14:30"],
    ],
    [
      "weeks with their first session",
      AAPL,
      10080,
      "2026-09-10T15:00:00",
      ["08-24T13:30", "08-31T13:30", "09-08T13:30"],
    ],
    [
      "months with their first session",
      AAPL,
      43200,
      "2026-11-20T15:00:00",
      ["09-01T13:30", "10-01T13:30", "11-02T14:30"],
    ],
    [
      "quarters with their first session",
      AAPL,
      129600,
      "2026-11-20T15:00:00",
      ["04-01T13:30", "07-01T13:30", "10-01T13:30"],
    ],
    [
      "years with their first session",
      AAPL,
      518400,
      "2026-11-20T15:00:00",
      ["01-02T14:30", "01-02T14:30", "01-02T14:30"],
    ],
    [
      "hours of currencies from midnight in UTC",
      EURUSD,
      60,
      "2026-07-07T22:30:00",
      ["07-07T20:00", "07-07T21:04", "07-07T22:00"],
    ],
    [
      "five hours of currencies from midnight in UTC",
      EURUSD,
      300,
      "2026-07-08T04:00:00",
      ["07-07T20:00", "07-07T21:04", "07-08T00:00"],
    ],
    [
      "days of currencies with the evening before",
      EURUSD,
      1440,
      "2026-07-07T15:00:00",
      ["07-02T21:04", "07-05T19:04", "07-06T21:04"],
    ],
    [
      "weeks of currencies on Monday in Sydney",
      EURUSD,
      10080,
      "2026-07-07T15:00:00",
      ["06-21T19:04", "06-28T19:04", "07-05T19:04"],
    ],
    [
      "months of currencies with their first trading day",
      EURUSD,
      43200,
      "2026-07-07T15:00:00",
      ["04-30T21:04", "05-31T19:04", "06-30T21:04"],
    ],
    [
      "five hours around the clock from midnight in UTC",
      US500,
      300,
      "2026-11-20T01:00:00",
      ["11-19T15:00", "11-19T20:00", "11-20T00:00"],
    ],
    [
      "weeks around the clock on Mondays",
      US500,
      10080,
      "2026-11-20T01:00:00",
      ["11-02T00:00", "11-09T00:00", "11-16T00:00"],
    ],
    [
      "months around the clock on the first",
      US500,
      43200,
      "2026-03-20T01:00:00",
      ["01-01T00:00", "02-01T00:00", "03-01T00:00"],
    ],
  ])("begin %s", (_, listed, barMinutes, now, expected) => {
    expect(starts(market.bars(listed, { barMinutes, count: 3 }, at(now)))).toEqual(expected);
  });

  it("are the newest ones starting no later than a given instant, itself included", () => {
    const query = { barMinutes: 5, count: 2, upTo: at("2026-11-20T15:00:00") } as const;
    expect(starts(market.bars(US500, query, at("2026-11-20T18:00:00")))).toEqual([
      "11-20T14:55",
      "11-20T15:00",
    ]);
  });

  it("are the first ones starting no earlier than a given instant, itself included", () => {
    const now = at("2026-11-20T18:00:00");
    const query = { barMinutes: 60, count: 2, from: at("2026-11-20T15:00:00") } as const;
    expect(starts(market.bars(US500, query, now))).toEqual(["11-20T15:00", "11-20T16:00"]);
    const inside = { ...query, from: at("2026-11-20T15:00:01") };
    expect(starts(market.bars(US500, inside, now))).toEqual(["11-20T16:00", "11-20T17:00"]);
  });

  it("leave out nights, weekends and holidays", () => {
    const query = { barMinutes: 120, count: 5 } as const;
    expect(starts(market.bars(AAPL, query, at("2026-11-30T15:00:00")))).toEqual([
      "11-25T18:30",
      "11-25T20:30",
      "11-27T14:30",
      "11-27T16:30",
      "11-30T14:30",
    ]);
  });

  it("begin with the year 2000", () => {
    const now: Timestamp = at("2000-01-03T12:00:00");
    expect(starts(market.bars(US500, { barMinutes: 1440, count: 1200 }, now))).toEqual([
      "01-01T00:00",
      "01-02T00:00",
      "01-03T00:00",
    ]);
    expect(market.bars(US500, { barMinutes: 1440, count: 10 }, at("1999-12-31T12:00:00"))).toEqual([]);
  });

  it("count the shares of stocks and of nothing else", () => {
    const now = at("2026-11-20T18:00:00");
    const volumes = (listed: SimulatedInstrument): number[] =>
      market.bars(listed, { barMinutes: 5, count: 3 }, now).map(({ volume }) => volume);
    expect(volumes(AAPL).every((volume) => volume > 0)).toBe(true);
    expect(volumes(US500)).toEqual([0, 0, 0]);
    expect(volumes(EURUSD)).toEqual([0, 0, 0]);
  });
});
