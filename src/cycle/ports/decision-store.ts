import type { CycleId, ExternalReference } from "../../core/domain/ids.ts";
import type { InstrumentId } from "../../core/domain/instrument.ts";
import type { Bar, BarMinutes } from "../../core/domain/market-data.ts";
import type { Timestamp } from "../../core/domain/time.ts";
import type { KeptMemory } from "../../core/strategy/strategy-memory.ts";

/** What was decided, from what, and what the strategy remembers of it. */
export interface DecisionStore {
  /** One row for each instrument and cycle, and what all of them were made from, so that they can be made again. */
  recordDecisions(cycle: CycleId, decisions: readonly DecisionRecord[], basis?: RecordedBasis): void;
  /** What a strategy remembers; `undefined` where it never did. */
  strategyMemory(of: Omit<StrategyMemoryOf, "memory">): KeptMemory | undefined;
  /** Whether a cycle that began in between, but for dry runs, has decided about anything. */
  hasDecidedBetween(from: Timestamp, to: Timestamp): boolean;
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

/** What was recorded of it, read back. */
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
