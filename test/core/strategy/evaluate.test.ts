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
import { textOfMemory } from "../../../src/core/strategy/strategy-memory.ts";
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

const breaksOff = (): never => {
  throw new RangeError("looked at");
};

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

  it.each([new Map([[1, 2]]), new Date(0), NaN, [undefined], [[new Set()]], () => 1])(
    "cannot remember %s, which JSON would give back as something else, or not at all",
    (note) => {
      expect(answering({ signals: both(HOLD), memory: { count: 1, note } })).toEqual({
        kind: "failed",
        detail: "its memory is nothing that JSON can hold",
      });
    },
  );

  it("remembers what is plain, however deep", () => {
    const note = [{ at: null, of: ["ü", -0, 1e21, { not: undefined }] }];
    expect(textOfMemory({ note })).toBe('{"note":[{"at":null,"of":["ü",0,1e+21,{}]}]}');
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
      "its memory takes 4121 bytes, expected 4096 at most",
      { signals: both(HOLD), memory: { count: 1, note: "ü".repeat(2050) } },
    ],
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

  it.each<[string, string, () => unknown]>([
    [
      "throws what cannot be shown",
      "it threw something that cannot be shown",
      () => {
        throw Object.create(null);
      },
    ],
    [
      "throws an error that throws",
      "it threw something that cannot be shown",
      () => {
        throw Object.defineProperty(new Error("hidden"), "message", { get: breaksOff });
      },
    ],
    [
      "has signals that break off",
      "its answer cannot be read: RangeError: looked at",
      () => Object.defineProperty({}, "signals", { get: breaksOff }),
    ],
    [
      "has a then that breaks off",
      "its answer cannot be read: RangeError: looked at",
      () => Object.defineProperty({ signals: both(HOLD) }, "then", { get: breaksOff }),
    ],
    [
      "has indicators that break off",
      "its answer cannot be read: RangeError: looked at",
      () => ({ signals: both({ ...HOLD, indicators: new Proxy({}, { ownKeys: breaksOff }) }) }),
    ],
    [
      "has a reason that JSON cannot hold",
      "its answer cannot be read: TypeError: Do not know how to serialize a BigInt",
      () => ({ signals: both({ ...HOLD, reason: 1n }) }),
    ],
  ])("is none where it %s", (_, detail, evaluating) => {
    expect(evaluate(strategyThat(evaluating), VIEW)).toEqual({ kind: "failed", detail });
  });

  it("is none for a reason that is told as far as a record takes it", () => {
    const talkative = strategyThat((view) => {
      throw new Error(JSON.stringify(view).repeat(10));
    });
    const evaluation = evaluate(talkative, VIEW);
    expect(evaluation).toMatchObject({
      kind: "failed",
      detail: expect.stringMatching(/^it threw Error: .{484}\.\.\.$/) as string,
    });
  });

  it("is none where the schema of its memory breaks off", () => {
    const schema = z.object({ count: z.number().check(z.refine(breaksOff)) });
    const strategy = strategyThat(() => ({ signals: both(HOLD), memory: { count: 1 } }));
    expect(evaluate({ ...strategy, memory: { schema, initial: { count: 0 } } }, VIEW)).toEqual({
      kind: "failed",
      detail: "its answer cannot be read: RangeError: looked at",
    });
  });

  it("is what was looked at, whatever becomes of the object it was given as", () => {
    let looks = 0;
    const indicators = { close: 2 };
    const shifty = Object.defineProperty({ reason: "SIG_X", indicators }, "action", {
      get: () => ["hold", "buy", "short"][Math.min(looks++, 2)],
    });
    const evaluation = evaluate(
      strategyThat(({ instruments: [first] }) => ({ signals: new Map([[first?.id, shifty]]) })),
      { ...VIEW, instruments: VIEW.instruments.slice(0, 1) },
    );
    indicators.close = 3;
    const signals = new Map([[ONE, { action: "hold", reason: "SIG_X", indicators: { close: 2 } }]]);
    expect(evaluation).toEqual({ kind: "answered", signals });
    expect(looks).toBe(1);
  });

  it("holds no figure that its action does not know", () => {
    expect(answering({ signals: both({ ...HOLD, weight: 2, value: 1n, note: breaksOff }) })).toEqual({
      kind: "answered",
      signals: both(HOLD),
    });
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

/** As it is to whoever runs without types; some of each is there. */
interface Writable {
  now: number;
  readonly instruments: [WritableStanding & { bars: [{ close: number }?] }, ...unknown[]];
  readonly unseen: [WritableStanding, ...unknown[]];
}
interface WritableStanding {
  readonly parameters: { window: number };
  readonly position: { quantity: number; readonly entries: [{ price: number }, ...unknown[]] };
}

describe("what a user's own file is shown", () => {
  const position = () => ({
    quantity: 1,
    averagePrice: 100,
    openedAt: NOW,
    entries: [{ at: NOW, quantity: 1, price: 100 }],
  });
  const shown = (): StrategyView => ({
    ...VIEW,
    instruments: VIEW.instruments.map(({ id, bars }) => ({
      id,
      parameters: { window: 2 },
      position: position(),
      bars: bars.map((bar) => ({ ...bar })),
    })),
    unseen: VIEW.unseen.map(({ id }) => ({ id, parameters: { window: 2 }, position: position() })),
  });

  it.each<[string, (view: Writable) => void]>([
    ["the order of its bars", ({ instruments: [one] }) => one.bars.reverse()],
    ["a bar", ({ instruments: [one] }) => Object.assign(one.bars[0] ?? {}, { close: 9 })],
    ["the list of instruments", ({ instruments }) => instruments.pop()],
    ["an instrument", ({ instruments: [one] }) => (one.bars = [])],
    ["a parameter", ({ instruments: [one] }) => (one.parameters.window = 9)],
    ["what is ours", ({ instruments: [one] }) => (one.position.quantity = 9)],
    ["how it came about", ({ instruments: [one] }) => one.position.entries.pop()],
    ["a purchase", ({ instruments: [one] }) => (one.position.entries[0].price = 9)],
    ["the list of those unseen", ({ unseen }) => unseen.pop()],
    ["what is ours of those", ({ unseen: [one] }) => (one.position.quantity = 9)],
    ["the instant", (view) => (view.now = 0)],
  ])("cannot be written to: %s", (_, meddle) => {
    const own = strategyThat((view) => {
      meddle(view as unknown as Writable);
      return { signals: both(HOLD) };
    });
    const view = shown();
    expect(evaluate({ ...own, fileDigest: "0123456789abcdef" }, view)).toMatchObject({
      kind: "failed",
      detail: expect.stringMatching(/^it threw TypeError: Cannot /) as string,
    });
    expect(view).toEqual(shown());
  });
});
