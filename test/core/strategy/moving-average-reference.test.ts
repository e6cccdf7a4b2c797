import fc from "fast-check";
import { expect, it } from "vitest";
import { instrument } from "../../../src/core/domain/instrument.ts";
import type { Bar } from "../../../src/core/domain/market-data.ts";
import { timestamp } from "../../../src/core/domain/time.ts";
import type { Signal } from "../../../src/core/strategy/contract.ts";
import { movingAverage } from "../../../src/core/strategy/moving-average.ts";
import { barsClosingAt } from "./bars.ts";

const NOON = timestamp(Date.UTC(2026, 10, 20, 12));
const { id } = instrument("Stock", 211);

interface Rule {
  readonly short_window: number;
  readonly long_window: number;
  readonly threshold_bps: number;
  readonly cooldown_bars: number;
}

/** Version 1 as it was first written: every average of every bar by itself, from a copy of its closes. */
function slowly(bars: readonly Bar[], rule: Rule): Signal {
  const newest = bars.length - 1;
  if (newest < rule.long_window + rule.cooldown_bars) {
    return { action: "hold", reason: "SIG_TOO_FEW_BARS", indicators: { bars: bars.length } };
  }
  const closes = bars.map((bar) => bar.close);
  const average = (length: number, end: number): number => {
    let sum = 0;
    for (const value of closes.slice(end - length + 1, end + 1)) sum += value;
    return sum / length;
  };
  const gap = (bar: number): number =>
    Math.round((average(rule.short_window, bar) / average(rule.long_window, bar) - 1) * 1e12) / 1e8 + 0;
  const crossingAt = (bar: number): string => {
    const [before, now] = [gap(bar - 1), gap(bar)];
    if (!((before <= 0 && now > 0) || (before >= 0 && now < 0))) return "none";
    if (Math.abs(now) < rule.threshold_bps) return "below_threshold";
    return now > 0 ? "above" : "below";
  };
  const indicators = {
    short_average: average(rule.short_window, newest),
    long_average: average(rule.long_window, newest),
    gap_bps: gap(newest),
    previous_gap_bps: gap(newest - 1),
  };
  const crossing = crossingAt(newest);
  if (crossing === "none") return { action: "hold", reason: "SIG_NO_CROSSING", indicators };
  if (crossing === "below_threshold") return { action: "hold", reason: "SIG_BELOW_THRESHOLD", indicators };
  for (let bar = newest - rule.cooldown_bars; bar < newest; bar += 1) {
    if (["above", "below"].includes(crossingAt(bar))) {
      return { action: "hold", reason: "SIG_COOLDOWN", indicators };
    }
  }
  return crossing === "above"
    ? { action: "buy", reason: "SIG_CROSSED_ABOVE", indicators }
    : { action: "sell", reason: "SIG_CROSSED_BELOW", indicators };
}

const ruleArbitrary = fc
  .record({
    short_window: fc.integer({ min: 1, max: 6 }),
    more: fc.integer({ min: 1, max: 9 }),
    threshold_bps: fc.constantFrom(0, 2, 25),
    cooldown_bars: fc.integer({ min: 0, max: 6 }),
  })
  .map(({ more, ...rule }): Rule => ({ ...rule, long_window: rule.short_window + more }));

/** Prices as they are written, with cents: their binary sums are not exact. */
const closesArbitrary = fc
  .array(fc.integer({ min: 9_900, max: 10_100 }), { maxLength: 60 })
  .map((cents) => cents.map((cent) => cent / 100));

const viewOf = (bars: readonly Bar[], parameters: Rule) =>
  ({
    now: NOON,
    barMinutes: 60,
    timeZone: "UTC",
    instruments: [{ id, parameters, bars }],
    unseen: [],
    memory: undefined,
  }) as const;

it("gives the signals of version 1, digit by digit", () => {
  const reasons = new Map<string, number>();
  fc.assert(
    fc.property(closesArbitrary, ruleArbitrary, (closes, rule) => {
      const bars = barsClosingAt(NOON, 60, closes);
      const signal = movingAverage.evaluate(viewOf(bars, rule)).signals.get(id);
      expect(JSON.stringify(signal)).toBe(JSON.stringify(slowly(bars, rule)));
      const reason = signal?.reason ?? "none";
      reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
    }),
    { numRuns: 2_000, seed: 1 },
  );
  expect([...reasons.keys()].sort()).toEqual([
    "SIG_BELOW_THRESHOLD",
    "SIG_COOLDOWN",
    "SIG_CROSSED_ABOVE",
    "SIG_CROSSED_BELOW",
    "SIG_NO_CROSSING",
    "SIG_TOO_FEW_BARS",
  ]);
});

it("looks at the bars of its windows alone, however long the history is", () => {
  const reads = (count: number): number => {
    let read = 0;
    const bars = barsClosingAt(
      NOON,
      60,
      Array.from({ length: count }, (_, index) => 100 + (index % 7)),
    );
    const counted = new Proxy(bars, {
      get(target, name, receiver): unknown {
        if (typeof name === "string" && /^\d+$/.test(name)) read += 1;
        return Reflect.get(target, name, receiver);
      },
    });
    movingAverage.evaluate(
      viewOf(counted, { short_window: 5, long_window: 20, threshold_bps: 0, cooldown_bars: 0 }),
    );
    return read;
  };
  expect(reads(500)).toBe(2 * (5 + 20));
  expect(reads(1_000)).toBe(reads(500));
});
