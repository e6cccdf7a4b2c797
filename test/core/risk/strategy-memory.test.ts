import { z } from "zod/mini";
import { describe, expect, it } from "vitest";
import { addDuration, minutes, timestamp, type Timestamp } from "../../../src/core/domain/time.ts";
import { decide } from "../../../src/core/risk/decide.ts";
import type { DecisionInput, DecisionSettings } from "../../../src/core/risk/decision-input.ts";
import {
  defineStrategy,
  type Signal,
  type StrategyDeclaration,
} from "../../../src/core/strategy/contract.ts";
import { fitsMemory, type KeptMemory } from "../../../src/core/strategy/strategy-memory.ts";
import { barsClosingAt } from "../strategy/bars.ts";
import { BAR_CLOSE, inputOf, NOW, OTHER, quoteWith, SETTINGS, STOCK, viewOf } from "./decision-world.ts";

/** Counts the evaluations on different bars, and shows the count. */
const counting = defineStrategy({
  name: "counting",
  version: 1,
  description: "Counts",
  source: "here",
  formula: "count + 1",
  parameters: {},
  barsRequired: () => 1,
  memory: { schema: z.object({ count: z.number() }), initial: { count: 0 } },
  evaluate: ({ instruments, memory: { count } }) => {
    const signal: Signal = { action: "hold", reason: "SIG_COUNTED", indicators: { count } };
    return { signals: new Map(instruments.map(({ id }) => [id, signal])), memory: { count: count + 1 } };
  },
});

const settingsWith = (strategy: unknown): DecisionSettings => ({
  ...SETTINGS,
  parameters: {},
  strategy: strategy as StrategyDeclaration,
});

/** The same world an hour later for each bar that closed. */
function inputAfter(bars: number, memory: KeptMemory | undefined): DecisionInput {
  const later = (at: Timestamp): Timestamp => addDuration(at, minutes(60 * bars));
  const quote = quoteWith({ updatedAt: later(NOW) });
  const view = (of: typeof STOCK) =>
    viewOf([], { quote, bars: { kind: "bars", bars: barsClosingAt(later(BAR_CLOSE), 60, [101, 101]) } }, of);
  return {
    ...inputOf([view(STOCK), view(OTHER)]),
    now: later(NOW),
    ...(memory === undefined ? {} : { memory }),
  };
}

function decidedAfter(bars: number, memory: KeptMemory | undefined) {
  const plan = decide(inputAfter(bars, memory), settingsWith(counting));
  const counts = plan.decisions.map(({ signal }) => signal?.indicators["count"]);
  return { counts: [...new Set(counts)], memory: plan.memory };
}

describe("what a strategy remembers", () => {
  it("is what it was before, as long as no new bar closes", () => {
    const first = decidedAfter(0, undefined);
    expect(first.counts).toEqual([0]);
    expect(first.memory).toEqual({ newestBarAt: BAR_CLOSE, before: { count: 0 }, after: { count: 1 } });
    const again = decidedAfter(0, first.memory);
    expect(again).toEqual(first);
  });

  it("goes on with each new bar", () => {
    let memory: KeptMemory | undefined;
    const counts = [0, 0, 1, 1, 1, 2, 5].map((bars) => {
      const decided = decidedAfter(bars, memory);
      ({ memory } = decided);
      return decided.counts;
    });
    expect(counts).toEqual([[0], [0], [1], [1], [1], [2], [3]]);
  });

  it("takes each bar once, also where the instrument with the newest is out of sight now and then", () => {
    const older = barsClosingAt(timestamp(BAR_CLOSE - minutes(60)), 60, [101, 101]);
    const other = viewOf([], { bars: { kind: "bars", bars: older, delayedByMinutes: 0 } }, OTHER);
    const seen = viewOf([101, 101]);
    const unseen = viewOf([], { bars: { kind: "failed", code: "BARS_UNREADABLE" } });
    let memory: KeptMemory | undefined;
    const counts = [seen, unseen, seen, unseen, unseen, seen].map((stock) => {
      const input = { ...inputOf([stock, other]), ...(memory === undefined ? {} : { memory }) };
      const plan = decide(input, settingsWith(counting));
      memory = plan.memory;
      return plan.decisions.find(({ instrument }) => instrument.id === OTHER.id)?.signal?.indicators["count"];
    });
    expect(counts).toEqual([0, 0, 0, 0, 0, 0]);
    expect(memory).toEqual({ newestBarAt: BAR_CLOSE, before: { count: 0 }, after: { count: 1 } });
    expect(decidedAfter(1, memory).counts).toEqual([1]);
  });

  it("stays as it was where the strategy gives no answer", () => {
    const { memory } = decidedAfter(0, undefined);
    const broken = {
      ...counting,
      evaluate: () => {
        throw new Error("broken");
      },
    };
    const plan = decide(inputAfter(1, memory), settingsWith(broken));
    expect([plan.memory, plan.failure]).toEqual([undefined, "it threw Error: broken"]);
    expect(plan.decisions.map(({ action, reason, denialDetail }) => [action, reason, denialDetail])).toEqual([
      ["hold", "STRATEGY_FAILED", "it threw Error: broken"],
      ["hold", "STRATEGY_FAILED", "it threw Error: broken"],
    ]);
  });

  it("is nothing for a strategy without a memory", () => {
    expect(decide(inputAfter(0, undefined), { ...SETTINGS }).memory).toBeUndefined();
  });

  it.each([
    ["fits", { count: 1 }, { count: 2 }, true],
    ["fits no more", { count: 1 }, { counted: 2 }, false],
    ["breaks its schema off", { count: 1 }, { count: 13 }, false],
  ])("is asked of its schema whether it still %s", (_, before, after, fits) => {
    const noThirteen = z.refine<number>((count) => {
      if (count === 13) throw new Error("a schema may hold code");
      return true;
    });
    const schema = z.object({ count: z.number().check(noThirteen) });
    const kept = { newestBarAt: BAR_CLOSE, before, after };
    expect(fitsMemory({ memory: { schema, initial: { count: 0 } } }, kept)).toBe(fits);
  });
});
