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
  it.each<[string, SimulatedInstrument, BarMinutes, string]>([
    ["of a minute", US500, 1, "2026-11-20T15:04:00"],
    ["of two minutes, over the edge of a session", US500, 2, "2026-11-20T15:06:00"],
    ["of three minutes, over the edge of a session", US500, 3, "2026-11-20T15:06:00"],
    ["of ten minutes", US500, 10, "2026-11-20T15:10:00"],
    ["of an hour", US500, 60, "2026-11-20T15:00:00"],
    ["of the hour in which the exchange opens", AAPL, 60, "2026-11-20T15:00:00"],
    ["of three hours over a half day's close", AAPL, 180, "2026-11-27T18:00:00"],
    ["of five minutes cut short by the evening break", EURUSD, 5, "2026-07-07T21:00:00"],
    ["of five minutes begun late by the evening break", EURUSD, 5, "2026-07-07T21:05:00"],
    ["of an hour with the evening break in it", EURUSD, 60, "2026-07-07T21:00:00"],
    ["of two hours with the evening break in them", EURUSD, 120, "2026-07-07T22:00:00"],
  ])("%s are what the quotes of their seconds show", (_, listed, barMinutes, endsAt) => {
    const [bar] = market.bars(listed, { barMinutes, count: 1 }, timestamp(at(endsAt) - 1));
    const interval = { startAt: at(endsAt) - barMinutes * MINUTE, endAt: at(endsAt) };
    expect(bar?.startAt).toBe(interval.startAt);
    expect(bar && pricesOf(bar)).toEqual(barFromQuotes(market, listed, interval));
  });

  it("of every horizon join those of a shorter one", () => {
    const shorterOf = (barMinutes: BarMinutes): BarMinutes =>
      BAR_HORIZONS_MINUTES.findLast((shorter) => shorter < barMinutes && barMinutes % shorter === 0) ?? 1;
    fc.assert(
      fc.property(instrument, horizon, instant, (listed, barMinutes, now) => {
        const shorter = shorterOf(barMinutes);
        for (const bar of market.bars(listed, { barMinutes, count: 3 }, now)) {
          const endsAt = timestamp(bar.startAt + barMinutes * MINUTE - 1);
          const query = { barMinutes: shorter, count: 1200, from: bar.startAt, upTo: endsAt };
          const parts = market.bars(listed, query, now);
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

  it("never change once they are complete", () => {
    const later = fc.integer({ min: 0, max: 30 * 1440 * MINUTE });
    fc.assert(
      fc.property(instrument, horizon, instant, later, (listed, barMinutes, now, delay) => {
        const isComplete = ({ startAt }: MarketBar): boolean => startAt + barMinutes * MINUTE <= now;
        const seen = market.bars(listed, { barMinutes, count: 5 }, now).filter(isComplete);
        const newest = seen.at(-1);
        if (newest === undefined) return;
        const query = { barMinutes, count: seen.length, upTo: newest.startAt };
        expect(market.bars(listed, query, timestamp(now + delay))).toEqual(seen);
      }),
    );
  });

  it("make sense, ascend by whole multiples of their length, and number as many as asked for", () => {
    fc.assert(
      fc.property(
        instrument,
        horizon,
        instant,
        fc.integer({ min: 1, max: 20 }),
        (listed, barMinutes, now, count) => {
          const bars = market.bars(listed, { barMinutes, count }, now);
          expect(bars).toHaveLength(count);
          bars.forEach((bar, index) => {
            expect(bar.startAt % (barMinutes * MINUTE)).toBe(0);
            expect(bar.startAt).toBeGreaterThan(bars[index - 1]?.startAt ?? -Infinity);
            expect(bar.low).toBeLessThanOrEqual(Math.min(bar.open, bar.close));
            expect(bar.high).toBeGreaterThanOrEqual(Math.max(bar.open, bar.close));
          });
        },
      ),
    );
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
      "11-25T18:00",
      "11-25T20:00",
      "11-27T14:00",
      "11-27T16:00",
      "11-30T14:00",
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
