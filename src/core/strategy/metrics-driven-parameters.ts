import type { z } from "zod/mini";
import { anyNumber, text, wholeNumber } from "./parameter.ts";

/** The defaults are those for balanced risk. */
export const METRICS_DRIVEN_PARAMETERS = {
  trend_window: wholeNumber({
    default: 200,
    min: 2,
    max: 500,
    unit: "trading days",
    description: "Closes in the average that the price must lie above to be bought",
  }),
  benchmark: text({
    default: "",
    description:
      "Instrument of the watchlist, such as Etf:36590, whose price must lie above its own average as well; it is never traded itself; empty for none",
  }),
  dip_window: wholeNumber({
    default: 50,
    min: 2,
    max: 500,
    unit: "trading days",
    description: "Closes in the average that a dip is measured from",
  }),
  dip_tolerance_pct: anyNumber({
    default: 1,
    min: -50,
    max: 50,
    unit: "percent",
    description:
      "How far above that average a price still counts as a dip; below 0, how far below it must lie",
  }),
  rsi_window: wholeNumber({
    default: 14,
    min: 2,
    max: 50,
    unit: "trading days",
    description: "Changes in the relative strength index",
  }),
  rsi_below: anyNumber({
    default: 45,
    min: 0,
    max: 100,
    unit: "index points",
    description: "Relative strength index below which a price is bought without a dip; 0 for never",
  }),
  ladder_steps: wholeNumber({
    default: 0,
    min: 0,
    max: 3,
    unit: "purchases",
    description: "Further purchases of what is held, each after a fall",
  }),
  ladder_step_pct: anyNumber({
    default: 1,
    min: 0.1,
    max: 50,
    unit: "percent",
    description: "Fall since the last purchase that brings the next one",
  }),
  take_profit_pct: anyNumber({
    default: 6.5,
    min: 0,
    max: 1000,
    unit: "percent",
    description: "Rise above the average price paid at which all is sold; 0 for none",
  }),
  stop_loss_pct: anyNumber({
    default: 3,
    min: 0,
    max: 90,
    unit: "percent",
    description:
      "Fall below the average price paid at which all is sold; 0 for none; the tighter one of this and the ATR stop counts",
  }),
  trailing_stop_pct: anyNumber({
    default: 3,
    min: 0,
    max: 90,
    unit: "percent",
    description: "Fall from the highest close since the opening at which all is sold; 0 for none",
  }),
  atr_window: wholeNumber({
    default: 14,
    min: 2,
    max: 100,
    unit: "trading days",
    description: "True ranges in the average that the ATR stop keeps its distance by",
  }),
  atr_multiple: anyNumber({
    default: 1.8,
    min: 0,
    max: 20,
    unit: "average true ranges",
    description: "Distance of the ATR stop, which only rises, from the price; 0 for none",
  }),
  max_hold_days: wholeNumber({
    default: 18,
    min: 1,
    max: 250,
    unit: "trading days",
    description: "Whole trading days after which all is sold",
  }),
  reentry_days: wholeNumber({
    default: 1,
    min: 1,
    max: 250,
    unit: "trading days",
    description: "Whole trading days that must pass after a sale before the instrument is bought again",
  }),
};

export type MetricsDrivenRule = {
  readonly [Name in keyof typeof METRICS_DRIVEN_PARAMETERS]: z.output<
    (typeof METRICS_DRIVEN_PARAMETERS)[Name]
  >;
};
