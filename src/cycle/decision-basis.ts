import type { ExternalReference } from "../core/domain/ids.ts";
import type { Instrument } from "../core/domain/instrument.ts";
import { present } from "../core/domain/present.ts";
import type { Timestamp } from "../core/domain/time.ts";
import { startOfDay } from "../core/hours/local-time.ts";
import type { AccountView, Purchase } from "../core/risk/decision-input.ts";
import type { KeptMemory } from "../core/strategy/strategy-memory.ts";
import type { Comparison } from "./compare-account.ts";
import type { ConnectedContext } from "./context.ts";
import type { DecisionBasis } from "./decision-records.ts";
import type { Observation } from "./observe.ts";
import type { Ports } from "./ports.ts";
import type { CycleSettings } from "./settings.ts";

/** When decisions are made, by which settings, and how our records stand beside the broker's. */
export interface Occasion {
  readonly now: Timestamp;
  readonly comparison: Comparison;
  readonly settings: CycleSettings;
  /** Instruments whose schedule could not be read. */
  readonly unreadable: readonly Instrument[];
}

interface Known extends Occasion {
  readonly own: Pick<AccountView, "ownPositions" | "ownHoldings" | "performance" | "arrivedReferences">;
  /** What the strategy remembers. */
  readonly memory?: KeptMemory;
}

/** All that the decisions of this cycle depend on. */
export function decisionBasis(
  { account, ports }: ConnectedContext,
  { balance, positions, openOrders, markets, rates }: Observation,
  { now, settings, unreadable, comparison, own, memory }: Known,
): DecisionBasis {
  const { store } = ports;
  const { timeZone } = settings.tradingHours;
  return {
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
        ownPositions: own.ownPositions,
        ownHoldings: own.ownHoldings,
        lastTrades: store.lastTrades(settings.decision.strategy.name),
        performance: own.performance,
        rates,
        differing: new Set(comparison.differences.map(({ instrumentId }) => instrumentId)),
        ...present({ cashDifference: comparison.cash }),
        ordersToday: store.countOrdersSince(startOfDay(now, timeZone)),
        purchasesToday: purchasesToday(ports, now, settings),
        arrivedReferences: own.arrivedReferences,
      },
    },
    settings: settings.decision,
    unobserved: unobservedIn(settings, { markets, unreadable }),
  };
}

function unobservedIn(
  { watchlist }: CycleSettings,
  { markets, unreadable }: Pick<Observation, "markets"> & Pick<Occasion, "unreadable">,
): DecisionBasis["unobserved"] {
  const observed = new Set(markets.map(({ instrument }) => instrument.id));
  return watchlist
    .filter(({ id }) => !observed.has(id))
    .map((instrument) => ({
      instrumentId: instrument.id,
      reason: unreadable.includes(instrument) ? "SCHEDULE_UNREADABLE" : "OUTSIDE_TRADING_HOURS",
    }));
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
export class ArrivedReferences {
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
