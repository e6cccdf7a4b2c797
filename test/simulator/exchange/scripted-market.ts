import { assert } from "../../../src/core/domain/assert.ts";
import { decimal } from "../../../src/core/domain/decimal.ts";
import type { Timestamp } from "../../../src/core/domain/time.ts";
import { addDuration, seconds, timestamp } from "../../../src/core/domain/time.ts";
import { alwaysHours } from "../../../src/simulator/market/hours/always.ts";
import { AAPL, EURUSD, US500 } from "../../../src/simulator/market/instruments.ts";
import type { Market, SimulatedInstrument } from "../../../src/simulator/market/types.ts";
import { instant } from "../saxo-under-test.ts";

/** The first second of the script; noon, so that the night is far away. */
export const NOON = instant("2026-03-04T12:00:00Z");
export const later = (count: number): Timestamp => addDuration(NOON, seconds(count));

/** Shares and an index, both open around the clock, a spread of two ticks between bid and ask. */
const tradedAlways = (instrument: SimulatedInstrument): SimulatedInstrument => ({
  ...instrument,
  hours: "always",
  spread: decimal("0.02"),
});
export const INDEX = tradedAlways(US500);
export const SHARE = { ...tradedAlways(AAPL), commission: { minimum: decimal("1"), rate: decimal("0") } };
const LISTED = [INDEX, SHARE, EURUSD];

/** A market of one price for all, which changes from one second to the next as a test says; the last one stays. */
export function scriptedMarket(...mids: readonly string[]): Market {
  const midAt = (at: number): string => {
    const second = Math.max(0, Math.floor((at - NOON) / 1000));
    const mid = mids[Math.min(second, mids.length - 1)];
    assert(mid !== undefined, "the script has a price");
    return mid;
  };
  const find: Market["find"] = (assetType, uic) =>
    LISTED.find((known) => known.assetType === assetType && known.uic === uic);
  return {
    splits: [],
    instruments: LISTED,
    listed: () => LISTED,
    find,
    findByUic: (uic) => LISTED.filter((known) => known.uic === uic),
    quote: (instrument, at) => {
      const mid = decimal(midAt(at));
      const half = instrument.spread.div("2");
      return { bid: mid.minus(half), ask: mid.plus(half), mid, marketState: "Open", updatedAt: at };
    },
    isOpen: () => true,
    bars: () => [],
    dayStatistics: () => {
      throw new Error("the script has no days");
    },
    firstTouch: (_, { direction, level, after, upTo }) => {
      const reaches = (at: number): boolean =>
        direction === "at_or_below" ? decimal(midAt(at)).lte(level) : decimal(midAt(at)).gte(level);
      const first = Math.floor(after / 1000) * 1000 + 1000;
      const last = Math.max(first, NOON + mids.length * 1000);
      for (let at = first; at <= Math.min(upTo, last); at += 1000) if (reaches(at)) return timestamp(at);
      return undefined;
    },
    sessions: (_, from) => [alwaysHours.sessionAt(from)],
  };
}
