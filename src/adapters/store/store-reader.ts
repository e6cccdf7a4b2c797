import type { EquityMark } from "../../core/accounting/own-performance.ts";
import type { AccountSnapshot } from "../../core/domain/account.ts";
import type { Decimal } from "../../core/domain/decimal.ts";
import type { CycleId, ExternalReference, OrderId } from "../../core/domain/ids.ts";
import type { InstrumentId } from "../../core/domain/instrument.ts";
import type { Timestamp } from "../../core/domain/time.ts";
import type { KeptBasis } from "../../cycle/ports/decision-store.ts";
import type { Adjustment } from "../../cycle/ports/ledger-store.ts";
import type { IntentStanding } from "../../cycle/ports/order-store.ts";
import type { StoreOwner } from "../../cycle/ports/store.ts";
import { adjustmentsOf, adjustmentsSince } from "./adjustments.ts";
import { attemptsSince, type OrderAttempt } from "./attempts.ts";
import type { RecordedCycle } from "./cycles.ts";
import { lastCycles, lastDoneCycles } from "./cycles.ts";
import { textIn } from "./columns.ts";
import { onlyRow, type Database } from "./database.ts";
import type { RecordedDecision } from "./decisions.ts";
import { basisOf } from "./decision-inputs.ts";
import {
  decisionsOf,
  lastDecidedOtherwise,
  lastDeciding,
  newestDecision,
  type LastOtherwise,
} from "./decisions.ts";
import { recordedDisclaimers, type RecordedDisclaimer } from "./disclaimers.ts";
import { markBefore } from "./equity-marks.ts";
import { ownPositions } from "./fills.ts";
import type { IntentHistory } from "./history.ts";
import { historyOf } from "./history.ts";
import { countOrdersSince, intentsCreatedSince, unsettledIntents } from "./intents.ts";
import {
  cycleById,
  cyclesOfRuns,
  decisionsFor,
  referencesOfCycle,
  referencesOfOrder,
  referencesStarting,
  snapshotsOf,
} from "./lookups.ts";
import { ownerOf } from "./owner.ts";
import { latestSnapshot } from "./snapshots.ts";

/** The store as people look at it, also while a cycle writes. */
export class StoreReader {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** Newest first; one without a result runs or died. */
  lastCycles(count: number): readonly RecordedCycle[] {
    return lastCycles(this.#database, count);
  }

  /** Those that came to their end inside trading hours, newest first. */
  lastDoneCycles(count: number): readonly RecordedCycle[] {
    return lastDoneCycles(this.#database, count);
  }

  /** Oldest first. */
  unsettledIntents(): readonly IntentStanding[] {
    return unsettledIntents(this.#database);
  }

  /** The trades that MAX_DAILY_TRADES counts. */
  countOrdersSince(since: Timestamp): number {
    return countOrdersSince(this.#database, since);
  }

  /** Whatever became of them, oldest first. */
  intentsCreatedSince(since: Timestamp): readonly IntentStanding[] {
    return intentsCreatedSince(this.#database, since);
  }

  /** Orders that the broker has said yes or no to, newest first, at most `count`. */
  attemptsSince(since: Timestamp, count: number): readonly OrderAttempt[] {
    return attemptsSince(this.#database, since, count);
  }

  latestSnapshot(): AccountSnapshot | undefined {
    return latestSnapshot(this.#database);
  }

  /** What our own trading had come to when a cycle last looked, before the instant. */
  markBefore(at: Timestamp): EquityMark | undefined {
    return markBefore(this.#database, at);
  }

  ownPositions(): ReadonlyMap<InstrumentId, Decimal> {
    return ownPositions(this.#database);
  }

  /** What was put right about our own position at or after the instant, oldest first. */
  adjustmentsSince(since: Timestamp): readonly Adjustment[] {
    return adjustmentsSince(this.#database, since);
  }

  /** What the cycle put right, oldest first. */
  adjustmentsOf(cycle: CycleId): readonly Adjustment[] {
    return adjustmentsOf(this.#database, cycle);
  }

  /** In the order they were made. */
  decisionsOf(cycle: CycleId): readonly RecordedDecision[] {
    return decisionsOf(this.#database, cycle);
  }

  /** Cycles that decided anything, newest first, at most `count`. */
  lastDeciding(count: number): readonly CycleId[] {
    return lastDeciding(this.#database, count);
  }

  /** What the decisions of the cycle were made from; `undefined` where that is not, or no longer, kept. */
  basisOf(cycle: CycleId): KeptBasis | undefined {
    return basisOf(this.#database, cycle);
  }

  /** When an instrument was last decided about for another reason than these. */
  lastDecidedOtherwise(instrument: string, reasons: readonly string[]): LastOtherwise | undefined {
    return lastDecidedOtherwise(this.#database, instrument, reasons);
  }

  newestDecision(instrument: InstrumentId): RecordedDecision | undefined {
    return newestDecision(this.#database, instrument);
  }

  /** Every intent under the reference, oldest first: more than one when the earlier ones never reached the broker. */
  historyOf(reference: ExternalReference): readonly IntentHistory[] {
    return historyOf(this.#database, reference);
  }

  /** Whose orders and fills these are; `undefined` as long as no cycle has reached the broker. */
  owner(): StoreOwner | undefined {
    return ownerOf(this.#database);
  }

  cycle(id: CycleId): RecordedCycle | undefined {
    return cycleById(this.#database, id);
  }

  /** Cycles of the runs whose id starts so, newest first, at most `count`. */
  cyclesOfRuns(prefix: string, count: number): readonly RecordedCycle[] {
    return cyclesOfRuns(this.#database, prefix, count);
  }

  /** Newest first, at most `count`. */
  referencesStarting(prefix: string, count: number): readonly ExternalReference[] {
    return referencesStarting(this.#database, prefix, count);
  }

  referencesOfOrder(order: OrderId): readonly ExternalReference[] {
    return referencesOfOrder(this.#database, order);
  }

  /** Of every intent the cycle made or took a step with, in the order in which they were made. */
  referencesOfCycle(cycle: CycleId): readonly ExternalReference[] {
    return referencesOfCycle(this.#database, cycle);
  }

  /** The decisions that the intents under the reference were made for, oldest first. */
  decisionsFor(reference: ExternalReference): readonly RecordedDecision[] {
    return decisionsFor(this.#database, reference);
  }

  /** In the order in which they were taken. */
  snapshotsOf(cycle: CycleId): readonly AccountSnapshot[] {
    return snapshotsOf(this.#database, cycle);
  }

  /** Texts the broker wanted answered before an order; those seen last come first. */
  recordedDisclaimers(): readonly RecordedDisclaimer[] {
    return recordedDisclaimers(this.#database);
  }

  /** `ok`, or what SQLite finds wrong with the file first. Reads all of it. */
  soundness(): string {
    return textIn(onlyRow(this.#database, "PRAGMA quick_check(1)"), "quick_check");
  }

  close(): void {
    this.#database.close();
  }
}
