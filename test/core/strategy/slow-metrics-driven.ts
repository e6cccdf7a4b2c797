import type { Bar } from "../../../src/core/domain/market-data.ts";
import type { MetricsDrivenRule } from "../../../src/core/strategy/metrics-driven-parameters.ts";
import { mean, strength, trueRanges } from "./indicators/slow-indicators.ts";

export interface Trade {
  readonly bought: string;
  readonly why: string;
  readonly steps: number;
  readonly sold: string;
  readonly because: string;
}

const dateOf = ({ startAt }: Bar): string => new Date(startAt).toISOString().slice(0, 10);

/**
 * The rule of metrics_driven as a person would follow it with pencil and paper, bar after bar, from the whole history: each
 * order is executed at the next day's opening price. Dates are those of the bars after which it was decided.
 */
export function tradesByHand(bars: readonly Bar[], rule: MetricsDrivenRule, firstDay: number): Trade[] {
  const closes = bars.map(({ close }) => close);
  const ranges = trueRanges(bars);
  const trades: Trade[] = [];
  let paid: number[] = []; // one share each time
  let boughtOn = -1; // the day of the opening price
  let soldOn = -Infinity;
  let open: Pick<Trade, "bought" | "why"> | undefined;
  let ratchet = -Infinity;

  for (let day = firstDay; day + 1 < bars.length; day += 1) {
    const [today, tomorrow] = bars.slice(day, day + 2);
    if (today === undefined || tomorrow === undefined) break;
    const averageOf = (days: number): number => mean(closes.slice(day + 1 - days, day + 1));
    const range = mean(ranges.slice(day + 1 - rule.atr_window, day + 1));
    const isTrendUp = today.close > averageOf(rule.trend_window);

    if (open === undefined) {
      if (!isTrendUp || day - soldOn < rule.reentry_days) continue;
      const rsi = strength(closes.slice(day + 1 - lookBack(rule), day + 1), rule.rsi_window);
      const isDip = today.close <= averageOf(rule.dip_window) * (1 + rule.dip_tolerance_pct / 100);
      if (!isDip && !(rsi < rule.rsi_below)) continue;
      open = { bought: dateOf(today), why: isDip ? "dip" : "oversold" };
      paid = [tomorrow.open];
      boughtOn = day + 1;
      ratchet = tomorrow.open - rule.atr_multiple * range;
      continue;
    }

    ratchet = Math.max(ratchet, today.close - rule.atr_multiple * range);
    const average = mean(paid);
    const highest = Math.max(...closes.slice(boughtOn, day + 1));
    const [tightest] = [
      {
        name: "stop loss",
        at: average - (average * rule.stop_loss_pct) / 100,
        isSet: rule.stop_loss_pct > 0,
      },
      { name: "ATR stop", at: ratchet, isSet: rule.atr_multiple > 0 },
      {
        name: "trailing stop",
        at: highest * (1 - rule.trailing_stop_pct / 100),
        isSet: rule.trailing_stop_pct > 0,
      },
    ]
      .filter(({ isSet }) => isSet)
      .toSorted((one, other) => other.at - one.at);
    const because =
      tightest !== undefined && today.close <= tightest.at
        ? tightest.name
        : today.close >= average + (average * rule.take_profit_pct) / 100
          ? "profit"
          : day - boughtOn >= rule.max_hold_days
            ? "time"
            : undefined;
    if (because !== undefined) {
      trades.push({ ...open, steps: paid.length - 1, sold: dateOf(today), because });
      open = undefined;
      soldOn = day + 1;
    } else if (
      isTrendUp &&
      paid.length <= rule.ladder_steps &&
      today.close <= (paid.at(-1) ?? NaN) * (1 - rule.ladder_step_pct / 100)
    ) {
      paid.push(tomorrow.open);
    }
  }
  return trades;
}

/** Days the relative strength is reckoned from. */
export const lookBack = (rule: MetricsDrivenRule): number =>
  Math.max(
    rule.trend_window,
    rule.dip_window,
    10 * rule.rsi_window + 1,
    rule.max_hold_days + rule.atr_window + 2,
  );
