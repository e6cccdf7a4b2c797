import { describe, expect, it } from "vitest";
import { newTally } from "../../src/cycle/tally.ts";
import { Counters } from "../../src/report/counters.ts";
import { CycleSummary } from "../../src/report/cycle-summary-schema.ts";
import { renderSummary } from "../../src/report/cycle-summary.ts";
import type { RunResult } from "../../src/report/run-result.ts";
import { COUNTERS, instantOf, misconfigured, run, skipped } from "./runs.ts";

/** The document on the line, checked against its schema, where every key must be. */
function lineOf(result: RunResult): CycleSummary {
  const text = renderSummary(result, "1.2.3");
  expect(text).toMatch(/^[^\n]+\n$/);
  return CycleSummary.strict().parse(JSON.parse(text));
}

describe("a line of the summaries", () => {
  it("tells a whole run", () => {
    expect(lineOf(run(0, { invocationId: "invocation" }))).toEqual({
      schema_version: 1,
      program_version: "1.2.3",
      run_id: "run-0",
      invocation_id: "invocation",
      cycle_id: 17,
      mode: { dry_run: false, single_cycle: true, by_hand: false },
      env: "LOCAL",
      strategy: "moving_average@1",
      started_at: "2026-03-04T09:15:00.000Z",
      finished_at: "2026-03-04T09:15:01.000Z",
      duration_ms: 1000,
      outcome: "done",
      reason: null,
      exit_code: 0,
      next_market_open_at: null,
      counters: COUNTERS,
    });
  });

  it("tells a skip, with the next opening", () => {
    expect(lineOf(skipped(0, instantOf("2026-03-04T14:30:00.000Z")))).toMatchObject({
      outcome: "skipped",
      reason: "OUTSIDE_TRADING_HOURS",
      next_market_open_at: "2026-03-04T14:30:00.000Z",
    });
  });

  it("tells a run that came to no cycle, and nothing that a failure says in words", () => {
    expect(lineOf(misconfigured(0))).toMatchObject({
      cycle_id: null,
      env: null,
      strategy: null,
      mode: { dry_run: null, single_cycle: true, by_hand: false },
      counters: null,
      exit_code: 78,
    });
    expect(renderSummary(misconfigured(0), "1.2.3")).not.toContain("one");
  });
});

it("every counter of a cycle is described", () => {
  const counted = [...Object.keys(newTally(0)), "requests"];
  expect(Object.keys(Counters.shape).toSorted()).toEqual(counted.toSorted());
});
