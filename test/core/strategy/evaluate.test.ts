import { z } from "zod/mini";
import { describe, expect, it } from "vitest";
import { instrument, type InstrumentId } from "../../../src/core/domain/instrument.ts";
import { timestamp } from "../../../src/core/domain/time.ts";
import {
  defineStrategy,
  type Signal,
  type StrategyAnswer,
  type StrategyDeclaration,
  type StrategyView,
} from "../../../src/core/strategy/contract.ts";
import { evaluate } from "../../../src/core/strategy/evaluate.ts";
import { barsClosingAt } from "./bars.ts";

const [ONE, OTHER] = [instrument("Stock", 1).id, instrument("Stock", 2).id];
const NOW = timestamp(Date.UTC(2026, 0, 5, 15));
const VIEW: StrategyView = {
  now: NOW,
  barMinutes: 60,
  timeZone: "UTC",
  instruments: [ONE, OTHER].map((id) => ({ id, parameters: {}, bars: barsClosingAt(NOW, 60, [1, 2]) })),
  unseen: [{ id: instrument("Stock", 3).id, parameters: {} }],
  memory: { count: 1 },
};
const HOLD: Signal = { action: "hold", reason: "SIG_NOTHING", indicators: { close: 2 } };

const strategyThat = (evaluating: (view: StrategyView) => unknown): StrategyDeclaration =>
  defineStrategy({
    name: "tried",
    version: 1,
    description: "What a test makes of it",
    source: "here",
    formula: "none",
    parameters: {},
    barsRequired: () => 1,
    memory: { schema: z.object({ count: z.number(), note: z.optional(z.string()) }), initial: { count: 0 } },
    evaluate: (view) => evaluating(view) as StrategyAnswer<{ count: number }>,
  });

const both = (signal: unknown) => new Map([ONE, OTHER].map((id) => [id, signal]));
const answering = (answer: unknown) =>
  evaluate(
    strategyThat(() => answer),
    VIEW,
  );

describe("what a strategy answers", () => {
  it.each<Signal>([
    HOLD,
    { ...HOLD, action: "sell" },
    { ...HOLD, action: "buy", value: 500, stopDistance: 0.5 },
    { ...HOLD, action: "target", weight: 1, tolerance: 0 },
  ])("is taken as it is: %j", (signal) => {
    const signals = both(signal);
    expect(answering({ signals })).toEqual({ kind: "answered", signals });
  });

  it("brings its memory as a copy", () => {
    const memory = { count: 2 };
    const answered = answering({ signals: both(HOLD), memory });
    memory.count = 3;
    expect(answered).toMatchObject({ kind: "answered", memory: { count: 2 } });
  });

  it("cannot come from what it made of the memory it was given", () => {
    const meddling = strategyThat(({ memory }) => {
      (memory as { count: number }).count = 9;
      return { signals: both(HOLD) };
    });
    expect(evaluate(meddling, VIEW).kind).toBe("answered");
    expect(VIEW.memory).toEqual({ count: 1 });
  });

  it.each<[string, unknown]>([
    ["it answered nothing, expected { signals }", undefined],
    ["it answered a promise: evaluate must not be async", Promise.resolve({ signals: both(HOLD) })],
    ["its signals are nothing, expected a Map", {}],
    ["its signals are an array, expected a Map", { signals: [HOLD, HOLD] }],
    ["its signal for Stock:2 is missing", { signals: new Map([[ONE, HOLD]]) }],
    [
      "it gave a signal for Stock:3, which is none of the instruments it was shown",
      { signals: new Map([...both(HOLD), ["Stock:3" as InstrumentId, HOLD]]) },
    ],
    ["its signal for Stock:1 is a string", { signals: both("buy") }],
    [
      'its signal for Stock:1 has the reason "because", expected SIG_ and capital letters',
      { signals: both({ ...HOLD, reason: "because" }) },
    ],
    [
      "its signal for Stock:1 has nothing as indicators, expected an object",
      { signals: both({ action: "hold", reason: "SIG_X" }) },
    ],
    [
      "its signal for Stock:1 has the indicator close=NaN, expected a finite number",
      { signals: both({ ...HOLD, indicators: { close: NaN } }) },
    ],
    [
      'its signal for Stock:1 has the indicator "Close", expected snake_case',
      { signals: both({ ...HOLD, indicators: { Close: 1 } }) },
    ],
    [
      'its signal for Stock:1 has the action "short", expected hold, buy, sell or target',
      { signals: both({ ...HOLD, action: "short" }) },
    ],
    [
      "its signal for Stock:1 has value=0, expected a finite number above 0",
      { signals: both({ ...HOLD, action: "buy", value: 0 }) },
    ],
    ["its signal for Stock:1 is a target without a weight", { signals: both({ ...HOLD, action: "target" }) }],
    [
      "its signal for Stock:1 has weight=1.01, expected a finite number from 0 to 1",
      { signals: both({ ...HOLD, action: "target", weight: 1.01 }) },
    ],
    [
      "its memory does not fit the schema that it declares for it",
      { signals: both(HOLD), memory: { count: "1" } },
    ],
    ["its memory is nothing that JSON can hold", { signals: both(HOLD), memory: { count: 1n } }],
    [
      "its memory takes 4126 bytes, expected 4096 at most",
      { signals: both(HOLD), memory: { count: 1, note: "x".repeat(4105) } },
    ],
  ])("is no answer: %s", (detail, answer) => {
    expect(answering(answer)).toEqual({ kind: "failed", detail });
  });

  it("is none where it breaks off", () => {
    const broken = strategyThat(() => {
      throw new RangeError("no bars");
    });
    expect(evaluate(broken, VIEW)).toEqual({ kind: "failed", detail: "it threw RangeError: no bars" });
  });

  it("holds no memory where it declares none", () => {
    const { memory, ...forgetful } = strategyThat(() => ({ signals: both(HOLD), memory: {} }));
    expect(memory).toBeDefined();
    expect(evaluate(forgetful, VIEW)).toEqual({
      kind: "failed",
      detail: "it wants something remembered and declares no memory",
    });
  });
});
