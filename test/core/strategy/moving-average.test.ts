import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { instrument } from "../../../src/core/domain/instrument.ts";
import { timestamp } from "../../../src/core/domain/time.ts";
import type { Signal } from "../../../src/core/strategy/contract.ts";
import { factsOf, strategyLabel } from "../../../src/core/strategy/contract.ts";
import { movingAverage } from "../../../src/core/strategy/moving-average.ts";
import { findStrategy, STRATEGIES } from "../../../src/core/strategy/registry.ts";
import { barsClosingAt } from "./bars.ts";

const NOON = timestamp(Date.UTC(2026, 10, 20, 12));
const { id } = instrument("Stock", 211);
const SMALL = { short_window: 1, long_window: 2, threshold_bps: 0, cooldown_bars: 0 };

function signalFor(closes: readonly number[], parameters: typeof SMALL): Signal | undefined {
  const bars = barsClosingAt(NOON, 60, closes);
  const instruments = [{ id, parameters, bars }];
  const view = {
    now: NOON,
    barMinutes: 60,
    timeZone: "UTC",
    instruments,
    unseen: [],
    memory: undefined,
  } as const;
  return movingAverage.evaluate(view).signals.get(id);
}
const reasonFor = (closes: readonly number[], parameters = {}): string | undefined =>
  signalFor(closes, { ...SMALL, ...parameters })?.reason;

describe("moving_average", () => {
  it("is the strategy registered under its name", () => {
    expect(findStrategy("moving_average")).toBe(movingAverage);
    expect(strategyLabel(movingAverage)).toBe("moving_average@1");
    expect(findStrategy("Moving_Average")).toBeUndefined();
  });

  it("declares defaults that lie within their bounds and fit together", () => {
    for (const strategy of STRATEGIES) {
      const declared = Object.entries(factsOf(strategy.parameters));
      const defaults = Object.fromEntries(declared.map(([name, parameter]) => [name, parameter.default]));
      for (const [name, schema] of Object.entries(strategy.parameters)) {
        expect(schema.parse(undefined)).toBe(defaults[name]);
      }
      expect(strategy.checkParameters?.(defaults)).toBeUndefined();
    }
    expect(movingAverage.barsRequired({ ...SMALL, short_window: 5, long_window: 20 })).toBe(21);
  });

  it("asks for one bar more than the long window, and for those of the cooldown", () => {
    expect(movingAverage.barsRequired({ ...SMALL, long_window: 20, cooldown_bars: 3 })).toBe(24);
  });

  it("refuses a short window that is not shorter", () => {
    const check = (short_window: number): string | undefined =>
      movingAverage.checkParameters?.({ ...SMALL, short_window, long_window: 5 });
    expect(check(4)).toBeUndefined();
    expect(check(5)).toBe("short_window (5) must be less than long_window (5)");
  });

  it("buys on the bar where the short average rises above the long one, and says by how much", () => {
    expect(signalFor([100, 99, 101], SMALL)).toEqual({
      action: "buy",
      reason: "SIG_CROSSED_ABOVE",
      indicators: { short_average: 101, long_average: 100, gap_bps: 100, previous_gap_bps: -50.25125628 },
    });
  });

  it("sells on the bar where it falls below", () => {
    expect(signalFor([99, 101, 99], SMALL)).toEqual({
      action: "sell",
      reason: "SIG_CROSSED_BELOW",
      indicators: { short_average: 99, long_average: 100, gap_bps: -100, previous_gap_bps: 100 },
    });
  });

  it("compares five closes with twenty by default", () => {
    const defaults = { short_window: 5, long_window: 20, threshold_bps: 0, cooldown_bars: 0 };
    const falling = Array.from({ length: 20 }, (_, index) => 120 - index);
    expect(signalFor([...falling, 150], defaults)).toMatchObject({
      reason: "SIG_NO_CROSSING",
      indicators: { short_average: 112, long_average: 112, gap_bps: 0 },
    });
    expect(signalFor([...falling, 151], defaults)?.reason).toBe("SIG_CROSSED_ABOVE");
  });

  it.each([
    ["stays above", [100, 101, 102], "SIG_NO_CROSSING"],
    ["stays below", [102, 101, 100], "SIG_NO_CROSSING"],
    ["touches from below without crossing", [101, 100, 100], "SIG_NO_CROSSING"],
    ["touches from above without crossing", [99, 100, 100], "SIG_NO_CROSSING"],
    ["leaves equality upwards", [100, 100, 101], "SIG_CROSSED_ABOVE"],
    ["leaves equality downwards", [100, 100, 99], "SIG_CROSSED_BELOW"],
    ["never moves", [100, 100, 100], "SIG_NO_CROSSING"],
    ["has too few bars", [100, 101], "SIG_TOO_FEW_BARS"],
    ["has no bars", [], "SIG_TOO_FEW_BARS"],
  ])("when the short average %s: %s gives %s", (_, closes, reason) => {
    expect(reasonFor(closes)).toBe(reason);
  });

  it("takes averages that are equal in decimals as equal, whatever their binary sums", () => {
    expect((0.1 + 0.1 + 0.1) / 3).not.toBe(0.1); // the trap
    const flat = { short_window: 1, long_window: 3 };
    expect(reasonFor([0.2, 0.1, 0.1, 0.1], flat)).toBe("SIG_NO_CROSSING");
    expect(reasonFor([0.1, 0.1, 0.1, 0.10001], flat)).toBe("SIG_CROSSED_ABOVE");
  });

  it("lets a crossing count from exactly the threshold on", () => {
    const closes = [100, 99, 101]; // 100 bps
    expect(reasonFor(closes, { threshold_bps: 100 })).toBe("SIG_CROSSED_ABOVE");
    expect(reasonFor(closes, { threshold_bps: 100.1 })).toBe("SIG_BELOW_THRESHOLD");
    expect(reasonFor([99, 101, 99], { threshold_bps: 100 })).toBe("SIG_CROSSED_BELOW");
    expect(reasonFor([99, 101, 99], { threshold_bps: 100.1 })).toBe("SIG_BELOW_THRESHOLD");
  });

  describe("cooldown", () => {
    const closes = [100, 99, 101, 99]; // above, then below on the next bar

    it("silences a crossing that follows another within it", () => {
      expect(reasonFor(closes)).toBe("SIG_CROSSED_BELOW");
      expect(reasonFor(closes, { cooldown_bars: 1 })).toBe("SIG_COOLDOWN");
    });

    it("ends after its bars", () => {
      const later = [100, 99, 101, 102, 99]; // one quiet bar in between
      expect(reasonFor(later, { cooldown_bars: 1 })).toBe("SIG_CROSSED_BELOW");
      expect(reasonFor([99, ...later], { cooldown_bars: 2 })).toBe("SIG_COOLDOWN");
    });

    it("does not begin with a crossing below the threshold", () => {
      const small = [100, 99.99, 100.01, 90];
      expect(reasonFor(small, { cooldown_bars: 1, threshold_bps: 50 })).toBe("SIG_CROSSED_BELOW");
    });
  });

  const closesArbitrary = fc.array(fc.integer({ min: 9_000, max: 11_000 }), { minLength: 25, maxLength: 60 });
  const rule = { short_window: 3, long_window: 8, threshold_bps: 2, cooldown_bars: 2 };

  it("depends on nothing but the bars it asks for", () => {
    fc.assert(
      fc.property(closesArbitrary, (closes) => {
        const needed = closes.slice(-movingAverage.barsRequired(rule));
        expect(signalFor(closes, rule)).toEqual(signalFor(needed, rule));
      }),
    );
  });

  it("signals the opposite on the mirrored path", () => {
    const opposite = { buy: "sell", sell: "buy", hold: "hold", target: "target" } as const;
    const exact = { ...rule, threshold_bps: 0 };
    fc.assert(
      fc.property(closesArbitrary, (closes) => {
        const straight = signalFor(closes, exact)?.action ?? "hold";
        const mirrored = signalFor(
          closes.map((close) => 20_000 - close),
          exact,
        );
        expect(mirrored?.action).toBe(opposite[straight]);
      }),
    );
  });
});
