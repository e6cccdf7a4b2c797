import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { assert } from "../../../src/core/domain/assert.ts";
import { decimal } from "../../../src/core/domain/decimal.ts";
import { isoFromTimestamp, timestamp } from "../../../src/core/domain/time.ts";
import { AAPL, EURUSD, US500, syntheticIndex } from "../../../src/simulator/market/instruments.ts";
import { createMarket } from "../../../src/simulator/market/market.ts";
import type { SimulatedInstrument } from "../../../src/simulator/market/types.ts";
import { at } from "./instants.ts";

const market = createMarket({ seed: 11, anchor: 5_970_000 });
const indexSeven = syntheticIndex(100_007);
assert(indexSeven !== undefined, "the seventh synthetic index exists");

const listed = fc.constantFrom(US500, AAPL, EURUSD, indexSeven);
const instant = fc.integer({ min: at("1975-01-01T00:00:00"), max: at("2150-01-01T00:00:00") }).map(timestamp);

describe("a quote", () => {
  it.each<[SimulatedInstrument, string]>([
    [US500, "0.4"],
    [AAPL, "0.02"],
    [EURUSD, "0.00012"],
  ])("has its spread around the mid", (instrument, spread) => {
    const { bid, ask, mid } = market.quote(instrument, at("2026-11-20T15:03:17"));
    expect(ask.minus(bid).toString()).toBe(spread);
    expect(bid.plus(ask).toString()).toBe(mid.times(decimal("2")).toString());
  });

  it("stays within its bounds at any instant", () => {
    const bounds = new Map([
      [US500.id, [666, 3394]],
      [AAPL.id, [112, 782]],
      [EURUSD.id, [1.05, 1.25]],
      [indexSeven.id, [283, 5853]],
    ]);
    fc.assert(
      fc.property(listed, instant, (instrument, now) => {
        const mid = Number(market.quote(instrument, now).mid.toString());
        const [lowest = NaN, highest = NaN] = bounds.get(instrument.id) ?? [];
        expect(mid).toBeGreaterThan(lowest);
        expect(mid).toBeLessThan(highest);
      }),
    );
  });

  it("says since when its price stands", () => {
    fc.assert(
      fc.property(listed, instant, (instrument, now) => {
        const { mid, updatedAt } = market.quote(instrument, now);
        expect(updatedAt).toBeLessThanOrEqual(now);
        expect(updatedAt % 1000).toBe(0);
        expect(market.quote(instrument, updatedAt)).toMatchObject({ mid, updatedAt, marketState: "Open" });
        const before = timestamp(updatedAt - 1);
        const isFirstOfSlot = updatedAt % 300_000 === 0;
        if (!isFirstOfSlot && market.isOpen(instrument, before)) {
          expect(market.quote(instrument, before).mid.toString()).not.toBe(mid.toString());
        }
      }),
    );
  });

  it("stays at the close while the exchange is closed", () => {
    const closing = market.quote(AAPL, at("2026-11-27T17:59:59"));
    expect(closing.marketState).toBe("Open");
    const { updatedAt } = closing;
    for (const [now, marketState] of [
      ["2026-11-27T18:00:00", "PostMarket"],
      ["2026-11-28T12:00:00", "Closed"],
      ["2026-11-30T09:00:00", "PreMarket"],
    ] as const) {
      expect(market.quote(AAPL, at(now))).toEqual({ ...closing, marketState, updatedAt });
      expect(market.isOpen(AAPL, at(now))).toBe(false);
    }
    expect(isoFromTimestamp(market.quote(AAPL, at("2026-11-30T14:30:00")).updatedAt)).toBe(
      "2026-11-30T14:30:00.000Z",
    );
  });

  it("moves nearly every second while the market is open", () => {
    const start = at("2026-11-20T15:00:00");
    const changes = new Set<number>();
    for (let second = 0; second < 300; second++) {
      changes.add(market.quote(US500, timestamp(start + second * 1000)).updatedAt);
    }
    expect(changes.size).toBeGreaterThan(280);
  });
});

describe("the statistics of a day", () => {
  it("run from the first price of the UTC day to the current one", () => {
    const now = at("2026-11-20T15:03:17");
    const [before, today] = market.bars(AAPL, { barMinutes: 1440, count: 2 }, now);
    const day = market.dayStatistics(AAPL, now);
    expect(day.last).toEqual(market.quote(AAPL, now).mid);
    expect(day.open).toEqual(market.quote(AAPL, at("2026-11-20T14:30:00")).mid);
    expect(day.previousClose).toEqual(market.quote(AAPL, at("2026-11-19T22:00:00")).mid);
    expect(Number(day.previousClose.toString())).toBe(before?.close);
    expect(Number(day.high.toString())).toBe(today?.high);
    expect(Number(day.low.toString())).toBe(today?.low);
    expect(day.volume).toBe(today?.volume);
  });

  it("are those of the last day with trading while the exchange is closed", () => {
    const friday = market.dayStatistics(AAPL, at("2026-11-20T21:00:00"));
    expect(market.dayStatistics(AAPL, at("2026-11-22T12:00:00"))).toEqual(friday);
  });
});
