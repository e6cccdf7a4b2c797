import type { LedgerEntry } from "../../core/accounting/ledger-entry.ts";
import type { EquityMark } from "../../core/accounting/own-performance.ts";
import type { AccountSnapshot } from "../../core/domain/account.ts";
import { assert } from "../../core/domain/assert.ts";
import { sumDecimals, type Decimal } from "../../core/domain/decimal.ts";
import type { CycleId, ExternalReference, IntentId, OrderId } from "../../core/domain/ids.ts";
import type { InstrumentId } from "../../core/domain/instrument.ts";
import type { Fill, Intent, OrderPurpose } from "../../core/domain/order.ts";
import type { Timestamp } from "../../core/domain/time.ts";
import type { Disclaimer, DisclaimerEntry, PersonalAnswer } from "../../core/execution/disclaimers.ts";
import type { Transition } from "../../core/execution/lifecycle.ts";
import type { LastTrades } from "../../core/strategy/contract.ts";
import type { Cache } from "../../cycle/ports/cache.ts";
import type { DecisionRecord, RecordedBasis, StrategyMemoryOf } from "../../cycle/ports/decision-store.ts";
import type {
  Adjusted,
  Adjustment,
  ClosingCost,
  Execution,
  FillTerms,
  LedgerCheckpoint,
  UnpricedFill,
} from "../../cycle/ports/ledger-store.ts";
import type { IntentStanding, IntentStep } from "../../cycle/ports/order-store.ts";
import type { CycleRecord, Store, StoreOwner } from "../../cycle/ports/store.ts";
import { adjustedFor, recordAdjustment } from "./adjustments.ts";
import { lacksCostsSince, recordClosingCosts } from "./closing-costs.ts";
import { beganAt, beginCycle, finishCycle, hasDecidedBetween } from "./cycles.ts";
import type { Database } from "./database.ts";
import { recordDecisions } from "./decisions.ts";
import { forgetStrategyMemory, strategyMemory } from "./strategy-memory.ts";
import type { KeptMemory } from "../../core/strategy/strategy-memory.ts";
import { noteDisclaimer, personalAnswer, recordDisclaimer, recordPersonalAnswer } from "./disclaimers.ts";
import { curveBefore, markBefore, recordMark } from "./equity-marks.ts";
import { executedSince, executionsSince, fillsOf, ownPositions, recordFills } from "./fills.ts";
import { lastTrades } from "./last-trades.ts";
import {
  absentIntentsSince,
  arrivedIntent,
  attemptsUnder,
  countArrived,
  countOrdersSince,
  createIntents,
  hasOrder,
  openingOf,
  recordTransitions,
  unsettledIntents,
} from "./intents.ts";
import { keepCheckpoint, ledgerCheckpoint } from "./ledger-checkpoint.ts";
import { fillsWithoutTerms, ledgerEntries, recordFillTerms } from "./ledger-entries.ts";
import { bindTo } from "./owner.ts";
import { recordResolution, type RecordedResolution } from "./resolutions.ts";
import type { AgedRows, Batch } from "./retention.ts";
import { isClockBelievable, rehearseRemoval, removeAged } from "./retention.ts";
import { recordSnapshot, snapshotBefore } from "./snapshots.ts";
import { SqliteCache } from "./sqlite-cache.ts";

/** The store of a running cycle. One process writes at a time: the lock sees to that. */
export class SqliteStore implements Store {
  readonly cache: Cache;
  readonly #database: Database;

  constructor(database: Database, cache: SqliteCache) {
    this.#database = database;
    this.cache = cache;
  }

  beginCycle(cycle: Parameters<Store["beginCycle"]>[0]): CycleId {
    return beginCycle(this.#database, cycle);
  }

  finishCycle(cycle: CycleId, result: CycleRecord): void {
    finishCycle(this.#database, cycle, result);
  }

  bindTo(owner: StoreOwner): StoreOwner {
    return bindTo(this.#database, owner);
  }

  beganAt(): Timestamp {
    return beganAt(this.#database);
  }

  recordDecisions(cycle: CycleId, decisions: readonly DecisionRecord[], basis?: RecordedBasis): void {
    recordDecisions(this.#database, cycle, decisions, basis);
  }

  strategyMemory(of: Omit<StrategyMemoryOf, "memory">): KeptMemory | undefined {
    return strategyMemory(this.#database, of);
  }

  forgetStrategyMemory(): void {
    forgetStrategyMemory(this.#database);
  }

  createIntent(cycle: CycleId, intent: Omit<Intent, "id">): Intent {
    const [created] = createIntents(this.#database, cycle, [intent]);
    assert(created !== undefined, "an intent was written down and is not there");
    return created;
  }

  createIntents(cycle: CycleId, intents: readonly Omit<Intent, "id">[]): readonly Intent[] {
    return createIntents(this.#database, cycle, intents);
  }

  recordTransition(cycle: CycleId, intent: IntentId, transition: Transition, at: Timestamp): void {
    recordTransitions(this.#database, [{ cycle, intent, transition, at }]);
  }

  recordTransitions(cycle: CycleId, steps: readonly IntentStep[], at: Timestamp): void {
    recordTransitions(
      this.#database,
      steps.map((step) => ({ ...step, cycle, at })),
    );
  }

  unsettledIntents(): readonly IntentStanding[] {
    return unsettledIntents(this.#database);
  }

  arrivedIntent(reference: ExternalReference): IntentStanding | undefined {
    return arrivedIntent(this.#database, reference);
  }

  attemptsUnder(reference: ExternalReference): number {
    return attemptsUnder(this.#database, reference);
  }

  hasOrder(orderId: OrderId): boolean {
    return hasOrder(this.#database, orderId);
  }

  absentIntentsSince(since: Timestamp): readonly IntentStanding[] {
    return absentIntentsSince(this.#database, since);
  }

  countOrdersSince(since: Timestamp): number {
    return countOrdersSince(this.#database, since);
  }

  recordFills(intent: IntentId, fills: readonly Fill[]): readonly Fill[] {
    return recordFills(this.#database, intent, fills);
  }

  recordAdjustment(cycle: CycleId, adjustment: Adjustment): void {
    recordAdjustment(this.#database, cycle, adjustment);
  }

  adjustedFor(reasons: readonly string[]): ReadonlyMap<InstrumentId, Adjusted> {
    return adjustedFor(this.#database, reasons);
  }

  ownPositions(): ReadonlyMap<InstrumentId, Decimal> {
    return ownPositions(this.#database);
  }

  lastTrades(strategyName: string): ReadonlyMap<InstrumentId, LastTrades> {
    return lastTrades(this.#database, strategyName);
  }

  executedSince(instrument: InstrumentId, since: Timestamp): Decimal {
    return executedSince(this.#database, instrument, since);
  }

  openingOf(instrument: InstrumentId): IntentStanding | undefined {
    return openingOf(this.#database, instrument);
  }

  countArrived(instrument: InstrumentId, purpose: OrderPurpose, after: IntentId | undefined): number {
    return countArrived(this.#database, { instrument, purpose, after });
  }

  executionsSince(since: Timestamp): readonly Execution[] {
    return executionsSince(this.#database, since);
  }

  ledgerEntries(since: Timestamp): readonly LedgerEntry[] {
    return ledgerEntries(this.#database, since);
  }

  ledgerCheckpoint(): LedgerCheckpoint | undefined {
    return ledgerCheckpoint(this.#database);
  }

  keepCheckpoint(checkpoint: LedgerCheckpoint): void {
    keepCheckpoint(this.#database, checkpoint);
  }

  fillsWithoutTerms(since: Timestamp): readonly UnpricedFill[] {
    return fillsWithoutTerms(this.#database, since);
  }

  recordFillTerms(terms: readonly FillTerms[]): void {
    recordFillTerms(this.#database, terms);
  }

  recordClosingCosts(costs: readonly ClosingCost[]): void {
    recordClosingCosts(this.#database, costs);
  }

  lacksCostsSince(since: Timestamp): boolean {
    return lacksCostsSince(this.#database, since);
  }

  recordMark(cycle: CycleId, mark: EquityMark): void {
    recordMark(this.#database, cycle, mark);
  }

  markBefore(at: Timestamp): EquityMark | undefined {
    return markBefore(this.#database, at);
  }

  curveBefore(at: Timestamp): ReturnType<Store["curveBefore"]> {
    return curveBefore(this.#database, at);
  }

  hasDecidedBetween(from: Timestamp, to: Timestamp): boolean {
    return hasDecidedBetween(this.#database, from, to);
  }

  recordSnapshot(cycle: CycleId, snapshot: AccountSnapshot): void {
    recordSnapshot(this.#database, cycle, snapshot);
  }

  snapshotBefore(at: Timestamp): AccountSnapshot | undefined {
    return snapshotBefore(this.#database, at);
  }

  noteDisclaimer(text: Disclaimer, at: Timestamp): string {
    return noteDisclaimer(this.#database, text, at);
  }

  recordDisclaimer(entry: DisclaimerEntry): void {
    recordDisclaimer(this.#database, entry);
  }

  personalAnswer(hash: string): PersonalAnswer | undefined {
    return personalAnswer(this.#database, hash);
  }

  /** Writes down what a person says about a text that is recorded here. */
  recordPersonalAnswer(answer: Parameters<typeof recordPersonalAnswer>[1]): void {
    recordPersonalAnswer(this.#database, answer);
  }

  /** What executions of the intent are booked for. */
  bookedQuantity(intent: IntentId): Decimal {
    return sumDecimals(fillsOf(this.#database, intent).map(({ quantity }) => quantity));
  }

  /** Writes down what a person says became of an order: the step, and what it makes of our position. */
  recordResolution(resolution: RecordedResolution): void {
    recordResolution(this.#database, resolution);
  }

  /** Whether the clock can be trusted to say what is old. */
  isClockBelievable(now: Timestamp): boolean {
    return isClockBelievable(this.#database, now);
  }

  /** Removes one batch of what has aged. */
  removeAged(batch: Batch): AgedRows {
    return removeAged(this.#database, batch);
  }

  /** What removing everything older than the instant would come to. */
  rehearseRemoval(before: Timestamp): AgedRows {
    return rehearseRemoval(this.#database, before);
  }

  /** Gives the room of removed rows back to the disk; needs as much again while it lasts. */
  compact(): void {
    this.#database.execute("VACUUM");
    this.#database.execute("PRAGMA wal_checkpoint(TRUNCATE)");
  }

  close(): void {
    this.#database.close();
  }
}
