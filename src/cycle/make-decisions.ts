import type { ExternalReference } from "../core/domain/ids.ts";
import type { Instrument } from "../core/domain/instrument.ts";
import { present } from "../core/domain/present.ts";
import { isoFromTimestamp, type Timestamp } from "../core/domain/time.ts";
import { startOfDay } from "../core/hours/local-time.ts";
import type { Decision } from "../core/risk/decision.ts";
import type { Purchase } from "../core/risk/decision-input.ts";
import { TradebotError } from "../core/domain/errors.ts";
import { strategyLabel } from "../core/strategy/contract.ts";
import { fitsMemory, type KeptMemory } from "../core/strategy/strategy-memory.ts";
import type { DenialCode } from "../core/risk/denials.ts";
import { KILL_SWITCH_ON } from "../core/risk/kill-switch.ts";
import { isWantOfData } from "../core/risk/want-of-data.ts";
import type { Comparison } from "./compare-account.ts";
import type { ConnectedContext } from "./context.ts";
import type { Observation } from "./observe.ts";
import { decideOn, type DecisionBasis } from "./decision-records.ts";
import { instrumentFields } from "./event-fields.ts";
import type { Ports } from "./ports.ts";
import type { DecisionRecord } from "./ports/decision-store.ts";
import { takeStock } from "./own-account.ts";
import { encodeBasis } from "./recorded-basis.ts";
import { borneOut } from "./position-differences.ts";
import type { CycleSettings } from "./settings.ts";

/** Decides about everything observed, and records and reports each decision before anything is done about it. */
export function makeDecisions(
  context: ConnectedContext,
  observation: Observation,
  {
    now,
    settings,
    unreadable,
    comparison,
  }: {
    readonly now: Timestamp;
    readonly comparison: Comparison;
    readonly settings: CycleSettings;
    /** Instruments whose schedule could not be read. */
    readonly unreadable: readonly Instrument[];
  },
): MadeDecisions {
  const { account, ports, cycle } = context;
  const { store } = ports;
  const { strategy } = settings.decision;
  const { balance, positions, openOrders, markets, rates } = observation;
  const ownPositions = borneOut(store.ownPositions(), comparison.differences);
  const { timeZone } = settings.tradingHours;
  const seen = { now, timeZone, isDryRun: settings.dryRun, balance, positions, markets, rates, ownPositions };
  const { holdings, performance, beginsAnew } = takeStock(context, seen);
  if (beginsAnew) tellOfNewCurve(ports, settings);
  const observed = new Set(markets.map(({ instrument }) => instrument.id));
  const arrived = new ArrivedReferences(store);
  const memory = rememberedBy(ports, settings);
  const basis: DecisionBasis = {
    input: {
      now,
      instruments: markets,
      ...present({ memory }),
      account: {
        accountKey: account.accountKey,
        isReduceOnly: account.rights.isReduceOnly ?? false,
        balance,
        positions,
        openOrders,
        unsettled: store.unsettledIntents(),
        ownPositions,
        ownHoldings: holdings,
        lastTrades: store.lastTrades(strategy.name),
        performance,
        rates,
        differing: new Set(comparison.differences.map(({ instrumentId }) => instrumentId)),
        ...present({ cashDifference: comparison.cash }),
        ordersToday: store.countOrdersSince(startOfDay(now, timeZone)),
        purchasesToday: purchasesToday(ports, now, settings),
        arrivedReferences: arrived,
      },
    },
    settings: settings.decision,
    unobserved: settings.watchlist
      .filter(({ id }) => !observed.has(id))
      .map((instrument) => ({
        instrumentId: instrument.id,
        reason: unreadable.includes(instrument) ? "SCHEDULE_UNREADABLE" : "OUTSIDE_TRADING_HOURS",
      })),
  };
  const { decisions, records, memory: next, failure } = decideOn(basis);
  const remembered = next === undefined ? undefined : { ...memoryOwner(settings), memory: next };
  store.recordDecisions(cycle, records, {
    ...encodeBasis(basis, settings.program, arrived.found),
    ...present({ remembered }),
  });
  report(context, decisions);
  reportBlindness(ports, records);
  return { decisions, ...present({ failure: failureOf(ports, settings, failure) }) };
}

export interface MadeDecisions {
  readonly decisions: readonly Decision[];
  /** Where the strategy gave no answer: how the cycle ends, once it has looked after what is ours. */
  readonly failure?: TradebotError;
}

const memoryOwner = ({ decision, dryRun }: CycleSettings) => ({
  strategy: strategyLabel(decision.strategy),
  isDryRun: dryRun,
});

/** What no longer fits is as good as never remembered, and nobody should have to find that out by the trades. */
function rememberedBy({ store, events }: Ports, settings: CycleSettings): KeptMemory | undefined {
  const { strategy } = settings.decision;
  if (strategy.memory === undefined) return undefined;
  const kept = store.strategyMemory(memoryOwner(settings));
  if (kept === undefined || fitsMemory(strategy, kept)) return kept;
  events.emit("strategy_memory_forgotten", {});
  return undefined;
}

/** A strategy of ours that fails is a bug; one of the user's own is theirs to mend. */
function failureOf(
  { events }: Ports,
  { decision: { strategy } }: CycleSettings,
  detail: string | undefined,
): TradebotError | undefined {
  if (detail === undefined) return undefined;
  events.emit("strategy_failed", { detail });
  const isOwn = strategy.fileDigest !== undefined;
  return new TradebotError({
    code: "STRATEGY_FAILED",
    message: `the strategy ${strategyLabel(strategy)} gave no answer to act on: ${detail}`,
    exit: isOwn ? "configuration" : "bug",
    hint: isOwn
      ? "tradebot strategies check examines it; until it is mended nothing is bought or sold by it, and stops stay where they are"
      : "this is a bug; until it is mended choose another STRATEGY_NAME, stops stay where they are",
  });
}

/** Dry runs keep no marks: with them every look is the first. */
function tellOfNewCurve({ events }: Ports, { decision: { limits }, dryRun }: CycleSettings): void {
  const { maxDrawdown, maxConsecutiveLosses } = limits;
  if (dryRun || (maxDrawdown === undefined && maxConsecutiveLosses === undefined)) return;
  events.emit("strategy_result_begun_anew", {});
}

/** Asked for where their sum is limited. */
function purchasesToday(
  { store }: Ports,
  now: Timestamp,
  { decision, tradingHours }: CycleSettings,
): readonly Purchase[] {
  if (decision.limits.maxDailyTurnover === undefined) return [];
  return store
    .executionsSince(startOfDay(now, tradingHours.timeZone))
    .filter(({ side }) => side === "buy")
    .map(({ instrument, quantity, price }) => ({ instrumentId: instrument.id, quantity, price }));
}

/** Those that the decisions ask about are a few of all there are: the answers are noted, so that they can be given again. */
class ArrivedReferences {
  readonly found = new Set<ExternalReference>();
  readonly #store: Ports["store"];

  constructor(store: Ports["store"]) {
    this.#store = store;
  }

  has(reference: ExternalReference): boolean {
    const hasArrived = this.#store.arrivedIntent(reference) !== undefined;
    if (hasArrived) this.found.add(reference);
    return hasArrived;
  }
}

function report({ ports, tally }: ConnectedContext, decisions: readonly Decision[]): void {
  for (const { signal, action } of decisions) tally[`${directionOf(signal, action)}_signals`] += 1;
  tally.held_back += decisions.filter(({ denial }) => denial === KILL_SWITCH_ON).length;
  const { buy_signals, sell_signals, hold_signals } = tally;
  ports.events.emit("strategy_signals_generated", { buy_signals, sell_signals, hold_signals });
  for (const decision of decisions) reportDecision(ports, decision);
}

/** A weight is a wish in neither direction; which one it came to, its sizing tells. */
const directionOf = (signal: Decision["signal"], action: Decision["action"]): Decision["action"] =>
  signal === undefined || signal.action === "target" ? action : signal.action;

/** A cycle that sees nothing at all ends as well as one that sees no reason to trade: the log tells them apart. */
function reportBlindness({ events }: Ports, records: readonly DecisionRecord[]): void {
  if (records.length === 0 || !records.every(({ reason }) => isWantOfData(reason))) return;
  const reasons = [...new Set(records.map(({ reason }) => reason))].join(", ");
  events.emit("marketdata_all_unusable", { instruments: records.length, reason: reasons });
}

function reportDecision(ports: Ports, decision: Decision): void {
  const { instrument, action, reason, barsRequired, barsAvailable, decisionBarCloseAt, approved } = decision;
  const { events } = ports;
  const about = instrumentFields(ports, instrument);
  if (decision.denial === "TOO_FEW_BARS") {
    const bars = { bars_required: barsRequired, bars_available: barsAvailable };
    events.emit("strategy_signal_skipped_insufficient_data", { ...about, ...bars });
  }
  if (decision.denial === "PRICES_JUMPED") {
    events.emit("marketdata_price_jumped", { ...about, detail: decision.denialDetail ?? "" });
  }
  if (isStranded(decision)) {
    const { denial: failure_reason = "", denialDetail: detail = "" } = decision;
    events.emit("execution_position_stranded", { ...about, failure_reason, detail });
  }
  events.emit("strategy_decision_made", {
    ...about,
    action,
    reason,
    decision_bar_close_at:
      decisionBarCloseAt === undefined ? undefined : isoFromTimestamp(decisionBarCloseAt),
    external_reference: approved?.externalReference,
    quantity: approved?.quantity.toString(),
  });
}

/** Too little is held for the broker to take an order about it, as after a partial fill: no later signal changes that. */
const isStranded = ({ signal, denial }: Decision): boolean =>
  signal?.action === "sell" && denial !== undefined && TOO_SMALL.has(denial);

const TOO_SMALL: ReadonlySet<DenialCode> = new Set([
  "QUANTITY_NOT_IN_LOT",
  "QUANTITY_BELOW_MINIMUM",
  "ORDER_VALUE_BELOW_MINIMUM",
]);
