import type { Signal, StrategyDeclaration } from "../../core/strategy/contract.ts";
import { evaluate } from "../../core/strategy/evaluate.ts";
import type { Check } from "../../report/check.ts";
import { roughDataFault } from "./rough-data.ts";
import { startOf } from "./trial-bars.ts";
import {
  textOf,
  trialMarket,
  viewAt,
  walk,
  wideMarket,
  withOtherFuture,
  type Market,
  type Step,
  type Trial,
} from "./trial.ts";

/** Steps of a walk; enough for whatever changes from bar to bar to have changed. */
const STEPS = 150;
const SEED = 2026;
/** What a step of a thousand instruments may take before it is worth a word, and before no cycle could do it. */
const SLOW_MS = 250;
const TOO_SLOW_MS = 5_000;

export interface Tried {
  /** The strategy from its beginning, with nothing left of what was asked of it before. */
  readonly anew: () => StrategyDeclaration;
  readonly trial: Trial;
  readonly monotonicMs: () => number;
}

/**
 * Tries a strategy on real and invented prices: whether it always answers, answers the same to the same question, sees
 * nothing of the future, and is quick enough.
 */
export function checkStrategy({ anew, trial, monotonicMs }: Tried): readonly Check[] {
  const market = trialMarket(SEED, trial.barsRequired + STEPS, trial.barMinutes);
  const steps = walk(anew(), market, trial);
  const answers = answersCheck(steps, market);
  if (answers.verdict === "fail") return [answers];
  const world: World = { market, trial, steps, anew };
  return [
    answers,
    repeatableCheck(world),
    lookAheadCheck(world),
    orderCheck(world),
    barsRequiredCheck(world),
    roughCheck(anew, trial),
    speedCheck(anew(), trial, monotonicMs),
  ];
}

interface World {
  readonly market: Market;
  readonly trial: Trial;
  readonly steps: readonly Step[];
  readonly anew: () => StrategyDeclaration;
}

const fine = (name: string, finding: string): Check => ({ name, verdict: "ok", finding });
const bad = (name: string, finding: string, remedy: string): Check => ({
  name,
  verdict: "fail",
  finding,
  remedy,
});

function answersCheck(steps: readonly Step[], { series }: Market): Check {
  const name = "answers";
  for (const { place, evaluation } of steps) {
    if (evaluation.kind === "failed") {
      return bad(
        name,
        `after ${place + 1} bars ${evaluation.detail}`,
        "a signal for each instrument it is shown, and nothing changed in what it is shown: that cannot be written to",
      );
    }
  }
  const kinds = new Map<string, number>();
  for (const { evaluation } of steps) {
    if (evaluation.kind === "failed") continue;
    for (const { action } of evaluation.signals.values()) kinds.set(action, (kinds.get(action) ?? 0) + 1);
  }
  const counts = [...kinds].map(([action, count]) => `${count} ${action}`).join(", ");
  if (kinds.size === 0)
    return {
      ...bad(name, "it was never shown an instrument", "barsRequired is too high to be tried"),
      verdict: "warn",
    };
  return fine(name, `${steps.length} evaluations of ${series.size} instruments: ${counts}`);
}

/** Where an answer differs from that of the walk, in words; `undefined` when none does. */
function firstDifference(
  { market, trial, steps }: Omit<World, "anew">,
  strategy: StrategyDeclaration,
  how: { readonly reversed?: boolean; readonly newest?: number } = {},
): string | undefined {
  for (const { place, memory, evaluation } of steps) {
    const again = evaluate(strategy, viewAt(market, trial, { place, memory, ...how }));
    if (textOf(again) !== textOf(evaluation)) return `${dateOf(market, place)} (bar ${place + 1})`;
  }
  return undefined;
}

const dateOf = ({ barMinutes }: Market, place: number): string =>
  new Date(startOf(place, barMinutes)).toISOString().slice(0, 16);

function repeatableCheck(world: World): Check {
  const name = "repeatable";
  const strategy = world.anew();
  const difference =
    firstDifference(world, strategy) ??
    firstDifference(world, strategy) ??
    firstDifference(world, world.anew());
  return difference === undefined
    ? fine(name, "the same bars give the same answers, also from the beginning")
    : bad(
        name,
        `the same bars gave another answer, at ${difference}`,
        "take nothing from a variable that outlives the evaluation, from the clock or from chance; what must be remembered belongs into memory",
      );
}

/** How many ends of what is known are tried. */
const CUTS = 25;

/**
 * A strategy that has seen the future, and one for which the future is another one, must answer about the past like one
 * that never knew it.
 */
function lookAheadCheck(world: World): Check {
  const name = "look_ahead";
  const { market, steps } = world;
  const backwards = { ...world, steps: steps.toReversed() };
  const seen = firstDifference(backwards, world.anew());
  if (seen !== undefined) return lookedAhead(seen);
  const every = Math.max(1, Math.floor(steps.length / CUTS));
  const cuts = steps.filter((_, index) => index % every === 0);
  for (const { place } of cuts) {
    const past = steps
      .filter((step) => step.place <= place)
      .slice(-3)
      .toReversed();
    const other = { ...world, market: withOtherFuture(market, place + 1), steps: past };
    const strategy = world.anew();
    evaluate(
      strategy,
      viewAt(other.market, world.trial, { place: market.length - 1, memory: strategy.memory?.initial }),
    );
    const difference = firstDifference(other, strategy);
    if (difference !== undefined) return lookedAhead(difference);
  }
  return fine(
    name,
    `cutting off or changing the future at ${cuts.length} places changes no answer before it`,
  );
}

const lookedAhead = (where: string): Check =>
  bad(
    "look_ahead",
    `what came later changes the answer of ${where}`,
    "decide by the bars of the view alone: nothing may be kept from one evaluation to the next but memory",
  );

function orderCheck(world: World): Check {
  const difference = firstDifference(world, world.anew(), { reversed: true });
  return difference === undefined
    ? fine("order", "the order of the instruments changes nothing")
    : bad(
        "order",
        `the instruments in another order gave another answer, at ${difference}`,
        "rank by figures and then by id, never by the place in the list",
      );
}

const MULTIPLES = [1, 1.5, 2, 3];

/** What is not seen of a longer past: nothing for windows, a little for averages that never forget. */
function barsRequiredCheck(world: World): Check {
  const name = "bars_required";
  const { barsRequired } = world.trial;
  const rows = MULTIPLES.map((multiple) => warmUpOf(world, Math.max(1, Math.ceil(barsRequired * multiple))));
  const [first] = rows;
  if (first === undefined || first.figures === 0)
    return fine(name, `${barsRequired} bars are enough: more of them change no answer`);
  const table = rows
    .map(({ bars, actions, figures }) => `${bars} bars: ${actions} other signals, ${figures} other figures`)
    .join("; ");
  return {
    name,
    verdict: "warn",
    finding: `of ${first.answers} answers: ${table}`,
    remedy:
      "let barsRequired grow until the signals are the same, or live with it: a restart may decide otherwise than before",
  };
}

interface WarmUp {
  readonly bars: number;
  readonly answers: number;
  readonly actions: number;
  readonly figures: number;
}

function warmUpOf({ market, trial, steps, anew }: World, bars: number): WarmUp {
  const strategy = anew();
  let [answers, actions, figures] = [0, 0, 0];
  for (const { place, memory, evaluation } of steps) {
    const short = evaluate(strategy, viewAt(market, trial, { place, memory, newest: bars }));
    if (short.kind === "failed" || evaluation.kind === "failed") continue;
    for (const [id, signal] of evaluation.signals) {
      const other = short.signals.get(id);
      answers += 1;
      if (other?.action !== signal.action) actions += 1;
      if (!hasSameFigures(signal, other)) figures += 1;
    }
  }
  return { bars, answers, actions, figures };
}

/** Sums that begin elsewhere end in other last digits; that is no difference. */
const ROUNDING = 1e-9;

function hasSameFigures(signal: Signal, other: Signal | undefined): boolean {
  if (other?.action !== signal.action || other.reason !== signal.reason) return false;
  return Object.entries(signal.indicators).every(([name, figure]) => {
    const found = other.indicators[name] ?? NaN;
    return Math.abs(found - figure) <= ROUNDING * Math.max(1, Math.abs(figure));
  });
}

function roughCheck(anew: () => StrategyDeclaration, trial: Trial): Check {
  const fault = roughDataFault(anew, trial);
  return fault === undefined
    ? fine(
        "rough_data",
        "answers to prices that stand still or are tiny, huge or missing, to one instrument, none and 1,000",
      )
    : bad(
        "rough_data",
        fault,
        "expect bars of any price above zero and of any distance, and any number of instruments",
      );
}

const WIDE_BARS = 500;
const ANSWERS_ALL = "answer for any number of bars and of instruments";

function speedCheck(strategy: StrategyDeclaration, trial: Trial, monotonicMs: () => number): Check {
  const length = Math.max(WIDE_BARS, trial.barsRequired);
  const what = `1,000 instruments of ${length} bars`;
  const market = wideMarket(1_000, length, trial.barMinutes);
  const view = viewAt(market, trial, { place: length - 1, memory: strategy.memory?.initial });
  const compiled = evaluate(strategy, view);
  const began = monotonicMs();
  const evaluation = evaluate(strategy, view);
  const took = Math.round(monotonicMs() - began);
  const failure = [compiled, evaluation].find(({ kind }) => kind === "failed");
  if (failure?.kind === "failed") return bad("speed", `with ${what} ${failure.detail}`, ANSWERS_ALL);
  const finding = `${what} take ${took} ms`;
  if (took <= SLOW_MS) return fine("speed", finding);
  const remedy = "go through the bars once, and not once for each bar";
  return { name: "speed", verdict: took <= TOO_SLOW_MS ? "warn" : "fail", finding, remedy };
}
