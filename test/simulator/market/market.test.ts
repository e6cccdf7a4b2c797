import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { timestamp } from "../../../src/core/domain/time.ts";
import { anchorForFirstStart, FIRST_SESSION } from "../../../src/simulator/market/first-start.ts";
import { loadHistory } from "../../../src/simulator/market/history.ts";
import { AAPL, AAPL_CFD, EURUSD, US500 } from "../../../src/simulator/market/instruments.ts";
import { createMarket } from "../../../src/simulator/market/market.ts";
import { sessionIn } from "../../../src/simulator/market/session-table.ts";
import type { Market } from "../../../src/simulator/market/types.ts";
import { findFirstSession } from "../../../tools/make-sp500-history.ts";
import { at } from "./instants.ts";
import type { Prices } from "./reference-bars.ts";
import { pricesOf } from "./reference-bars.ts";

const SLOT_MS = 300_000;

/** Session `index` of the history, in points. */
function historical(index: number): Prices {
  const { open, high, low, close } = sessionIn(loadHistory(), index);
  return { open: open / 100, high: high / 100, low: low / 100, close: close / 100 };
}

const mirrored = (prices: Prices): Prices => ({ ...prices, open: prices.close, close: prices.open });

function sessionsOfSlots(market: Market, first: number, last: number): Prices[] {
  const query = { barMinutes: 5, count: last - first + 1 } as const;
  return market.bars(US500, query, timestamp((last + 1) * SLOT_MS - 1)).map(pricesOf);
}

describe("the replayed index", () => {
  const anchor = 5_970_000;
  const market = createMarket({ seed: 11, anchor });

  it("gives each five minutes one session of the history, in order from the anchor on", () => {
    expect(sessionsOfSlots(market, anchor, anchor + 2)).toEqual([
      historical(FIRST_SESSION),
      historical(FIRST_SESSION + 1),
      historical(FIRST_SESSION + 2),
    ]);
  });

  it("turns back at the end of the history, where the price does not jump", () => {
    const end = anchor + 5104 - FIRST_SESSION;
    const bars = sessionsOfSlots(market, end - 1, end + 2);
    expect(bars).toEqual([
      historical(5103),
      historical(5104),
      mirrored(historical(5104)),
      mirrored(historical(5103)),
    ]);
    expect(bars[2]?.open).toBe(bars[1]?.close);
  });

  it("turns forwards again at the beginning, before the anchor as after it", () => {
    const beginning = anchor - FIRST_SESSION;
    const expected = [mirrored(historical(1)), mirrored(historical(0)), historical(0), historical(1)];
    for (const turn of [beginning, beginning + 10_210, beginning - 10_210, beginning - 40 * 10_210]) {
      expect(sessionsOfSlots(market, turn - 2, turn + 1)).toEqual(expected);
    }
  });

  it("draws another path inside the same session each time it comes round", () => {
    const query = { barMinutes: 1, count: 5 } as const;
    const once = market.bars(US500, query, timestamp((anchor + 1) * SLOT_MS - 1));
    const again = market.bars(US500, query, timestamp((anchor + 10_211) * SLOT_MS - 1));
    expect(again.map(pricesOf)).not.toEqual(once.map(pricesOf));
  });
});

describe("the first start", () => {
  const average = (closes: readonly number[]): number =>
    closes.reduce((sum, close) => sum + close, 0) / closes.length;
  /** By how much the 5-bar average of closes lies above the 20-bar one. */
  const lead = (closes: readonly number[]): number => average(closes.slice(-5)) - average(closes.slice(-20));

  it("begins with the session that the history tool finds", () => {
    expect(findFirstSession(loadHistory())).toBe(FIRST_SESSION);
  });

  it("lands where the newest closed bar crosses up, and crosses down within the next 19", () => {
    const instant = fc.integer({ min: at("2025-01-01T00:00:00"), max: at("2040-01-01T00:00:00") });
    fc.assert(
      fc.property(instant, fc.nat(), (now, seed) => {
        const market = createMarket({ seed, anchor: anchorForFirstStart(timestamp(now)) });
        const leads = Array.from({ length: 21 }, (_, cycle) => {
          const closedUntil = timestamp(Math.floor(now / SLOT_MS + cycle - 1) * SLOT_MS - 1);
          return lead(
            market.bars(US500, { barMinutes: 5, count: 20 }, closedUntil).map(({ close }) => close),
          );
        });
        const [before = NaN, first = NaN, ...later] = leads;
        expect(before).toBeLessThan(0);
        expect(first).toBeGreaterThan(0);
        const cyclesToSale = later.findIndex((value) => value < 0) + 1;
        expect(cyclesToSale).toBe(12);
      }),
      { numRuns: 20 },
    );
  });
});

describe("a world", () => {
  const now = at("2026-11-20T15:03:17");
  const everything = (market: Market): unknown =>
    [US500, AAPL, EURUSD].map((instrument) => [
      market.quote(instrument, now),
      market.bars(instrument, { barMinutes: 1, count: 50 }, now),
    ]);

  it("is the same for the same seed and anchor, in whatever order it is asked", () => {
    const asked = createMarket({ seed: 3, anchor: 100 });
    asked.quote(AAPL, at("2020-01-02T15:00:00"));
    asked.bars(EURUSD, { barMinutes: 60, count: 9 }, at("2030-01-02T15:00:00"));
    expect(everything(asked)).toEqual(everything(createMarket({ seed: 3, anchor: 100 })));
  });

  it.each([US500, AAPL, EURUSD])("draws other paths from another seed: $symbol", (instrument) => {
    const bars = (seed: number): unknown =>
      createMarket({ seed, anchor: 100 }).bars(instrument, { barMinutes: 1, count: 5 }, now);
    expect(bars(4)).not.toEqual(bars(3));
  });
});

describe("the list of instruments", () => {
  const market = createMarket({ seed: 1, anchor: 0 });

  it("finds by asset type and UIC", () => {
    expect(market.find("Stock", 211)).toBe(AAPL);
    expect(market.find("CfdOnStock", 211)).toBe(AAPL_CFD);
    expect(market.find("Etf", 211)).toBeUndefined();
    expect(market.find("FxSpot", 22)).toBeUndefined();
    expect(market.findByUic(21)).toEqual([EURUSD]);
    expect(market.findByUic(211)).toEqual([AAPL, AAPL_CFD]);
    expect(market.findByUic(22)).toEqual([]);
  });

  it("has a thousand numbered indices, each with prices of its own", () => {
    expect(market.find("CfdOnIndex", 100_001)).toMatchObject({
      symbol: "SYN0001.I",
      id: "CfdOnIndex:100001",
    });
    expect(market.findByUic(101_000).map(({ symbol }) => symbol)).toEqual(["SYN1000.I"]);
    expect(market.findByUic(100_000)).toEqual([]);
    expect(market.findByUic(101_001)).toEqual([]);
    expect(market.findByUic(100_000.5)).toEqual([]);
    const now = at("2026-11-20T15:03:17");
    const mids = Array.from({ length: 50 }, (_, index) => {
      const [found] = market.findByUic(100_001 + index);
      return found && market.quote(found, now).mid.toString();
    });
    expect(new Set(mids).size).toBe(50);
  });

  it("calls every derived instrument synthetic", () => {
    const [index] = market.findByUic(100_001);
    expect(index?.description).toMatch(/synthetic/i);
    expect(AAPL.description).toMatch(/synthetic/);
    expect(EURUSD.description).toMatch(/synthetic/);
    expect(US500.description).toBe("S&P 500 daily history 2000-2020, replayed");
  });
});
