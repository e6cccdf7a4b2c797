import { isoFromTimestamp } from "../core/domain/time.ts";
import type { RunResult } from "./run-result.ts";
import type { StatusRecord } from "./status-file.ts";

type Telemetry = StatusRecord["telemetry"];

export const NEVER_ASKED: Telemetry = {
  broker: "unknown",
  poll_success_count: 0,
  poll_error_count: 0,
  last_poll_at: null,
  last_successful_poll_at: null,
  last_poll_error: null,
  last_reconciliation_at: null,
};

export const telemetryAtEnd = (begun: Telemetry, result: RunResult): Telemetry => ({
  ...pollsAtEnd(begun, result),
  ...(result.brokerClockSkewMs === undefined ? {} : { broker_clock_skew_ms: result.brokerClockSkewMs }),
});

function pollsAtEnd(begun: Telemetry, { cycle, endedAt, outcome, reason }: RunResult): Telemetry {
  const at = isoFromTimestamp(endedAt);
  switch (cycle?.poll.kind) {
    case undefined:
    case "none":
      return begun;
    case "success":
      return {
        ...begun,
        broker: "connected",
        poll_success_count: begun.poll_success_count + 1,
        last_poll_at: at,
        last_successful_poll_at: at,
        last_reconciliation_at: outcome === "done" ? at : begun.last_reconciliation_at,
      };
    case "failure":
      return {
        ...begun,
        broker: cycle.poll.isReached ? "connected" : "disconnected",
        poll_error_count: begun.poll_error_count + 1,
        last_poll_at: at,
        last_poll_error: reason ?? null,
      };
  }
}
