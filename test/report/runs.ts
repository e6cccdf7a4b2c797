import {
  addDuration,
  durationMs,
  minutes,
  timestampFromIso,
  type Timestamp,
} from "../../src/core/domain/time.ts";
import { assert } from "../../src/core/domain/assert.ts";
import { statusAtEnd } from "../../src/report/fold-status.ts";
import type { Counters } from "../../src/report/counters.ts";
import type { CycleResult, RunResult } from "../../src/report/run-result.ts";
import type { StatusRecord } from "../../src/report/status-file.ts";

export const instantOf = (iso: string): Timestamp => {
  const instant = timestampFromIso(iso);
  assert(instant !== undefined, `"${iso}" is no instant`);
  return instant;
};

/** A Wednesday morning in Europe; New York opens at 14:30. */
export const START = instantOf("2026-03-04T09:15:00.000Z");
export const after = (count: number): Timestamp => addDuration(START, minutes(count));

export const COUNTERS: Counters = {
  instruments: 3,
  instruments_ok: 3,
  instruments_failed: 0,
  buy_signals: 1,
  sell_signals: 0,
  hold_signals: 2,
  approved: 1,
  placed: 1,
  filled: 1,
  rejected: 0,
  dropped: 0,
  unknown: 0,
  settled: 1,
  requests: 29,
};

export const cycle = (more: Partial<CycleResult> = {}): CycleResult => ({
  id: 17,
  counters: COUNTERS,
  hasUnknownOrders: false,
  poll: { kind: "success" },
  ...more,
});

/** A run that begins so many minutes after the start and takes one second. */
export const run = (minute: number, more: Partial<RunResult> = {}): RunResult => ({
  runId: `run-${minute}`,
  startedAt: after(minute),
  endedAt: addDuration(after(minute), durationMs(1000)),
  duration: durationMs(1000),
  exitCode: 0,
  outcome: "done",
  environment: "LOCAL",
  dryRun: false,
  strategy: "moving_average@1",
  cycle: cycle(),
  ...more,
});

export const failed = (minute: number, reason: string, exitCode = 69): RunResult =>
  run(minute, {
    exitCode,
    outcome: "failed",
    reason,
    cycle: cycle({ poll: { kind: "failure", isReached: false } }),
  });

export const skipped = (minute: number, nextMarketOpenAt?: Timestamp): RunResult =>
  run(minute, {
    outcome: "skipped",
    reason: "OUTSIDE_TRADING_HOURS",
    cycle: cycle({
      poll: { kind: "none" },
      ...(nextMarketOpenAt === undefined ? {} : { nextMarketOpenAt }),
    }),
  });

/** A start that came to no cycle, and knows neither its environment nor its strategy. */
export const misconfigured = (minute: number): RunResult => ({
  runId: `run-${minute}`,
  startedAt: after(minute),
  endedAt: addDuration(after(minute), durationMs(1000)),
  duration: durationMs(1000),
  exitCode: 78,
  outcome: "failed",
  reason: "CONFIGURATION_INVALID",
  message: "one\ntwo",
  hint: "a hint",
});

/** The record after these runs, the first of which found none; their cycles are numbered on, as the store does it. */
export function statusAfter(...runs: readonly RunResult[]): StatusRecord {
  const status = runs.reduce<StatusRecord | undefined>(
    (previous, result, index) => statusAtEnd(previous, numberedOn(result, index), "1.2.3"),
    undefined,
  );
  assert(status !== undefined, "at least one run is needed");
  return status;
}

const numberedOn = (result: RunResult, by: number): RunResult =>
  result.cycle === undefined ? result : { ...result, cycle: { ...result.cycle, id: result.cycle.id + by } };
