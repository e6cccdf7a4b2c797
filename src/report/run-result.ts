import type { Timestamp } from "../core/domain/time.ts";

/**
 * What became of one start of the main job: one that held the lock, or could not even come to it. A start that found
 * the lock held has none: it leaves no trace but its log line.
 */
export interface RunResult {
  readonly runId: string;
  /** systemd's id of this start of the unit, by which its failure handler finds it again. */
  readonly invocationId?: string;
  readonly startedAt: Timestamp;
  readonly endedAt: Timestamp;
  readonly exitCode: number;
  /** `stopped`: by a signal or the deadline. */
  readonly outcome: "done" | "skipped" | "failed" | "stopped";
  /** Stable code of the failure or the skip: `BROKER_UNREACHABLE`, `OUTSIDE_TRADING_HOURS`; absent when done. */
  readonly reason?: string;
  /** The failure in words, and what to do; may hold anything a broker says, so it is redacted where it leaves. */
  readonly message?: string;
  readonly hint?: string;
  /** Absent when the configuration did not tell. */
  readonly environment?: string;
  readonly dryRun?: boolean;
  /** Absent when no cycle was begun in the store. */
  readonly cycle?: {
    readonly id: number;
    readonly counters: Readonly<Record<string, number>>;
    readonly hasUnknownOrders: boolean;
    /** When it was skipped outside trading hours and the next opening is known. */
    readonly nextMarketOpenAt?: Timestamp;
    /** Whether the broker was asked anything and answered. */
    readonly requests: number;
  };
}

/** Whether the bot did what it is there for: it traded, or rightly did not. */
export const isGood = ({ exitCode }: Pick<RunResult, "exitCode">): boolean => exitCode === 0;
