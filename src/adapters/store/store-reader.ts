import type { AccountSnapshot } from "../../core/domain/account.ts";
import type { Decimal } from "../../core/domain/decimal.ts";
import type { CycleId, ExternalReference } from "../../core/domain/ids.ts";
import type { InstrumentId } from "../../core/domain/instrument.ts";
import type { Timestamp } from "../../core/domain/time.ts";
import type { IntentStanding } from "../../cycle/ports.ts";
import type { RecordedCycle } from "./cycles.ts";
import { lastCycles } from "./cycles.ts";
import type { Database } from "./database.ts";
import type { RecordedDecision } from "./decisions.ts";
import { decisionsOf, newestDecision } from "./decisions.ts";
import { ownPositions } from "./fills.ts";
import type { IntentHistory } from "./history.ts";
import { historyOf } from "./history.ts";
import { intentsCreatedSince, unsettledIntents } from "./intents.ts";
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

  /** Oldest first. */
  unsettledIntents(): readonly IntentStanding[] {
    return unsettledIntents(this.#database);
  }

  /** Whatever became of them, oldest first. */
  intentsCreatedSince(since: Timestamp): readonly IntentStanding[] {
    return intentsCreatedSince(this.#database, since);
  }

  latestSnapshot(): AccountSnapshot | undefined {
    return latestSnapshot(this.#database);
  }

  ownPositions(): ReadonlyMap<InstrumentId, Decimal> {
    return ownPositions(this.#database);
  }

  /** In the order they were made. */
  decisionsOf(cycle: CycleId): readonly RecordedDecision[] {
    return decisionsOf(this.#database, cycle);
  }

  newestDecision(instrument: InstrumentId): RecordedDecision | undefined {
    return newestDecision(this.#database, instrument);
  }

  /** Every intent under the reference, oldest first: more than one when the earlier ones never reached the broker. */
  historyOf(reference: ExternalReference): readonly IntentHistory[] {
    return historyOf(this.#database, reference);
  }

  close(): void {
    this.#database.close();
  }
}
