import type { z } from "zod/mini";
import type { InstrumentId } from "../domain/instrument.ts";
import type { Timestamp } from "../domain/time.ts";
import { countsFrom, lastFullMonth, monthTable } from "./calendar-months.ts";
import { chooseBest, type Candidate, type Choice } from "./choose-best.ts";
import {
  defineStrategy,
  type InstrumentStanding,
  type InstrumentView,
  type Signal,
  type StrategyView,
} from "./contract.ts";
import { monthlyMomentum, type MonthlyMomentum } from "./monthly-momentum.ts";
import { anyNumber, wholeNumber } from "./parameter.ts";

const PARAMETERS = {
  lookback_months: wholeNumber({
    default: 12,
    min: 1,
    max: 24,
    unit: "calendar months",
    description: "Monthly returns that make up the momentum",
  }),
  skip_months: wholeNumber({
    default: 1,
    min: 0,
    max: 3,
    unit: "calendar months",
    description: "Newest full months that are left out of it",
  }),
  top_n: wholeNumber({
    default: 3,
    min: 1,
    max: 50,
    unit: "instruments",
    description: "Instruments held at most, each with an equal share of the equity",
  }),
  exit_margin: wholeNumber({
    default: 1,
    min: 0,
    max: 50,
    unit: "ranks",
    description: "Ranks below the best ones on which an instrument that is held is still kept",
  }),
  momentum_min_pct: anyNumber({
    default: 0,
    min: -100,
    max: 1000,
    unit: "percent",
    description: "Momentum that an instrument must exceed to be held at all",
  }),
  tolerance_pct: anyNumber({
    default: 2,
    min: 0,
    max: 50,
    unit: "percent of the equity",
    description: "Distance from its share within which a position is left as it is",
  }),
  month_bars_min: wholeNumber({
    default: 12,
    min: 1,
    max: 31,
    unit: "daily bars",
    description: "Bars a month must have for its return to count",
  }),
  gap_days_max: wholeNumber({
    default: 10,
    min: 1,
    max: 31,
    unit: "days",
    description:
      "Longest time between two bars before an instrument counts as gapped; the longest holidays last nine",
  }),
};

type Rule = { readonly [Name in keyof typeof PARAMETERS]: z.output<(typeof PARAMETERS)[Name]> };
type View = StrategyView<Rule, undefined>;

/**
 * Holds the instruments that have gained most over the twelve calendar months before the last one, and cash in place of
 * those that have lost.
 *
 * The ranking changes with the calendar month alone, so a decision may be made again on any day of it. What is held and
 * cannot be ranked is left as it is, and keeps its share of the money: no information is no reason to sell. What a stop
 * or a person has closed stays closed until the next month.
 */
export const momentumRotation = defineStrategy({
  name: "momentum_rotation",
  version: 1,
  description:
    "The instruments with the highest twelve-month momentum, the last month left out, chosen each month",
  source:
    "N. Jegadeesh and S. Titman, Returns to Buying Winners and Selling Losers, Journal of Finance 48, 1993; the threshold after G. Antonacci, Dual Momentum Investing, 2014",
  formula:
    "momentum = close(end of month t - skip_months) / close(end of month t - skip_months - lookback_months) - 1, t the last full month; hold the top_n highest above momentum_min_pct, keep those held up to rank top_n + exit_margin; weight 1 / top_n each",
  parameters: PARAMETERS,
  mostHeld: (rule) => ({ positions: rule.top_n, weight: shareOf(rule) }),
  sharedParameters: ["lookback_months", "skip_months", "top_n", "exit_margin", "momentum_min_pct"],
  barMinutes: [1440],

  /** As many days as the longest months have, because some markets never close: the month that runs, and one day before them all. */
  barsRequired: ({ lookback_months, skip_months }) => (lookback_months + skip_months + 1) * 31 + 1,

  evaluate: (view) => {
    const rule = view.instruments[0]?.parameters;
    return { signals: rule === undefined ? new Map<InstrumentId, Signal>() : signalsFor(view, rule) };
  },
});

function signalsFor(view: View, rule: Rule): ReadonlyMap<InstrumentId, Signal> {
  const month = lastFullMonth(view.now, view.timeZone);
  const decidedFrom = countsFrom(month, view.timeZone);
  const newest = month.subtract({ months: rule.skip_months });
  const months = monthTable(newest, rule.lookback_months + 1, view.timeZone);
  const ranking = view.instruments.map((instrument): Ranked => {
    const { id, bars, parameters } = instrument;
    const measured = monthlyMomentum(bars, months, parameters);
    const candidate = { id, standing: standingOf(instrument, decidedFrom) };
    return measured.kind === "momentum"
      ? { instrument, measured, candidate: { ...candidate, score: measured.momentum } }
      : { instrument, measured, candidate };
  });
  const unseen = view.unseen.map((one) => ({ id: one.id, standing: standingOf(one, decidedFrom) }));
  const choice = chooseBest([...ranking.map(({ candidate }) => candidate), ...unseen], {
    count: rule.top_n,
    margin: rule.exit_margin,
    above: rule.momentum_min_pct / 100,
  });
  const basis = { until_month: newest.year * 100 + newest.month };
  return new Map(ranking.map((one) => [one.candidate.id, signalFor(one, { rule, choice, basis })]));
}

interface Ranked {
  readonly instrument: InstrumentView<Rule>;
  readonly measured: MonthlyMomentum;
  readonly candidate: Candidate;
}

/** What is held no more, though it was bought or sold since this month's choice, was closed by a stop or a person. */
function standingOf(
  { position, lastBoughtAt, lastSoldAt = lastBoughtAt }: InstrumentStanding,
  decidedFrom: Timestamp,
): Candidate["standing"] {
  if (position !== undefined) return "held";
  if (lastBoughtAt === undefined || lastSoldAt === undefined) return "none";
  return Math.max(lastBoughtAt, lastSoldAt) >= decidedFrom ? "closed" : "none";
}

interface Outcome {
  readonly rule: Rule;
  readonly choice: Choice;
  readonly basis: Readonly<Record<string, number>>;
}

function signalFor({ candidate, measured, instrument }: Ranked, { rule, choice, basis }: Outcome): Signal {
  const { id, standing } = candidate;
  if (measured.kind === "incomplete") {
    return { action: "hold", reason: measured.reason, indicators: { ...basis, ...measured.figures } };
  }
  const { momentum, firstClose, lastClose } = measured;
  const indicators = {
    ...basis,
    first_close: firstClose,
    last_close: lastClose,
    momentum_pct: Math.round(momentum * 1e10) / 1e8,
    rank: choice.ranks.get(id) ?? 0,
    ranked: choice.ranks.size,
  };
  if (!choice.chosen.has(id)) {
    const isTooLow = momentum <= rule.momentum_min_pct / 100;
    const reason = isTooLow ? "SIG_MOMENTUM_TOO_LOW" : "SIG_NOT_AMONG_BEST";
    return { action: standing === "held" ? "sell" : "hold", reason, indicators };
  }
  if (standing === "closed") return { action: "hold", reason: "SIG_CLOSED_THIS_MONTH", indicators };
  const tolerance = instrument.parameters.tolerance_pct / 100;
  return { action: "target", weight: shareOf(rule), tolerance, reason: "SIG_AMONG_BEST", indicators };
}

/** Rounded down, so that all shares together are never more than the whole. */
const shareOf = ({ top_n }: Rule): number => Math.floor(1e6 / top_n) / 1e6;
