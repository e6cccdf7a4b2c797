import type { AccountBalance, NetPosition } from "../domain/account.ts";
import type { Decimal } from "../domain/decimal.ts";
import type { AccountKey, ExternalReference, OrderId } from "../domain/ids.ts";
import type {
  AssetType,
  Instrument,
  InstrumentDetails,
  InstrumentId,
  TradingSession,
} from "../domain/instrument.ts";
import type { Bar, BarMinutes, QuoteReading } from "../domain/market-data.ts";
import type { Intent, OpenOrder } from "../domain/order.ts";
import type { DurationMs, Timestamp } from "../domain/time.ts";
import type { CashDifference } from "../execution/compare-cash.ts";
import type { IntentState } from "../execution/lifecycle.ts";
import type { KillSwitchMode } from "./kill-switch.ts";
import type { RiskLimits } from "./risk-limits.ts";
import type { OwnPerformance } from "../accounting/performance.ts";
import type { ConversionRate } from "../domain/conversion-rate.ts";
import type { KeptMemory } from "../strategy/strategy-memory.ts";
import type {
  LastTrades,
  OwnPosition,
  StrategyDeclaration,
  StrategyParameters,
} from "../strategy/contract.ts";

/** The world at one instant, as far as it could be read. */
export interface DecisionInput {
  readonly now: Timestamp;
  /** Each instrument once, in any order. */
  readonly instruments: readonly MarketView[];
  readonly account: AccountView;
  /** Of the strategy, as it is kept; absent where it keeps none, or has none yet. */
  readonly memory?: KeptMemory;
}

/** One instrument. What is absent could not be read, which never means "none" or "zero". */
export interface MarketView {
  readonly instrument: Instrument;
  readonly details?: InstrumentDetails;
  readonly quote?: QuoteReading;
  readonly bars: BarsReading;
  /** In time order. */
  readonly sessions?: readonly TradingSession[];
}

export type BarsReading =
  /** Oldest first; forming bars are allowed and will not be looked at. */
  | {
      readonly kind: "bars";
      readonly bars: readonly Bar[];
      /** Absent when the broker does not say; then its quotes tell. */
      readonly delayedByMinutes?: number;
      /** Starts of closed samples among those bars, or after them, that were no bars; absent when all were. */
      readonly refusedAt?: readonly Timestamp[];
    }
  | { readonly kind: "failed"; readonly code: string };

/** The account; a cycle that cannot read all of it has nothing to decide. */
export interface AccountView {
  readonly accountKey: AccountKey;
  /** The broker lets positions be closed, and none be opened. */
  readonly isReduceOnly: boolean;
  readonly balance: AccountBalance;
  readonly positions: readonly NetPosition[];
  readonly openOrders: readonly OpenOrder[];
  /** Our intents that are not final. */
  readonly unsettled: readonly UnsettledIntent[];
  /** Signed sum of our own fills by instrument, as far as the broker bears it out. */
  readonly ownPositions: ReadonlyMap<InstrumentId, Decimal>;
  /** How what is ours came about, as far as our fills tell. */
  readonly ownHoldings: ReadonlyMap<InstrumentId, OwnPosition>;
  /** Of the instruments that were ever traded. */
  readonly lastTrades: ReadonlyMap<InstrumentId, LastTrades>;
  readonly performance: OwnPerformance;
  /** By currency: what a unit of it is worth in the account's; absent where nobody says. */
  readonly rates: ReadonlyMap<string, ConversionRate>;
  /** Instruments in which the broker does not bear out all that our records say. */
  readonly differing: ReadonlySet<InstrumentId>;
  /** Absent when all is explained. */
  readonly cashDifference?: Pick<CashDifference, "unexplained" | "tolerance">;
  /** Orders sent since the trading day began. */
  readonly ordersToday: number;
  /** What our orders have bought since then. */
  readonly purchasesToday: readonly Purchase[];
  /** References of orders that may have reached the broker, by our records or by the broker's. */
  readonly arrivedReferences: Pick<ReadonlySet<ExternalReference>, "has">;
}

export interface Purchase {
  readonly instrumentId: InstrumentId;
  readonly quantity: Decimal;
  /** In the instrument's price unit. */
  readonly price: Decimal;
}

interface UnsettledIntent {
  readonly intent: Pick<Intent, "instrument" | "side" | "purpose" | "quantity">;
  readonly state: IntentState;
  readonly orderId?: OrderId;
}

export interface DecisionSettings {
  readonly strategy: StrategyDeclaration;
  readonly parameters: StrategyParameters;
  /** All parameters of the instruments for which some are set apart. */
  readonly overrides: ReadonlyMap<InstrumentId, StrategyParameters>;
  /** Tells this strategy with these parameters from every other; see `strategyConfigHash`. */
  readonly configHash: string;
  /** Zone of the account's day. */
  readonly timeZone: string;
  readonly barMinutes: BarMinutes;
  /** Without it an instrument may be traded on whatever its market state. */
  readonly requireMarketOpen: boolean;
  /** Whether instruments are traded before and after their normal session too, where they can be. */
  readonly allowExtendedHours: boolean;
  /** Oldest quote that may be traded on. */
  readonly stalenessThreshold: DurationMs;
  /** Delayed quotes may be traded on, and be older by their delay. */
  readonly allowDelayedData: boolean;
  readonly sizing: Sizing;
  readonly defaultQuantity: Readonly<Record<AssetType, Decimal>>;
  readonly limits: RiskLimits;
  readonly maxPositions: number;
  readonly maxDailyTrades: number;
  /** What becomes of a buy signal in an instrument that is held, or for which a buy is pending. */
  readonly duplicateBuyPolicy: "block" | "allow";
  /** Which orders somebody has forbidden for the time being; absent while none are. */
  readonly killSwitch?: KillSwitchMode;
}

/** How much a buy signal buys that does not say it itself. */
type Sizing =
  /** The default quantity of the asset type. */
  | { readonly by: "quantity" }
  /** For so much, in the account's currency. */
  | { readonly by: "value"; readonly value: Decimal }
  /** So much that a stop costs this fraction of the equity; where a signal names no distance, that of the stop. */
  | { readonly by: "risk"; readonly riskFraction: Decimal; readonly stopFraction: Decimal };

export const parametersOf = (
  { parameters, overrides }: Pick<DecisionSettings, "parameters" | "overrides">,
  id: InstrumentId,
): StrategyParameters => overrides.get(id) ?? parameters;
