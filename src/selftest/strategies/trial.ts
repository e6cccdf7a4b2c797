import { instrument, type InstrumentId } from "../../core/domain/instrument.ts";
import type { Bar, BarMinutes } from "../../core/domain/market-data.ts";
import { addDuration, seconds } from "../../core/domain/time.ts";
import { barCloseAt } from "../../core/strategy/closed-bars.ts";
import type {
  InstrumentView,
  OwnPosition,
  StrategyDeclaration,
  StrategyParameters,
  StrategyView,
} from "../../core/strategy/contract.ts";
import { evaluate, type Evaluation } from "../../core/strategy/evaluate.ts";
import { Chance } from "../chance.ts";
import { flatBars, realBars, startOf, wanderingBars, withGaps } from "./trial-bars.ts";

/** What a strategy is tried with. */
export interface Trial {
  readonly parameters: StrategyParameters;
  readonly barMinutes: BarMinutes;
  /** Of the strategy with these parameters. */
  readonly barsRequired: number;
}

/** Bars of several instruments, on one grid. */
export interface Market {
  readonly barMinutes: BarMinutes;
  readonly series: ReadonlyMap<InstrumentId, readonly Bar[]>;
  /** Places on the grid. */
  readonly length: number;
}

const idOf = (number: number): InstrumentId => instrument("Stock", number).id;

/** Two stretches of a real index, three prices that wander, one of them with gaps, and one that stands still. */
export function trialMarket(seed: number, length: number, barMinutes: BarMinutes): Market {
  const chance = new Chance(seed);
  const wandering = () => wanderingBars(length, chance, barMinutes);
  const all = [
    realBars(length, 0, barMinutes),
    realBars(length, 2_000, barMinutes),
    wandering(),
    wandering(),
    withGaps(wandering()),
    flatBars(length, barMinutes),
  ];
  return { barMinutes, length, series: new Map(all.map((bars, number) => [idOf(number + 1), bars])) };
}

/** As many wandering prices as wanted, which share their bars to save room. */
export function wideMarket(instruments: number, length: number, barMinutes: BarMinutes): Market {
  const bars = Array.from({ length: 10 }, (_, seed) => wanderingBars(length, new Chance(seed), barMinutes));
  const series = new Map(
    Array.from({ length: instruments }, (_, number) => [idOf(number + 1), bars[number % 10] ?? []] as const),
  );
  return { barMinutes, length, series };
}

/** The same up to a place, and another world from there on. */
export function withOtherFuture({ series, ...market }: Market, from: number): Market {
  const at = startOf(from, market.barMinutes);
  const other = (bar: Bar): Bar =>
    bar.startAt < at
      ? bar
      : Object.freeze({
          startAt: bar.startAt,
          open: 200 / bar.open,
          high: 200 / bar.low,
          low: 200 / bar.high,
          close: 200 / bar.close,
        });
  return { ...market, series: new Map([...series].map(([id, bars]) => [id, bars.map(other)])) };
}

interface Look {
  readonly place: number;
  readonly memory: unknown;
  /** How many bars of each instrument are shown; all without it. */
  readonly newest?: number;
  readonly reversed?: boolean;
}

/**
 * What a strategy is shown when the bar of a place has closed: nothing in it can be changed, and what it holds follows
 * from the instrument and the place alone.
 */
export function viewAt({ series, barMinutes }: Market, trial: Trial, look: Look): StrategyView {
  const { place, newest = Infinity, memory, reversed = false } = look;
  const end = startOf(place + 1, barMinutes);
  const instruments = [...series].flatMap(([id, bars], number): InstrumentView[] => {
    const until = bars.findIndex(({ startAt }) => startAt >= end);
    const closed = until === -1 ? bars : bars.slice(0, until);
    if (closed.length < trial.barsRequired || closed.length === 0) return [];
    const shown = Object.freeze(closed.slice(Math.max(0, closed.length - newest)));
    const position = positionIn(closed, number + place, barMinutes);
    const base = { id, parameters: trial.parameters, bars: shown };
    return [Object.freeze(position === undefined ? base : { ...base, position })];
  });
  const lastBar = instruments.flatMap(({ bars }) => bars.slice(-1)).reduce(later, undefined);
  const newestAt = lastBar === undefined ? end : barCloseAt(lastBar, barMinutes);
  return Object.freeze({
    now: addDuration(newestAt, seconds(30)),
    barMinutes,
    timeZone: "America/New_York",
    instruments: Object.freeze(reversed ? instruments.toReversed() : instruments),
    unseen: Object.freeze([]),
    memory,
  });
}

const later = (a: Bar | undefined, b: Bar): Bar => (a === undefined || b.startAt > a.startAt ? b : a);

/** In a third of all cases something is held, bought some bars ago. */
function positionIn(bars: readonly Bar[], draw: number, barMinutes: BarMinutes): OwnPosition | undefined {
  if (draw % 3 !== 0) return undefined;
  const bought = bars.at(-1 - (draw % 25)) ?? bars[0];
  if (bought === undefined) return undefined;
  const at = barCloseAt(bought, barMinutes);
  const entry = Object.freeze({ at, quantity: 10, price: bought.close });
  return Object.freeze({
    quantity: 10,
    averagePrice: bought.close,
    openedAt: at,
    entries: Object.freeze([entry]),
  });
}

/** An answer as text, the same for the same answer, in whatever order its signals came. */
export function textOf(evaluation: Evaluation): string {
  if (evaluation.kind === "failed") return JSON.stringify(evaluation);
  const signals = [...evaluation.signals]
    .map(([id, { indicators, ...signal }]) => [id, inOrder(signal), inOrder(indicators)])
    .sort(([a], [b]) => (String(a) < String(b) ? -1 : 1));
  return JSON.stringify({ signals, memory: evaluation.memory });
}

const inOrder = (of: object): readonly unknown[] => Object.entries(of).sort(([a], [b]) => (a < b ? -1 : 1));

/** One evaluation of a walk through a market. */
export interface Step {
  readonly place: number;
  readonly memory: unknown;
  readonly evaluation: Evaluation;
}

/** Every place from the first that has enough bars on, in the order of time, each beginning with what the one before remembered. */
export function walk(strategy: StrategyDeclaration, market: Market, trial: Trial): readonly Step[] {
  const steps: Step[] = [];
  let memory: unknown = strategy.memory?.initial;
  for (let place = Math.max(trial.barsRequired - 1, 0); place < market.length; place += 1) {
    const evaluation = evaluate(strategy, viewAt(market, trial, { place, memory }));
    steps.push({ place, memory, evaluation });
    if (evaluation.kind === "answered" && evaluation.memory !== undefined) memory = evaluation.memory;
  }
  return steps;
}
