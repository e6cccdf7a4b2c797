import type { LedgerEntry, ValueTerms } from "../../core/accounting/ledger-entry.ts";
import type { Ledger } from "../../core/accounting/ledger.ts";
import type { EquityMark } from "../../core/accounting/own-performance.ts";
import type { Matching } from "../../core/accounting/position-book.ts";
import type { ConversionRate } from "../../core/domain/conversion-rate.ts";
import type { Decimal } from "../../core/domain/decimal.ts";
import type { CycleId, ExternalReference, IntentId } from "../../core/domain/ids.ts";
import type { Instrument, InstrumentId } from "../../core/domain/instrument.ts";
import type { Fill, Side } from "../../core/domain/order.ts";
import type { Timestamp } from "../../core/domain/time.ts";
import type { LastTrades } from "../../core/strategy/contract.ts";

/** What our orders came to: executions, what was put right, what it cost and what it is worth. */
export interface LedgerStore {
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
