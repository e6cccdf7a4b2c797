import type { Timestamp } from "../../../src/core/domain/time.ts";
import { timestamp } from "../../../src/core/domain/time.ts";
import type { Market, MarketBar, SimulatedInstrument } from "../../../src/simulator/market/types.ts";

export type Prices = Pick<MarketBar, "open" | "high" | "low" | "close">;

export const pricesOf = ({ open, high, low, close }: Prices): Prices => ({ open, high, low, close });

export const merged = (parts: readonly Prices[]): Prices => ({
  open: parts[0]?.open ?? NaN,
  high: Math.max(...parts.map(({ high }) => high)),
  low: Math.min(...parts.map(({ low }) => low)),
  close: parts.at(-1)?.close ?? NaN,
});

export interface Interval {
  readonly startAt: number;
  /** Exclusive. */
  readonly endAt: number;
}

/** The mid of every second of trading. */
function tradedMids(market: Market, instrument: SimulatedInstrument, interval: Interval): number[] {
  const mids = [];
  for (let at = interval.startAt; at < interval.endAt; at += 1000) {
    const now: Timestamp = timestamp(at);
    if (market.isOpen(instrument, now)) mids.push(Number(market.quote(instrument, now).mid.toString()));
  }
  return mids;
}

/** The bar of an interval as someone draws it who looked at the quote every second. */
export const barFromQuotes = (market: Market, instrument: SimulatedInstrument, interval: Interval): Prices =>
  merged(
    tradedMids(market, instrument, interval).map((mid) => ({ open: mid, high: mid, low: mid, close: mid })),
  );
