import { assert } from "../domain/assert.ts";
import type { InstrumentId } from "../domain/instrument.ts";
import { minutes, subtractDuration, type Timestamp } from "../domain/time.ts";
import { barDelayMinutes } from "./bar-delay.ts";
import { barCloseAt, closedBars } from "../strategy/closed-bars.ts";
import type { Signal } from "../strategy/contract.ts";
import type { Budget } from "./budget.ts";
import { openingBudget, spend } from "./budget.ts";
import type { DataContext } from "./data-gates.ts";
import { DATA_GATES } from "./data-gates.ts";
import type { Decision } from "./decision.ts";
import type { DecisionInput, DecisionSettings, MarketView } from "./decision-input.ts";
import { marketFacts } from "./facts.ts";
import type { GateCheck, GateResult } from "./gate.ts";
import { runGates } from "./gate.ts";
import { judgeOrder } from "./judge-order.ts";

/**
 * Decides about each instrument exactly once: data gates, strategy, sizing, limits. Gives the decisions in the order
 * in which their orders are to be sent: sell signals, then buy signals, then all others, each by instrument id;
 * limits are used up in that order, whatever the order of the input.
 */
export function decide(input: DecisionInput, settings: DecisionSettings): readonly Decision[] {
  const screened = inIdOrder(input.instruments).map((view) => screen(view, input.now, settings));
  const signals = evaluateStrategy(screened, input, settings);
  const rank = ({ context }: Screened): number => {
    const action = signals.get(context.view.instrument.id)?.action ?? "hold";
    return ["sell", "buy", "hold"].indexOf(action);
  };
  const inTurn = [...screened].sort((a, b) => rank(a) - rank(b)); // stable: by id within a rank

  const decisions: Decision[] = [];
  let budget = openingBudget(input.account);
  for (const one of inTurn) {
    const decision = decideOne(one, { input, settings, budget, signals });
    if (decision.approved !== undefined) budget = spend(budget, decision.instrument.id);
    decisions.push(decision);
  }
  return decisions;
}

interface Screened {
  readonly context: DataContext;
  readonly quality: GateResult;
}

function inIdOrder(views: readonly MarketView[]): readonly MarketView[] {
  const ids = new Set(views.map(({ instrument }) => instrument.id));
  assert(ids.size === views.length, "an instrument is to be decided about twice in one cycle");
  return [...views].sort((a, b) => (a.instrument.id < b.instrument.id ? -1 : 1));
}

function screen(view: MarketView, now: Timestamp, settings: DecisionSettings): Screened {
  const bars = view.bars.kind === "bars" ? view.bars.bars : [];
  const seenUntil = subtractDuration(now, minutes(barDelayMinutes(view)));
  const closed = closedBars(bars, settings.barMinutes, seenUntil);
  const barsRequired = settings.strategy.barsRequired(settings.parameters);
  const context: DataContext = { now, view, closed, barsRequired, settings };
  return { context, quality: runGates(DATA_GATES, context) };
}

type Signals = ReadonlyMap<InstrumentId, Signal>;

/** The strategy sees exactly the instruments whose data passed. */
function evaluateStrategy(
  screened: readonly Screened[],
  { now }: DecisionInput,
  { strategy, parameters }: DecisionSettings,
): Signals {
  const instruments = screened
    .filter(({ quality }) => quality.denial === undefined)
    .map(({ context }) => ({ id: context.view.instrument.id, bars: context.closed }));
  return strategy.evaluate({ now, parameters, instruments });
}

interface Round {
  readonly input: DecisionInput;
  readonly settings: DecisionSettings;
  readonly budget: Budget;
  readonly signals: Signals;
}

const NO_SIGNAL: Signal = { action: "hold", reason: "SIG_NOT_GIVEN", indicators: {} };

function decideOne({ context, quality }: Screened, round: Round): Decision {
  const { denial, checks } = quality;
  const base = baseOf(context);
  const seen = marketFacts(context);
  if (denial !== undefined) {
    const facts = { ...seen, gates: checks };
    return { ...base, action: "hold", reason: denial, denial, denialDetail: detailOf(checks), facts };
  }
  const signal = round.signals.get(base.instrument.id) ?? NO_SIGNAL;
  const facts = { ...seen, signal, gates: checks };
  if (signal.action === "hold") return { ...base, action: "hold", reason: signal.reason, signal, facts };

  const { account } = round.input;
  const judgement = judgeOrder(context, signal.action, { account, budget: round.budget });
  const allFacts = { ...facts, ...judgement.judged, gates: [...checks, ...judgement.checks] };
  if (judgement.kind === "denied") {
    const { code } = judgement;
    const denialDetail = comparisonOf(judgement.checks);
    return { ...base, action: "hold", reason: code, denial: code, denialDetail, signal, facts: allFacts };
  }
  const { order: approved } = judgement;
  return { ...base, action: signal.action, reason: signal.reason, signal, facts: allFacts, approved };
}

/** What the last gate found, which is the one that did not pass. */
const detailOf = (checks: readonly GateCheck[]): string => String(checks.at(-1)?.value ?? "");

/** What it found, and what it held that against. */
function comparisonOf(checks: readonly GateCheck[]): string {
  const { value = "", limit } = checks.at(-1) ?? {};
  return limit === undefined ? String(value) : `${value}, and the limit is ${limit}`;
}

function baseOf({ view, now, closed, barsRequired, settings }: DataContext) {
  const newest = closed.at(-1);
  return {
    instrument: view.instrument,
    decidedAt: now,
    barsRequired,
    barsAvailable: closed.length,
    ...(newest === undefined ? {} : { decisionBarCloseAt: barCloseAt(newest, settings.barMinutes) }),
  };
}
