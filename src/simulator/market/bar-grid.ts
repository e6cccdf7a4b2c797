import type { BarMinutes } from "../../core/domain/market-data.ts";
import { barDuration } from "../../core/domain/market-data.ts";
import type { Timestamp } from "../../core/domain/time.ts";
import { timestamp } from "../../core/domain/time.ts";
import type { TradingHours, TradingSpan } from "./hours/trading-hours.ts";
import { DAY_MS, dayOf, weekdayOf } from "./hours/trading-hours.ts";

/** The time that belongs to one bar; it begins with trading, so that no bar starts while the market is closed. */
export interface BarInterval {
  readonly startAt: Timestamp;
  /** Exclusive. */
  readonly endAt: Timestamp;
}

/** The bar in which an instant of a span lies. */
export type BarGrid = (span: TradingSpan, at: Timestamp) => BarInterval;

const DAY_MINUTES = 1440;

/**
 * Bars shorter than a day are counted within a trading day, and the last one ends with it; a day's bar is that day's
 * trading; longer ones begin with the first trading of their week, month, quarter or year.
 */
export function barGrid(hours: TradingHours, barMinutes: BarMinutes): BarGrid {
  if (barMinutes < DAY_MINUTES) return shortBars(hours, barDuration(barMinutes));
  if (barMinutes === DAY_MINUTES) return (span) => span;
  return (span) => longBar(hours, daysOf(barMinutes, dayOf(timestamp(span.endAt - 1))));
}

const shortBars =
  ({ shortBarsFrom }: TradingHours, length: number): BarGrid =>
  (span, at) => {
    const midnight = dayOf(at) * DAY_MS;
    const [countedFrom, until] =
      shortBarsFrom === "opening" ? [span.startAt, span.endAt] : [midnight, midnight + DAY_MS];
    const startAt = countedFrom + Math.floor((at - countedFrom) / length) * length;
    return {
      startAt: timestamp(Math.max(startAt, span.startAt)),
      endAt: timestamp(Math.min(startAt + length, until, span.endAt)),
    };
  };

interface Days {
  readonly first: number;
  /** The first one after them. */
  readonly next: number;
}

const MONTHS_OF: ReadonlyMap<BarMinutes, number> = new Map([
  [43_200, 1],
  [129_600, 3],
  [518_400, 12],
]);

/** The week, the month, ... of a trading day, whose number is that of the UTC date on which it ends. */
function daysOf(barMinutes: BarMinutes, day: number): Days {
  const months = MONTHS_OF.get(barMinutes);
  if (months === undefined) {
    const monday = day - (weekdayOf(day) - 1);
    return { first: monday, next: monday + 7 };
  }
  const date = new Date(day * DAY_MS);
  const [year, month] = [date.getUTCFullYear(), date.getUTCMonth()];
  const firstMonth = month - (month % months);
  return { first: Date.UTC(year, firstMonth) / DAY_MS, next: Date.UTC(year, firstMonth + months) / DAY_MS };
}

function longBar(hours: TradingHours, { first, next }: Days): BarInterval {
  const firstTradingOf = (day: number): Timestamp => hours.spanAtOrAfter(timestamp(day * DAY_MS)).startAt;
  return { startAt: firstTradingOf(first), endAt: firstTradingOf(next) };
}
