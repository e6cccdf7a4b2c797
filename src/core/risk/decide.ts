import { assert } from "../domain/assert.ts";
import { present } from "../domain/present.ts";
import type { InstrumentId } from "../domain/instrument.ts";
import { minutes, subtractDuration, type Timestamp } from "../domain/time.ts";
import { barDelayMinutes } from "./bar-delay.ts";
import { barCloseAt, closedBars } from "../strategy/closed-bars.ts";
import type { InstrumentStanding, InstrumentView, Signal } from "../strategy/contract.ts";
import { evaluate } from "../strategy/evaluate.ts";
import { memoryAfter, memoryAt, type KeptMemory } from "../strategy/strategy-memory.ts";
import { openingBudget, type OpenBudget } from "./budget.ts";
import type { DataContext } from "./data-context.ts";
import { BAR_GATES, TRADING_GATES } from "./data-gates.ts";
import type { Decision } from "./decision.ts";
import type { DenialCode } from "./denials.ts";
import {
  parametersOf,
  type AccountView,
  type DecisionInput,
  type DecisionSettings,
  type MarketView,
} from "./decision-input.ts";
import { marketFacts } from "./facts.ts";
import type { GateCheck } from "./gate.ts";
import { runGates } from "./gate.ts";
import { judgeOrder, wishIn } from "./judge-order.ts";
import type { Wish } from "./wish.ts";

/**
 * Decides about each instrument exactly once: data gates, strategy, sizing, limits. Gives the decisions in the order
 * in which their orders are to be sent: sell signals, then buy signals, then all others, each by instrument id;
 * limits are used up in that order, whatever the order of the input.
 */
export function decide(input: DecisionInput, settings: DecisionSettings): Plan {
  const inOrder = inIdOrder(input.instruments).map((view) => screen(view, input.now, settings));
  const { signals, memory, failure } = evaluateStrategy(inOrder, input, settings);
  const screened = failure === undefined ? inOrder : inOrder.map((one) => withoutAnswer(one, failure));
  const wished = screened.map((one) => ({ ...one, ...wishAbout(one, signals, input.account) }));
  const inTurn = wished.sort((a, b) => RANK[a.wish.kind] - RANK[b.wish.kind]); // stable: by id within a rank

  const decisions: Decision[] = [];
  const budget = openingBudget(input);
  for (const one of inTurn) {
    decisions.push(decideOne(one, { input, budget }));
  }
  return { decisions, ...present({ memory, failure }) };
}

/** What is to be done, in the order in which it is to be sent, and what the strategy wants remembered. */
interface Plan {
  readonly decisions: readonly Decision[];
  readonly memory?: KeptMemory;
  /** Why the strategy gave no answer to act on. */
  readonly failure?: string;
}

interface Screened {
  readonly context: DataContext;
  /** Of the gates about trading and of those about the bars, each up to the one that did not pass. */
  readonly checks: readonly GateCheck[];
  /** The first that did not pass. */
  readonly denial?: DenialCode;
  /** Whether the strategy may see the instrument. */
  readonly hasSoundBars: boolean;
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
  const barsRequired = settings.strategy.barsRequired(parametersOf(settings, view.instrument.id));
  const context: DataContext = { now, view, closed, barsRequired, settings };
  const [trading, sound] = [runGates(TRADING_GATES, context), runGates(BAR_GATES, context)];
  const checks = [...trading.checks, ...sound.checks];
  const denial = trading.denial ?? sound.denial;
  return { context, checks, hasSoundBars: sound.denial === undefined, ...present({ denial }) };
}

type Signals = ReadonlyMap<InstrumentId, Signal>;

/** The strategy sees exactly the instruments with sound bars, so that what it compares does not change with the hours of a market. */
function evaluateStrategy(
  screened: readonly Screened[],
  { now, memory, account }: DecisionInput,
  settings: DecisionSettings,
): Answer {
  const { strategy, barMinutes, timeZone } = settings;
  const standingOf = ({ context }: Screened): InstrumentStanding => {
    const { id } = context.view.instrument;
    const position = account.ownHoldings.get(id);
    const parameters = parametersOf(settings, id);
    return { id, parameters, ...present({ position }), ...account.lastTrades.get(id) };
  };
  const instruments = screened
    .filter(({ hasSoundBars }) => hasSoundBars)
    .map((one): InstrumentView => ({ ...standingOf(one), bars: one.context.closed }));
  const unseen = screened.filter(({ hasSoundBars }) => !hasSoundBars).map(standingOf);
  const newestBarAt = newestCloseAmong(screened);
  const before = memoryAt(strategy, memory, newestBarAt);
  const answer = evaluate(strategy, { now, barMinutes, timeZone, instruments, unseen, memory: before });
  if (answer.kind === "failed") return { signals: new Map(), failure: answer.detail };
  if (strategy.memory === undefined || newestBarAt === undefined) return { signals: answer.signals };
  const kept = memoryAfter(memory, newestBarAt, { before, answered: answer.memory });
  return { signals: answer.signals, memory: kept };
}

interface Answer extends Pick<Plan, "memory" | "failure"> {
  readonly signals: Signals;
}

function newestCloseAmong(screened: readonly Screened[]): Timestamp | undefined {
  let newest: Timestamp | undefined;
  for (const { context, hasSoundBars } of screened) {
    const bar = hasSoundBars ? context.closed.at(-1) : undefined;
    const closeAt = bar === undefined ? undefined : barCloseAt(bar, context.settings.barMinutes);
    if (closeAt !== undefined && (newest === undefined || closeAt > newest)) newest = closeAt;
  }
  return newest;
}

/** Nobody knows what the strategy would have had done, in any instrument. */
function withoutAnswer(one: Screened, failure: string): Screened {
  if (one.denial !== undefined) return { ...one, hasSoundBars: false };
  const check = { gate: "STRATEGY_FAILED" as const, passed: false, value: failure };
  return { ...one, denial: "STRATEGY_FAILED", checks: [...one.checks, check], hasSoundBars: false };
}

interface Round {
  readonly input: DecisionInput;
  readonly budget: OpenBudget;
}

const NO_SIGNAL: Signal = { action: "hold", reason: "SIG_NOT_GIVEN", indicators: {} };

/** What is wished for is known before the first order is judged, because sales go before purchases. */
interface Wished extends Screened {
  readonly signal: Signal;
  readonly wish: Wish;
}

const RANK: Readonly<Record<Wish["kind"], number>> = { sell: 0, buy: 1, nothing: 2 };

function wishAbout(
  { context, denial }: Screened,
  signals: Signals,
  account: AccountView,
): Pick<Wished, "signal" | "wish"> {
  const signal = signals.get(context.view.instrument.id) ?? NO_SIGNAL;
  if (denial !== undefined) return { signal, wish: { kind: "nothing", reason: denial } };
  return { signal, wish: wishIn(context, signal, account) };
}

function decideOne({ context, checks, denial, hasSoundBars, signal, wish }: Wished, round: Round): Decision {
  const base = baseOf(context);
  const seen = marketFacts(context);
  if (denial !== undefined) {
    const asked = hasSoundBars ? { signal } : {}; // one that may not be traded now has a rank all the same
    const facts = { ...seen, ...asked, gates: checks };
    const denialDetail = detailOf(checks);
    return { ...base, action: "hold", reason: denial, denial, denialDetail, ...asked, facts };
  }
  const facts = { ...seen, signal, gates: checks };
  if (wish.kind === "nothing") return { ...base, action: "hold", reason: wish.reason, signal, facts };

  const { account } = round.input;
  const judgement = judgeOrder(context, wish, { account, budget: round.budget });
  const allFacts = { ...facts, ...judgement.judged, gates: [...checks, ...judgement.checks] };
  if (judgement.kind === "denied") {
    const { code } = judgement;
    const denialDetail = comparisonOf(judgement.checks);
    return { ...base, action: "hold", reason: code, denial: code, denialDetail, signal, facts: allFacts };
  }
  const { order: approved } = judgement;
  return { ...base, action: wish.kind, reason: signal.reason, signal, facts: allFacts, approved };
}

/** What the gate found that denied. */
const detailOf = (checks: readonly GateCheck[]): string => String(denierIn(checks)?.value ?? "");

const denierIn = (checks: readonly GateCheck[]): GateCheck | undefined =>
  checks.find(({ passed }) => !passed);

/** What it found, and what it held that against. */
function comparisonOf(checks: readonly GateCheck[]): string {
  const { value = "", limit } = denierIn(checks) ?? {};
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
