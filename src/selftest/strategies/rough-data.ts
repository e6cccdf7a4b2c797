import type { StrategyDeclaration } from "../../core/strategy/contract.ts";
import type { Bar } from "../../core/domain/market-data.ts";
import { evaluate } from "../../core/strategy/evaluate.ts";
import { Chance } from "../chance.ts";
import { flatBars, wanderingBars, withGaps } from "./trial-bars.ts";
import { viewAt, wideMarket, type Market, type Trial } from "./trial.ts";

/** Markets that no test of an idea thinks of, each with what it is called. */
function roughMarkets({ barMinutes, barsRequired }: Trial): readonly (readonly [string, Market])[] {
  const length = barsRequired * 2 + 20;
  const wandering = wanderingBars(length, new Chance(7), barMinutes);
  const scaled = (factor: number): readonly Bar[] =>
    wandering.map(({ startAt, open, high, low, close }) =>
      Object.freeze({
        startAt,
        open: open * factor,
        high: high * factor,
        low: low * factor,
        close: close * factor,
      }),
    );
  const of = (...all: readonly (readonly Bar[])[]): Market => {
    const { series } = wideMarket(all.length, 1, barMinutes);
    return {
      barMinutes,
      length,
      series: new Map([...series.keys()].map((id, place) => [id, all[place] ?? []])),
    };
  };
  return [
    ["prices that stand still", of(flatBars(length, barMinutes), flatBars(length, barMinutes))],
    ["bars with gaps", of(withGaps(withGaps(wandering)), withGaps(wandering))],
    ["tiny prices", of(scaled(1e-8), wandering)],
    ["huge prices", of(scaled(1e8), wandering)],
    ["one instrument", of(wandering)],
    ["no instrument", of()],
    ["1,000 instruments", wideMarket(1_000, length, barMinutes)],
  ];
}

/** What it does wrong with one of them; `undefined` when nothing. */
export function roughDataFault(anew: () => StrategyDeclaration, trial: Trial): string | undefined {
  for (const [words, market] of roughMarkets(trial)) {
    const strategy = anew();
    const view = viewAt(market, trial, { place: market.length - 1, memory: strategy.memory?.initial });
    const evaluation = evaluate(strategy, view);
    if (evaluation.kind === "failed") return `with ${words} ${evaluation.detail}`;
  }
  return undefined;
}
