import { TradebotError } from "../core/domain/errors.ts";
import { present } from "../core/domain/present.ts";
import type { Decision } from "../core/risk/decision.ts";
import { strategyLabel } from "../core/strategy/contract.ts";
import { fitsMemory, type KeptMemory } from "../core/strategy/strategy-memory.ts";
import type { ConnectedContext } from "./context.ts";
import { ArrivedReferences, decisionBasis, type Occasion } from "./decision-basis.ts";
import { decideOn } from "./decision-records.ts";
import type { Observation } from "./observe.ts";
import { takeStock } from "./own-account.ts";
import type { Ports } from "./ports.ts";
import { borneOut } from "./position-differences.ts";
import { encodeBasis } from "./recorded-basis.ts";
import { reportBlindness, reportDecisions } from "./report-decisions.ts";
import type { CycleSettings } from "./settings.ts";

/** Decides about everything observed, and records and reports each decision before anything is done about it. */
export function makeDecisions(
  context: ConnectedContext,
  observation: Observation,
  occasion: Occasion,
): MadeDecisions {
  const { ports, cycle } = context;
  const { store } = ports;
  const { now, settings, comparison } = occasion;
  const { timeZone } = settings.tradingHours;
  const ownPositions = borneOut(store.ownPositions(), comparison.differences);
  const seen = { ...observation, now, timeZone, isDryRun: settings.dryRun, ownPositions };
  const { holdings, performance, beginsAnew } = takeStock(context, seen);
  if (beginsAnew) tellOfNewCurve(ports, settings);
  const arrived = new ArrivedReferences(store);
  const memory = rememberedBy(ports, settings);
  const own = { ownPositions, ownHoldings: holdings, performance, arrivedReferences: arrived };
  const basis = decisionBasis(context, observation, { ...occasion, own, ...present({ memory }) });
  const { decisions, records, memory: next, failure } = decideOn(basis);
  const remembered = next === undefined ? undefined : { ...memoryOwner(settings), memory: next };
  store.recordDecisions(cycle, records, {
    ...encodeBasis(basis, settings.program, arrived.found),
    ...present({ remembered }),
  });
  reportDecisions(context, decisions);
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
