import { describe, expect, it } from "vitest";
import type { StrategyDeclaration } from "../../../src/core/strategy/contract.ts";
import { factsOf } from "../../../src/core/strategy/contract.ts";
import { declarationFault } from "../../../src/core/strategy/declaration-fault.ts";
import { movingAverage } from "../../../src/core/strategy/moving-average.ts";
import { STRATEGIES } from "../../../src/core/strategy/registry.ts";
import { simpleMovingAverageSeries } from "../../../src/core/strategy/indicators/simple-moving-average.ts";
import { defineStrategy, type InstrumentView, type Signal } from "../../../src/core/strategy/contract.ts";
import { exponentialMovingAverageSeries } from "../../../src/core/strategy/indicators/exponential-moving-average.ts";
import { checkStrategy } from "../../../src/selftest/strategies/check-strategy.ts";

const defaultsOf = ({ parameters }: StrategyDeclaration) =>
  Object.fromEntries(Object.entries(factsOf(parameters)).map(([name, each]) => [name, each.default]));

/** A clock on which nothing takes any time, so that a test says nothing about the machine. */
const monotonicMs = (): number => 0;

function checked(anew: () => StrategyDeclaration, barMinutes: 60 | 1440 = 60) {
  const declaration = anew();
  const parameters = defaultsOf(declaration);
  const trial = { parameters, barMinutes, barsRequired: declaration.barsRequired(parameters) };
  return checkStrategy({ anew, trial, monotonicMs });
}

const badIn = (anew: () => StrategyDeclaration) =>
  checked(anew).flatMap(({ name, verdict, finding }) => (verdict === "ok" ? [] : [[verdict, name, finding]]));

const strategyThat = (evaluate: (instruments: readonly InstrumentView[]) => Map<string, Signal>, bars = 10) =>
  defineStrategy({
    name: "planted",
    version: 1,
    description: "d",
    source: "s",
    formula: "f",
    parameters: {},
    barsRequired: () => bars,
    evaluate: ({ instruments }) => ({ signals: evaluate(instruments) as Map<never, Signal> }),
  });

const each = (instruments: readonly InstrumentView[], say: (view: InstrumentView, place: number) => Signal) =>
  new Map(instruments.map((view, place) => [view.id, say(view, place)]));
const hold = (figure: number): Signal => ({ action: "hold", reason: "SIG_X", indicators: { figure } });
const isBuy = (yes: boolean): Signal => ({ action: yes ? "buy" : "hold", reason: "SIG_X", indicators: {} });

describe("every strategy there is", () => {
  it.each(STRATEGIES.map((strategy) => [strategy.name, strategy] as const))("%s passes", (_, strategy) => {
    expect(declarationFault(strategy)).toBeUndefined();
    const barMinutes = strategy.barMinutes === undefined ? 60 : 1440;
    const verdicts = checked(() => strategy, barMinutes).map(({ name, verdict }) => `${name} ${verdict}`);
    expect(verdicts).toEqual(
      ["answers", "repeatable", "look_ahead", "order", "bars_required", "rough_data", "speed"].map(
        (name) => `${name} ok`,
      ),
    );
  });
});

describe("a strategy is caught that", () => {
  it("remembers the longest history it has seen, and with it the future", () => {
    const anew = () => {
      let longest = 0;
      return strategyThat((instruments) =>
        each(instruments, ({ bars }) => {
          longest = Math.max(longest, bars.length);
          return isBuy(bars.length < longest);
        }),
      );
    };
    const found = badIn(anew);
    expect(found.map(([verdict, name]) => `${String(verdict)} ${String(name)}`)).toContain("fail look_ahead");
  });

  it("keeps the bars of an evaluation, and looks a price up in them later", () => {
    const anew = () => {
      const closes = new Map<string, number>();
      const strategy = strategyThat((instruments) =>
        each(instruments, ({ id, bars }) => {
          for (const bar of bars) closes.set(`${id} ${bar.startAt}`, bar.close);
          const last = bars.at(-1);
          const next = closes.get(`${id} ${(last?.startAt ?? 0) + 3_600_000}`);
          return isBuy(next !== undefined && next > (last?.close ?? 0));
        }),
      );
      return strategy;
    };
    expect(badIn(anew)).toContainEqual([
      "fail",
      "look_ahead",
      expect.stringMatching(/^what came later changes the answer of 2015-01-\d\dT\d\d:00 \(bar \d+\)$/),
    ]);
  });

  it("counts its evaluations", () => {
    const anew = () => {
      let count = 0;
      return strategyThat((instruments) => each(instruments, () => hold((count += 1))));
    };
    expect(badIn(anew)).toContainEqual([
      "fail",
      "repeatable",
      expect.stringContaining("the same bars gave another answer"),
    ]);
  });

  it("asks the clock, or chance", () => {
    for (const ask of [() => performance.now(), () => Math.random()]) {
      expect(badIn(() => strategyThat((instruments) => each(instruments, () => hold(ask()))))).toContainEqual(
        ["fail", "repeatable", expect.stringContaining("(bar 10)")],
      );
    }
  });

  it("goes by the place in the list", () => {
    const anew = () => strategyThat((instruments) => each(instruments, (_, place) => isBuy(place === 0)));
    expect(badIn(anew)).toEqual([
      ["fail", "order", expect.stringContaining("the instruments in another order")],
    ]);
  });

  it("needs more bars than it says", () => {
    const mean = ({ bars }: InstrumentView): number =>
      simpleMovingAverageSeries(
        bars.map(({ close }) => close),
        Math.min(20, bars.length),
      ).at(-1) ?? 0;
    const anew = () => strategyThat((instruments) => each(instruments, (view) => hold(mean(view))), 10);
    const [found, ...others] = badIn(anew);
    expect(others).toEqual([]);
    expect(found?.slice(0, 2)).toEqual(["warn", "bars_required"]);
    expect(found?.[2]).toMatch(
      /^of \d+ answers: 10 bars: 0 other signals, [1-9]\d* other figures; 15 bars: .*; 20 bars: 0 other signals, 0 other figures; 30 bars: 0 other signals, 0 other figures$/,
    );
  });

  it("never forgets the past, and is told how much of it is left", () => {
    const anew = () =>
      strategyThat((instruments) =>
        each(instruments, ({ bars }) => {
          const closes = bars.map(({ close }) => close);
          return hold(exponentialMovingAverageSeries(closes, 10).at(-1) ?? 0);
        }),
      );
    expect(badIn(anew).map(([verdict, name]) => [verdict, name])).toEqual([["warn", "bars_required"]]);
  });

  it.each<[string, (view: InstrumentView) => Signal, string]>([
    [
      "writes into the bars",
      ({ bars }) => hold(Reflect.apply(Array.prototype.push, bars, [1])),
      "it threw TypeError",
    ],
    [
      "sorts the bars where they are",
      ({ bars }) => hold((bars as InstrumentView["bars"] & unknown[]).sort(() => 1).length),
      "it threw TypeError",
    ],
    [
      "divides by a range that is none",
      ({ bars: [a, b] }) => hold(1 / ((a?.close ?? 0) - (b?.close ?? 0))),
      "expected a finite number",
    ],
  ])("%s", (_, say, expected) => {
    const found = badIn(() => strategyThat((instruments) => each(instruments, say)));
    expect(found).toEqual([["fail", "answers", expect.stringContaining(expected)]]);
  });

  it("cannot do without a second instrument", () => {
    const anew = () =>
      strategyThat((instruments) => {
        if (instruments.length < 2) throw new Error("one is too few");
        return each(instruments, () => hold(1));
      });
    expect(badIn(anew)).toEqual([
      ["fail", "rough_data", "with one instrument it threw Error: one is too few"],
    ]);
  });

  it("takes its time", () => {
    let now = 0;
    const [speed] = checkStrategy({
      anew: () => movingAverage as StrategyDeclaration,
      trial: {
        parameters: defaultsOf(movingAverage as StrategyDeclaration),
        barMinutes: 60,
        barsRequired: 21,
      },
      monotonicMs: () => (now += 251),
    }).filter(({ name }) => name === "speed");
    expect([speed?.verdict, speed?.finding]).toEqual(["warn", "1,000 instruments of 500 bars take 251 ms"]);
  });

  it("breaks off only where there is very much to see", () => {
    const tooMuch = () =>
      strategyThat((instruments) =>
        each(instruments, ({ bars }) => {
          if (bars.length >= 500) throw new Error("too much");
          return hold(1);
        }),
      );
    expect(badIn(tooMuch)).toEqual([
      ["fail", "speed", "with 1,000 instruments of 500 bars it threw Error: too much"],
    ]);
  });
});
