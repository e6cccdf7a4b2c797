import { readFileSync } from "node:fs";
import type { Bar } from "../../../../src/core/domain/market-data.ts";
import { timestamp } from "../../../../src/core/domain/time.ts";

const rowsOf = (name: string): readonly string[][] =>
  readFileSync(new URL(`../../../../node_modules/vega-datasets/data/${name}`, import.meta.url), "utf8")
    .trimEnd()
    .split(/\r?\n/)
    .slice(1)
    .map((line) => line.split(","));

/** Daily bars of the S&P 500 from 2000-01-03 to 2020-04-17; each begins at midnight UTC of its date. */
export const sp500Bars = (): readonly Bar[] =>
  rowsOf("sp500-2000.csv").map(([date = "", ...prices]) => {
    const [open = NaN, high = NaN, low = NaN, close = NaN] = prices.map(Number);
    return {
      startAt: timestamp(Date.parse(`${new Date(`${date} UTC`).toISOString().slice(0, 10)}T00:00:00Z`)),
      open,
      high,
      low,
      close,
    };
  });

/** Monthly closes of a share from 2000 to March 2010: `AMZN`, `MSFT`, `IBM`, `AAPL`; `GOOG` from August 2004. */
export const monthlyCloses = (symbol: string): readonly number[] =>
  rowsOf("stocks.csv")
    .filter(([of]) => of === symbol)
    .map(([, , price]) => Number(price));
