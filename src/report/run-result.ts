import type { DurationMs, Timestamp } from "../core/domain/time.ts";
import type { KillSwitch } from "../core/risk/kill-switch.ts";
import type { Counters } from "./counters.ts";

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
  /** By a clock that never jumps. */
  readonly duration: DurationMs;
  readonly exitCode: number;
  /** `stopped`: by a signal, by the deadline, or by a command that needed the lock. */
  readonly outcome: "done" | "skipped" | "failed" | "stopped";
  /** Stable code of the failure or the skip: `BROKER_UNREACHABLE`, `OUTSIDE_TRADING_HOURS`; absent when done. */
  readonly reason?: string;
  /** The failure in words, and what to do; may hold anything a broker says, so it is redacted where it leaves. */
  readonly message?: string;
  readonly hint?: string;
  /** Absent when the configuration did not tell. */
  readonly environment?: string;
  readonly dryRun?: boolean;
  /** Whether somebody tried it out: a dry run that the command line asks for says nothing about the bot. */
  readonly isByHand?: boolean;
  /** As it was found at the end; absent when it was off, or nobody knows where it would be. */
  readonly killSwitch?: KillSwitch;
  /** How far our clock was ahead of the broker's; absent when no answer told. */
  readonly brokerClockSkewMs?: number;
  /** Name and version: `moving_average@1`. */
  readonly strategy?: string;
  /** Absent when no cycle was begun in the store, or a bug ended it. */
  readonly cycle?: CycleResult;
}

export interface CycleResult {
  readonly id: number;
  readonly counters: Counters;
  readonly hasUnknownOrders: boolean;
  /** When it was skipped outside trading hours and the next opening is known. */
  readonly nextMarketOpenAt?: Timestamp;
  readonly poll: Poll;
}

/** What came of asking the broker: `none` when there was nothing to ask, or a signal came first. */
export type Poll =
  | { readonly kind: "none" }
  | { readonly kind: "success" }
  /** `isReached`: it answered, though not with what is needed. */
  | { readonly kind: "failure"; readonly isReached: boolean };

/** Whether the bot did what it is there for: it traded, or rightly did not. */
export const isGood = ({ exitCode, outcome }: Pick<RunResult, "exitCode" | "outcome">): boolean =>
  exitCode === 0 && outcome !== "stopped";

const ENDED_BY_SIGNAL = 128;

/** Whether something is wrong. A run that a person or the system asked to end is neither good nor a failure. */
export const isFailure = ({ exitCode }: Pick<RunResult, "exitCode">): boolean =>
  exitCode !== 0 && exitCode <= ENDED_BY_SIGNAL;
