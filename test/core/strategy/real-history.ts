import { readFileSync } from "node:fs";
import type { Bar } from "../../../src/core/domain/market-data.ts";
import { timestamp } from "../../../src/core/domain/time.ts";

/** Of the npm package vega-datasets. */
const dataSet = (name: string): readonly string[][] => {
  const file = new URL(`../../../node_modules/vega-datasets/data/${name}`, import.meta.url);
  const [, ...rows] = readFileSync(file, "utf8").trim().split("\n");
  return rows.map((row) => row.trim().split(","));
};

export interface Day {
  /** `2000-01-03` */
  readonly date: string;
  readonly close: number;
}

/** The S&P 500 on each of its days, 2000-01-03 to 2020-04-17. */
export const sp500Days = (): readonly Day[] =>
  dataSet("sp500-2000.csv").map(([date = "", , , , close = ""]) => ({ date, close: Number(close) }));

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** Prices by share and month (`2000-01`), 2000-01 to 2010-03; GOOG from 2004-08. */
export function stockMonths(): ReadonlyMap<string, ReadonlyMap<string, number>> {
  const shares = new Map<string, Map<string, number>>();
  for (const [symbol = "", date = "", price = ""] of dataSet("stocks.csv")) {
    const [month = "", , year = ""] = date.split(" ");
    const prices = shares.get(symbol) ?? new Map<string, number>();
    prices.set(`${year}-${String(MONTHS.indexOf(month) + 1).padStart(2, "0")}`, Number(price));
    shares.set(symbol, prices);
  }
  return shares;
}

/** The weekdays of a month, which its last one closes at the price; before, it wanders about it. */
export function weekdaysOf(month: string, price: number): readonly Day[] {
  const first = Temporal.PlainDate.from(`${month}-01`);
  const dates = Array.from({ length: first.daysInMonth }, (_, day) => first.add({ days: day })).filter(
    ({ dayOfWeek }) => dayOfWeek <= 5,
  );
  return dates.map((date, index) => ({
    date: date.toString(),
    close: index === dates.length - 1 ? price : price * (1 + 0.05 * Math.sin(date.day)),
  }));
}

/** As the simulator begins a day's bar: with the opening of the exchange. */
export const barsFromOpening = (days: readonly Day[]): readonly Bar[] =>
  barsOf(days, "America/New_York", "09:30");
/** As others date it. */
export const barsFromMidnight = (days: readonly Day[]): readonly Bar[] => barsOf(days, "UTC", "00:00");

function barsOf(days: readonly Day[], timeZone: string, time: string): readonly Bar[] {
  return days.map(({ date, close }) => {
    const { epochMilliseconds } = Temporal.PlainDate.from(date).toZonedDateTime({
      timeZone,
      plainTime: Temporal.PlainTime.from(time),
    });
    return { startAt: timestamp(epochMilliseconds), open: close, high: close, low: close, close };
  });
}
