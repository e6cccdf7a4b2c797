import type {
  AccountBalance,
  AccountIdentity,
  AccountSnapshot,
  ClosedPosition,
  NetPosition,
  Position,
} from "../core/domain/account.ts";
import type { LedgerEntry, ValueTerms } from "../core/accounting/ledger-entry.ts";
import type { Ledger } from "../core/accounting/ledger.ts";
import type { EquityMark } from "../core/accounting/own-performance.ts";
import type { Matching } from "../core/accounting/position-book.ts";
import type { ConversionRate } from "../core/domain/conversion-rate.ts";
import type { Decimal } from "../core/domain/decimal.ts";
import type { TradebotError } from "../core/domain/errors.ts";
import type {
  AccountKey,
  CycleId,
  ExternalReference,
  IntentId,
  OrderId,
  RequestId,
  RunId,
} from "../core/domain/ids.ts";
import type {
  Instrument,
  InstrumentDetails,
  InstrumentId,
  TradingSession,
} from "../core/domain/instrument.ts";
import type { Bar, BarMinutes, BarSeries, QuoteReading } from "../core/domain/market-data.ts";
import type {
  Fill,
  Intent,
  OpenOrder,
  OrderActivity,
  OrderChange,
  OrderPurpose,
  Placement,
  Side,
} from "../core/domain/order.ts";
import type { InstrumentSearch, InstrumentsFound } from "../core/domain/resolve-symbol.ts";
import type { DurationMs, Timestamp } from "../core/domain/time.ts";
import type { Disclaimer, DisclaimerEntry, PersonalAnswer } from "../core/execution/disclaimers.ts";
import type { IntentState, Transition } from "../core/execution/lifecycle.ts";
import type { LastTrades } from "../core/strategy/contract.ts";
import type { KeptMemory } from "../core/strategy/strategy-memory.ts";
import type { EventEmitter } from "../events/emitter.ts";

/** Everything a cycle needs from the world. The cycle owns these shapes; adapters implement them. */
export interface Ports {
  /** Connects on the first call and gives the same broker ever after: a cycle that needs no network touches none. */
  connectBroker(): Promise<Broker>;
  readonly store: Store;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly events: EventEmitter;
  readonly stop: StopRequest;
  readonly guard: PlacementGuard;
}

/** Asked right before each write, after the last thing that could take time. */
export interface PlacementGuard {
  /**
   * @returns why this very order is not to be sent, where that is nobody's failure
   * @throws TradebotError when no order may be sent any more: the lock is lost, or the log cannot be written
   */
  check(purpose: OrderPurpose): PlacementBan | undefined;
  /**
   * What must hold before anything is written at the broker, also where no order is sent.
   *
   * @throws TradebotError when the lock is lost, or the log cannot be written
   */
  requireWritable(): void;
}

/** Somebody has forbidden the order. */
export interface PlacementBan {
  readonly code: string;
  readonly reason: string;
}

export interface Clock {
  now(): Timestamp;
  /** Milliseconds on a clock that never jumps; only differences mean something. */
  monotonicMs(): number;
  /** Ends early, without an error, when the process is asked to stop. */
  sleep(duration: DurationMs): Promise<void>;
}

export interface Ids {
  requestId(): RequestId;
}

/** Says that the cycle should end at its next safe point, and why. */
export interface StopRequest {
  readonly reason: StopReason | undefined;
}
export type StopReason =
  | { readonly kind: "signal"; readonly signal: "SIGTERM" | "SIGINT" | "SIGHUP" }
  | { readonly kind: "deadline" }
  /** By a command that needs the lock now: `selloff`, `panic-stop`. */
  | { readonly kind: "asked" };

/**
 * The broker. Reads either give complete, checked values or throw TradebotError; an error is never "nothing there".
 * Writes that may have arrived never throw: their outcome is a value.
 */
export interface Broker {
  /** How far our clock is ahead of the broker's, by the answers so far; `undefined` before one of them told the time. */
  clockAheadMs(): number | undefined;
  /** @throws TradebotError `ACCOUNT_AMBIGUOUS` listing the (masked) choices when configuration does not single one out */
  readIdentity(): Promise<AccountIdentity>;
  readBalance(account: AccountIdentity): Promise<AccountBalance>;
  readNetPositions(account: AccountIdentity): Promise<readonly NetPosition[]>;
  /** Every opening for itself; needed to close them one by one. */
  readPositions(account: AccountIdentity): Promise<readonly Position[]>;
  /** What was closed lately: the broker keeps these for about a day. */
  readClosedPositions(account: AccountIdentity): Promise<readonly ClosedPosition[]>;
  /** Each order once, those that wait for another one included. */
  readOpenOrders(account: AccountIdentity): Promise<readonly OpenOrder[]>;
  /** Every line since an instant, oldest first, all pages. */
  readOrderActivities(account: AccountIdentity, since: Timestamp): Promise<readonly OrderActivity[]>;
  /** One entry for each instrument the broker knows; the others are missing from the map. */
  readInstrumentDetails(
    account: AccountIdentity,
    instruments: readonly Instrument[],
  ): Promise<ReadonlyMap<InstrumentId, InstrumentDetails>>;
  /** Instruments of the asset types this program trades, by words of their symbol or description. */
  searchInstruments(account: AccountIdentity, search: InstrumentSearch): Promise<InstrumentsFound>;
  /** The coming days, in time order. */
  readTradingSessions(instrument: Instrument): Promise<readonly TradingSession[]>;
  /** One list call for each asset type; an instrument whose call failed reads as `no_quote`. */
  readQuotes(
    account: AccountIdentity,
    instruments: readonly Instrument[],
  ): Promise<ReadonlyMap<InstrumentId, QuoteReading>>;
  readBars(instrument: Instrument, query: BarQuery): Promise<BarSeries>;
  precheck(placement: Placement, requestId: RequestId): Promise<PrecheckOutcome>;
  readDisclaimers(tokens: readonly string[]): Promise<readonly Disclaimer[]>;
  answerDisclaimer(answer: DisclaimerAnswer): Promise<void>;
  /** Waits until an order would leave at once, with a good token. @throws TradebotError when that is not in this cycle */
  waitForOrderTurn(): Promise<void>;
  /**
   * Sends it once. An entry and its children, or a pair, stand or fall together: what lives of one that was accepted in
   * part is cancelled at once, and its outcome is unknown until the records tell it.
   *
   * @param mayGoAgain asked where the token was refused and the request, which had no effect, would go with a new one
   */
  place(placement: Placement, requestId: RequestId, mayGoAgain?: () => boolean): Promise<PlacementOutcome>;
  /** Whether the change has come about is in the order activities; a refused one leaves the order as it was. */
  change(change: OrderChange, requestId: RequestId): Promise<ChangeOutcome>;
  /** Each order for itself; the children of an entry end with it. */
  cancel(
    account: AccountIdentity,
    orderIds: readonly OrderId[],
    requestId: RequestId,
  ): Promise<ReadonlyMap<OrderId, CancelOutcome>>;
  /** Every order in the instrument that works now, whoever made it. */
  cancelAll(account: AccountIdentity, instrument: Instrument, requestId: RequestId): Promise<CancelOutcome>;
}

export type BarQuery =
  | { readonly barMinutes: BarMinutes; readonly kind: "latest"; readonly count: number }
  | { readonly barMinutes: BarMinutes; readonly kind: "from"; readonly from: Timestamp };

export type PrecheckOutcome =
  | {
      readonly kind: "accepted";
      /** When the broker says; and of which currency. */
      readonly estimatedCashRequired?: Decimal;
      readonly cashCurrency?: string;
      /** How much of that are costs, in the account's currency, when the broker says. */
      readonly costs?: Decimal;
      /** What a unit of the instrument's money is worth in the account's, when the broker says. */
      readonly conversionRate?: Decimal;
      readonly disclaimers?: PendingDisclaimers;
    }
  | ({ readonly kind: "refused" } & Refusal);

/** The broker's no, in words. */
interface Refusal {
  readonly code: string;
  readonly reason: string;
  /** When it wants these answered first, or they stand beside its no. */
  readonly disclaimers?: PendingDisclaimers;
}

/** At least one token. */
export interface PendingDisclaimers {
  readonly context: string;
  readonly tokens: readonly string[];
}

export interface DisclaimerAnswer {
  readonly context: string;
  readonly token: string;
  readonly response: "Accepted" | "Dismissed";
}

/** Where several orders went in one write, `legs` says what became of each, in the order in which they were asked for. */
export type PlacementOutcome =
  | { readonly kind: "placed"; readonly orderId: OrderId; readonly legs?: readonly LegOutcome[] }
  | ({ readonly kind: "rejected"; readonly legs?: readonly LegOutcome[] } & Refusal)
  | { readonly kind: "not_sent"; readonly cause: TradebotError } // refused before it could be booked: 401, 403, 429
  | {
      readonly kind: "unknown"; // reconcile first
      readonly cause: TradebotError;
      readonly orderId?: OrderId;
      readonly legs?: readonly LegOutcome[];
    };

export type LegOutcome =
  | {
      readonly kind: "placed";
      readonly orderId: OrderId;
      /** When it was cancelled again, because the others were not accepted with it. */
      readonly cancellation?: CancelOutcome;
    }
  | { readonly kind: "rejected"; readonly code: string; readonly reason: string }
  | { readonly kind: "unknown" };

export type CancelOutcome =
  | { readonly kind: "requested" } // the final word is in the order activities
  | { readonly kind: "refused"; readonly code: string; readonly reason: string }
  | { readonly kind: "unknown"; readonly cause: TradebotError };

export type ChangeOutcome = CancelOutcome;

/** Durable memory. Every method that writes has committed when it returns. */
export interface Store {
  beginCycle(cycle: {
    readonly runId: RunId;
    readonly startedAt: Timestamp;
    readonly dryRun: boolean;
  }): CycleId;
  finishCycle(cycle: CycleId, result: CycleRecord): void;
  /** Gives the store to one account for good, or finds it given already. @returns whom it belongs to */
  bindTo(owner: StoreOwner): StoreOwner;
  /** When the first cycle of this store began: it knows nothing of what was sent before. */
  beganAt(): Timestamp;

  /** One row for each instrument and cycle, and what all of them were made from, so that they can be made again. */
  recordDecisions(cycle: CycleId, decisions: readonly DecisionRecord[], basis?: RecordedBasis): void;
  /** What a strategy remembers; `undefined` where it never did. */
  strategyMemory(of: Omit<StrategyMemoryOf, "memory">): KeptMemory | undefined;

  /** Writes the intent in state `created`. @throws AssertionError when the reference is already taken by one that may have arrived */
  createIntent(cycle: CycleId, intent: Omit<Intent, "id">): Intent;
  /** Several that are to be sent in one request: all of them, or none, is written. */
  createIntents(cycle: CycleId, intents: readonly Omit<Intent, "id">[]): readonly Intent[];
  /** Checks the step against the lifecycle and commits it. */
  recordTransition(cycle: CycleId, intent: IntentId, transition: Transition, at: Timestamp): void;
  /** Several steps that belong together, in one commit. */
  recordTransitions(cycle: CycleId, steps: readonly IntentStep[], at: Timestamp): void;
  /** Intents whose state is not final, oldest first. */
  unsettledIntents(): readonly IntentStanding[];
  /** The intent that may have arrived under this reference, whatever became of it. */
  arrivedIntent(reference: ExternalReference): IntentStanding | undefined;
  /** How many intents under this reference were sent, whatever became of them. */
  attemptsUnder(reference: ExternalReference): number;
  /** Whether it is the order of any intent. */
  hasOrder(orderId: OrderId): boolean;
  /** Intents found absent since, or called so by a person, oldest first; without those whose reference has arrived otherwise. */
  absentIntentsSince(since: Timestamp): readonly IntentStanding[];
  /** Intents that were sent at or after the instant and are not known to be absent or rejected. */
  countOrdersSince(since: Timestamp): number;

  /** Books executions; one already booked (same logId) changes nothing. Gives back the new ones. */
  recordFills(intent: IntentId, fills: readonly Fill[]): readonly Fill[];
  /** Puts right what we own, where no execution of an order explains it. */
  recordAdjustment(cycle: CycleId, adjustment: Adjustment): void;
  /** What was put right about our own positions under one of these reasons, signed sums. */
  adjustedFor(reasons: readonly string[]): ReadonlyMap<InstrumentId, Adjusted>;
  /** Signed sum of our own fills for each instrument, with what was put right; zero sums left out. */
  ownPositions(): ReadonlyMap<InstrumentId, Decimal>;
  /**
   * When a strategy, in any of its versions, last bought an instrument: the newest execution of its entries, or when one
   * was decided that may still come to an execution; and when any order of ours last sold of it.
   */
  lastTrades(strategyName: string): ReadonlyMap<InstrumentId, LastTrades>;
  /** Signed sum of what our orders in the instrument executed that were sent at or after the instant. */
  executedSince(instrument: InstrumentId, since: Timestamp): Decimal;
  /** The newest order that has bought some of what we own in the instrument. */
  openingOf(instrument: InstrumentId): IntentStanding | undefined;
  /** Orders of the purpose in the instrument that may have arrived, of those written down after the intent; or all. */
  countArrived(instrument: InstrumentId, purpose: OrderPurpose, after: IntentId | undefined): number;
  /** Executions of our orders, by the broker's clock, at or after the instant. */
  executionsSince(since: Timestamp): readonly Execution[];
  /** Everything that happened to our own positions at or after the instant, in no particular order. */
  ledgerEntries(since: Timestamp): readonly LedgerEntry[];
  /** What all entries before an instant come to, where it was worked out and none of them has changed since. */
  ledgerCheckpoint(): LedgerCheckpoint | undefined;
  keepCheckpoint(checkpoint: LedgerCheckpoint): void;
  /** Fills at or after the instant of which nobody has said yet what a unit of their price was worth, oldest first. */
  fillsWithoutTerms(since: Timestamp): readonly UnpricedFill[];
  recordFillTerms(terms: readonly FillTerms[]): void;
  /** Books what closings of ours cost; what is known already stays, what was not told before is added. */
  recordClosingCosts(costs: readonly ClosingCost[]): void;
  /** Whether the broker has yet to say what something cost that orders of ours closed at or after the instant. */
  lacksCostsSince(since: Timestamp): boolean;
  recordMark(cycle: CycleId, mark: EquityMark): void;
  /** The newest mark taken before the instant. */
  markBefore(at: Timestamp): EquityMark | undefined;
  /** Of the newest mark taken before the instant, what alone each cycle asks for. */
  curveBefore(at: Timestamp): Pick<EquityMark, "at" | "result" | "peak"> | undefined;
  /** Whether a cycle that began in between, but for dry runs, has decided about anything. */
  hasDecidedBetween(from: Timestamp, to: Timestamp): boolean;
  recordSnapshot(cycle: CycleId, snapshot: AccountSnapshot): void;
  /** The newest snapshot taken at or before the instant. */
  snapshotBefore(at: Timestamp): AccountSnapshot | undefined;

  /** Keeps a text that the broker wants answered. @returns the hash it is known by */
  noteDisclaimer(text: Disclaimer, at: Timestamp): string;
  /** Writes down what is answered, before the broker is told and after. */
  recordDisclaimer(entry: DisclaimerEntry): void;
  /** What a person said last about the text of this hash. */
  personalAnswer(hash: string): PersonalAnswer | undefined;

  readonly cache: Cache;
}

/** Orders, positions and unknown outcomes of different accounts must never meet in one store. */
export interface StoreOwner {
  readonly environment: string;
  readonly accountKey: AccountKey;
}

/** What an execution of ours was about. */
export interface Execution extends Pick<Fill, "quantity" | "price"> {
  readonly instrument: Instrument;
  readonly side: Side;
}

/** A correction of what we own in an instrument. */
export interface Adjustment {
  readonly at: Timestamp;
  readonly instrumentId: InstrumentId;
  /** Signed; added to what our fills come to. */
  readonly quantity: Decimal;
  /** Stable code. */
  readonly reason: string;
  readonly detail?: string;
  /** Of what came: what was paid for it, and when it was opened. */
  readonly price?: Decimal;
  readonly openedAt?: Timestamp;
  /** What it does to our result, in account currency. */
  readonly profitLoss?: Decimal;
}

/** What adjustments come to; results that were not known count as none. */
export interface Adjusted {
  readonly quantity: Decimal;
  readonly profitLoss: Decimal;
}

export interface LedgerCheckpoint {
  /** Entries before it are counted, those at it and after it are not. */
  readonly through: Timestamp;
  readonly matching: Matching;
  readonly ledger: Ledger;
}

export interface UnpricedFill {
  readonly logId: string;
  readonly instrument: Instrument;
}

/** What a unit of a fill's price was worth. */
export interface FillTerms extends Pick<ValueTerms, "contractFactor"> {
  readonly logId: string;
  /** Of the price. */
  readonly currency: string;
  readonly rate: ConversionRate;
}

/** What the broker took for one closing by an order of ours, in account currency; each part positive, where it is known. */
export interface ClosingCost {
  /** The broker's own name of the closing. */
  readonly id: string;
  readonly externalReference: ExternalReference;
  readonly at: Timestamp;
  /** Unsigned. */
  readonly quantity: Decimal;
  /** For what was closed, where that was ours. */
  readonly openingCost?: Decimal;
  readonly closingCost?: Decimal;
}

export interface IntentStep {
  readonly intent: IntentId;
  readonly transition: Transition;
}

export interface IntentStanding {
  readonly intent: Intent;
  readonly state: IntentState;
  readonly orderId?: OrderId;
  readonly filledQuantity: Decimal;
  /** When `placing` was committed, the latest moment before which nothing was sent. */
  readonly placingAt?: Timestamp;
  /** When the cycle that sent it was told no outcome; absent where it was told one, or did not live to see. */
  readonly answerGivenUpAt?: Timestamp;
  /** How far our clock was ahead of the broker's then; absent where nobody knew. */
  readonly clockAheadMs?: number;
  /** Earlier intents under the same reference that were sent, and came to nothing. */
  readonly earlierAttempts: number;
}

export interface CycleRecord {
  readonly finishedAt: Timestamp;
  readonly outcome: "done" | "skipped" | "failed";
  /** Stable code of the skip or failure; absent when done. */
  readonly reason?: string;
  readonly exitCode: number;
  readonly counters: Readonly<Record<string, number>>;
}

/** Why an instrument was or was not traded in a cycle: enough to explain it, in the broker's and our own figures. */
export interface DecisionRecord {
  readonly instrumentId: InstrumentId;
  readonly decidedAt: Timestamp;
  /** `buy`, `sell` or `hold`: what will be done, after every gate. */
  readonly action: "buy" | "sell" | "hold";
  /** Stable code of the gate or rule that decided. */
  readonly reason: string;
  /** Everything used: bar, quote, indicator values, each gate with its number and limit. JSON values only. */
  readonly facts: Readonly<Record<string, unknown>>;
  readonly externalReference?: ExternalReference;
}

/** What the decisions of a cycle were made from, as text. */
export interface RecordedBasis {
  readonly decidedAt: Timestamp;
  /** What the strategy wants remembered of this cycle; absent where it remembers nothing, or nothing new. */
  readonly remembered?: StrategyMemoryOf;
  /** What seldom changes; in an order of their own. Each text is kept once. */
  readonly parts: readonly string[];
  /** What belongs to this cycle alone. */
  readonly moment: string;
  readonly barMinutes: BarMinutes;
  /** In time order, each start once. Most have been seen before, and are kept once. */
  readonly bars: ReadonlyMap<InstrumentId, readonly Bar[]>;
}

/** Whose memory it is: each version of a strategy has its own, and so have dry runs. */
export interface StrategyMemoryOf {
  readonly strategy: string;
  readonly isDryRun: boolean;
  readonly memory: KeptMemory;
}

/** The same, read back. */
export interface KeptBasis extends Pick<RecordedBasis, "parts" | "moment"> {
  /** @throws AssertionError when these are not the bars that the cycle has seen */
  readonly barsSeen: (range: BarRange) => readonly Bar[];
}

/** Which of the bars of a series a cycle saw: the first and the last start. */
export interface BarRange {
  readonly series: { readonly instrument: InstrumentId; readonly barMinutes: BarMinutes };
  readonly from: number;
  readonly to: number;
}

/** What the broker said and may be asked again at will: losing it costs only requests. */
export interface Cache {
  /** A JSON value kept under a name; `undefined` when absent or expired. */
  read(name: string, now: Timestamp): unknown;
  write(name: string, value: unknown, expiresAt: Timestamp): void;
  /** Closed bars, oldest first, at most the newest `count`. */
  readBars(instrument: InstrumentId, barMinutes: BarMinutes, count: number): readonly Bar[];
  /** Adds bars, replacing those with the same start, and keeps the newest `keep`. */
  writeBars(instrument: InstrumentId, barMinutes: BarMinutes, bars: readonly Bar[], keep: number): void;
  /** Forgets all bars of the instrument and horizon. */
  dropBars(instrument: InstrumentId, barMinutes: BarMinutes): void;
}
