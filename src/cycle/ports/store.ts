import type { AccountSnapshot } from "../../core/domain/account.ts";
import type { AccountKey, CycleId, RunId } from "../../core/domain/ids.ts";
import type { Timestamp } from "../../core/domain/time.ts";
import type { Disclaimer, DisclaimerEntry, PersonalAnswer } from "../../core/execution/disclaimers.ts";
import type { Cache } from "./cache.ts";
import type { DecisionStore } from "./decision-store.ts";
import type { LedgerStore } from "./ledger-store.ts";
import type { OrderStore } from "./order-store.ts";

/** Durable memory. Every method that writes has committed when it returns. */
export interface Store extends DecisionStore, OrderStore, LedgerStore {
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

export interface CycleRecord {
  readonly finishedAt: Timestamp;
  readonly outcome: "done" | "skipped" | "failed";
  /** Stable code of the skip or failure; absent when done. */
  readonly reason?: string;
  readonly exitCode: number;
  readonly counters: Readonly<Record<string, number>>;
}
