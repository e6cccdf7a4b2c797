import type { Bar, BarMinutes } from "../../core/domain/market-data.ts";
import { barDuration } from "../../core/domain/market-data.ts";
import { addDuration, durationMs, timestamp, type Timestamp } from "../../core/domain/time.ts";
import { loadHistory } from "../../simulator/market/history.ts";
import { sessionIn } from "../../simulator/market/session-table.ts";
import type { Chance } from "../chance.ts";

/** A Monday, so that days of the week mean what they say. */
const BEGIN = timestamp(Date.UTC(2015, 0, 5));
const DAY_MINUTES = 24 * 60;
const DAYS_OF_TRADING = 5;
const WEEK = 7;

/** When the bar of a place begins: without weekends where bars are days. */
export function startOf(place: number, barMinutes: BarMinutes): Timestamp {
  const days = Math.floor(place / DAYS_OF_TRADING) * WEEK + (place % DAYS_OF_TRADING);
  return barMinutes === DAY_MINUTES
    ? addDuration(BEGIN, durationMs(days * barDuration(barMinutes)))
    : addDuration(BEGIN, durationMs(place * barDuration(barMinutes)));
}

type Prices = Pick<Bar, "open" | "high" | "low" | "close">;

const onGrid = (prices: readonly Prices[], barMinutes: BarMinutes): readonly Bar[] =>
  prices.map((each, place) => Object.freeze({ startAt: startOf(place, barMinutes), ...each }));

/** Daily sessions of the S&P 500, on bars of the length in question. @param from the first session */
export function realBars(count: number, from: number, barMinutes: BarMinutes): readonly Bar[] {
  const history = loadHistory();
  const prices = Array.from({ length: count }, (_, place): Prices => {
    const { open, high, low, close } = sessionIn(history, from + place);
    return { open: open / 100, high: high / 100, low: low / 100, close: close / 100 };
  });
  return onGrid(prices, barMinutes);
}

/** A price that wanders, with now and then a wide step, which stays below what would look like a split. */
export function wanderingBars(count: number, chance: Chance, barMinutes: BarMinutes): readonly Bar[] {
  let close = chance.integer(5, 500);
  const prices = Array.from({ length: count }, (): Prices => {
    const open = close;
    const step = chance.isPercent(3) ? 0.15 : 0.02;
    close = Math.max(0.5, open * (1 + (chance.integer(0, 2000) / 1000 - 1) * step));
    const spread = 1 + chance.integer(0, 100) / 10_000;
    return { open, high: Math.max(open, close) * spread, low: Math.min(open, close) / spread, close };
  });
  return onGrid(prices, barMinutes);
}

export const flatBars = (count: number, barMinutes: BarMinutes): readonly Bar[] =>
  onGrid(
    Array.from({ length: count }, () => ({ open: 50, high: 50, low: 50, close: 50 })),
    barMinutes,
  );

/** The same with every so many bars missing, as of a market that is seldom traded. */
export const withGaps = (bars: readonly Bar[]): readonly Bar[] =>
  bars.filter((_, place) => place % 7 !== 3 && place % 31 !== 5);
