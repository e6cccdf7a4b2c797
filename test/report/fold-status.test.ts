import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { statusAtBeginning, statusAtEnd } from "../../src/report/fold-status.ts";
import { parseStatus, renderStatus, type StatusRecord } from "../../src/report/status-file.ts";
import {
  after,
  COUNTERS,
  cycle,
  failed,
  instantOf,
  misconfigured,
  run,
  skipped,
  statusAfter,
} from "./runs.ts";

const OPENING = instantOf("2026-03-04T14:30:00.000Z");
const LATER_OPENING = instantOf("2026-03-05T14:30:00.000Z");

const began = (previous: StatusRecord | undefined, minute: number, invocationId?: string): StatusRecord =>
  statusAtBeginning(
    previous,
    {
      programVersion: "1.2.3",
      runId: `run-${minute}`,
      startedAt: after(minute),
      environment: "LOCAL",
      ...(invocationId === undefined ? {} : { invocationId }),
    },
    after(minute),
  );

const jobOf = (status: StatusRecord) => status.jobs.cycle;

describe("status.json at the beginning of a run", () => {
  it("says that it runs, since when, and what systemd calls it", () => {
    expect(began(undefined, 0, "invocation")).toEqual({
      schema_version: 1,
      program_version: "1.2.3",
      environment: "LOCAL",
      scheduler_started: "2026-03-04T09:15:00.000Z",
      last_heartbeat: "2026-03-04T09:15:00.000Z",
      jobs: {
        cycle: {
          last_start: "2026-03-04T09:15:00.000Z",
          last_end: null,
          status: "running",
          exit_code: null,
          reason: null,
          run_id: "run-0",
          invocation_id: "invocation",
          told_at: null,
          last_success: null,
          consecutive_failures: 0,
          failing_since: null,
          same_reason_failures: 0,
          last_failure: null,
        },
      },
      runner: {
        state: "running",
        sleep_since: null,
        next_market_open_at: null,
        last_resume_at: null,
        resume_count: 0,
      },
      last_cycle: null,
      telemetry: {
        broker: "unknown",
        poll_success_count: 0,
        poll_error_count: 0,
        last_poll_at: null,
        last_successful_poll_at: null,
        last_poll_error: null,
        last_reconciliation_at: null,
      },
    });
  });

  it("counts a run before it that never ended as killed", () => {
    const status = began(began(statusAfter(run(0)), 5), 10);
    expect(jobOf(status)).toMatchObject({
      status: "running",
      run_id: "run-10",
      last_success: "2026-03-04T09:15:01.000Z",
      consecutive_failures: 1,
      same_reason_failures: 1,
      last_failure: "KILLED",
      failing_since: "2026-03-04T09:20:00.000Z",
    });
    expect(jobOf(began(status, 15))).toMatchObject({ consecutive_failures: 2, same_reason_failures: 2 });
  });
});

describe("status.json at the end of a run", () => {
  it("holds the job, the cycle and its counters", () => {
    const status = statusAfter(run(0, { invocationId: "invocation" }));
    expect(status.scheduler_started).toBe("2026-03-04T09:15:00.000Z");
    expect(status.last_heartbeat).toBe("2026-03-04T09:15:01.000Z");
    expect(jobOf(status)).toEqual({
      last_start: "2026-03-04T09:15:00.000Z",
      last_end: "2026-03-04T09:15:01.000Z",
      status: "done",
      exit_code: 0,
      reason: null,
      run_id: "run-0",
      invocation_id: "invocation",
      told_at: null,
      last_success: "2026-03-04T09:15:01.000Z",
      consecutive_failures: 0,
      failing_since: null,
      same_reason_failures: 0,
      last_failure: null,
    });
    expect(status.last_cycle).toEqual({
      cycle_id: 17,
      run_id: "run-0",
      started_at: "2026-03-04T09:15:00.000Z",
      ended_at: "2026-03-04T09:15:01.000Z",
      outcome: "done",
      reason: null,
      exit_code: 0,
      dry_run: false,
      counters: COUNTERS,
    });
  });

  it("counts failures in a row, and those with the same reason, until a run ends well", () => {
    const three = statusAfter(
      run(0),
      failed(5, "STORE_UNWRITABLE", 74),
      failed(10, "BROKER_UNREACHABLE"),
      failed(15, "BROKER_UNREACHABLE"),
    );
    expect(jobOf(three)).toMatchObject({
      status: "failed",
      exit_code: 69,
      reason: "BROKER_UNREACHABLE",
      consecutive_failures: 3,
      same_reason_failures: 2,
      failing_since: "2026-03-04T09:20:00.000Z",
      last_success: "2026-03-04T09:15:01.000Z",
    });
    expect(jobOf(statusAfter(failed(0, "X"), run(5)))).toMatchObject({
      consecutive_failures: 0,
      same_reason_failures: 0,
      failing_since: null,
      last_failure: "X",
    });
    expect(jobOf(statusAfter(failed(0, "X"), run(5), failed(10, "X")))).toMatchObject({
      consecutive_failures: 1,
      same_reason_failures: 1,
    });
  });

  it.each([
    { exitCode: 143, reason: "SIGTERM" },
    { exitCode: 0, reason: "STOP_ASKED" },
  ])("takes a run that $reason ended for neither good nor failed", ({ exitCode, reason }) => {
    const stopped = run(10, { exitCode, outcome: "stopped", reason });
    expect(jobOf(statusAfter(run(0), failed(5, "X"), stopped))).toMatchObject({
      status: "stopped",
      exit_code: exitCode,
      consecutive_failures: 1,
      last_success: "2026-03-04T09:15:01.000Z",
    });
  });

  it("keeps the last cycle when a run did not come to one", () => {
    expect(statusAfter(run(0), misconfigured(5)).last_cycle).toMatchObject({ run_id: "run-0" });
  });
});

describe("the sleep outside trading hours", () => {
  const sleeping = statusAfter(run(0), skipped(5, OPENING), skipped(10, LATER_OPENING)).runner;

  it("begins with the first skip and knows the newest opening", () => {
    expect(sleeping).toEqual({
      state: "sleeping",
      sleep_since: "2026-03-04T09:20:01.000Z",
      next_market_open_at: "2026-03-05T14:30:00.000Z",
      last_resume_at: null,
      resume_count: 0,
    });
  });

  it("survives restarts: a run that begins runs, and is asleep again when it skips", () => {
    const asleep = statusAfter(skipped(0, OPENING));
    expect(began(asleep, 5).runner).toMatchObject({
      state: "running",
      sleep_since: "2026-03-04T09:15:01.000Z",
    });
    expect(statusAfter(skipped(0, OPENING), skipped(5, OPENING)).runner.resume_count).toBe(0);
  });

  it("ends with the first cycle that trades, which counts as a resume", () => {
    expect(statusAfter(skipped(0, OPENING), run(5)).runner).toEqual({
      state: "stopped",
      sleep_since: null,
      next_market_open_at: null,
      last_resume_at: "2026-03-04T09:20:01.000Z",
      resume_count: 1,
    });
    const twice = statusAfter(skipped(0, OPENING), run(5), skipped(10, OPENING), run(15), run(20));
    expect(twice.runner).toMatchObject({ resume_count: 2, last_resume_at: "2026-03-04T09:30:01.000Z" });
  });

  it("ends with a cycle that fails after the opening, and lasts through one that fails before it", () => {
    expect(statusAfter(skipped(0, OPENING), failed(320, "X")).runner).toMatchObject({
      state: "stopped",
      resume_count: 1,
    });
    expect(statusAfter(skipped(0, OPENING), failed(5, "X")).runner).toMatchObject({
      state: "sleeping",
      resume_count: 0,
    });
    expect(statusAfter(skipped(0), failed(5, "X")).runner).toMatchObject({ state: "sleeping" });
  });
});

describe("the telemetry", () => {
  it("counts what came of asking the broker", () => {
    const status = statusAfter(run(0), failed(5, "BROKER_UNREACHABLE"), run(10));
    expect(status.telemetry).toEqual({
      broker: "connected",
      poll_success_count: 2,
      poll_error_count: 1,
      last_poll_at: "2026-03-04T09:25:01.000Z",
      last_successful_poll_at: "2026-03-04T09:25:01.000Z",
      last_poll_error: "BROKER_UNREACHABLE",
      last_reconciliation_at: "2026-03-04T09:25:01.000Z",
    });
  });

  it.each([
    ["an unreachable broker", { kind: "failure", isReached: false }, "disconnected", 1],
    ["a broker that answers nonsense", { kind: "failure", isReached: true }, "connected", 1],
    ["a cycle that asks nothing", { kind: "none" }, "connected", 0],
  ] as const)("after a good cycle and %s", (_, poll, broker, errors) => {
    const second = run(5, { exitCode: 69, outcome: "failed", reason: "X", cycle: cycle({ poll }) });
    const { telemetry } = statusAfter(run(0), second);
    expect(telemetry).toMatchObject({ broker, poll_error_count: errors });
    expect(telemetry.last_successful_poll_at).toBe("2026-03-04T09:15:01.000Z");
  });

  it("is of a reconciliation only when the cycle came to its end", () => {
    const skippedAfterAsking = { ...skipped(5, OPENING), cycle: cycle() };
    expect(statusAfter(run(0), skippedAfterAsking).telemetry).toMatchObject({
      poll_success_count: 2,
      last_reconciliation_at: "2026-03-04T09:15:01.000Z",
    });
  });
});

describe("a store that counts its cycles anew", () => {
  const before = statusAfter(run(0), run(5));

  it("is remembered with the instant, also by the runs after it", () => {
    const anew = statusAtEnd(before, run(10, { cycle: cycle({ id: 1 }) }), "1.2.3");
    expect(anew.store_begun_anew_at).toBe("2026-03-04T09:25:01.000Z");
    const later = statusAtEnd(anew, run(15, { cycle: cycle({ id: 2 }) }), "1.2.3");
    expect(later.store_begun_anew_at).toBe("2026-03-04T09:25:01.000Z");
    expect(parseStatus(renderStatus(later))).toEqual({ kind: "record", record: later });
  });

  it("is none while the numbers grow, with gaps or without, nor where a start came to no cycle", () => {
    for (const result of [
      run(10, { cycle: cycle({ id: 19 }) }),
      run(10, { cycle: cycle({ id: 40 }) }),
      misconfigured(10),
    ]) {
      expect(statusAtEnd(before, result, "1.2.3")).not.toHaveProperty("store_begun_anew_at");
    }
  });
});

describe("the file", () => {
  it("reads back what was written", () => {
    const status = statusAfter(run(0), skipped(5, OPENING));
    expect(parseStatus(renderStatus(status))).toEqual({ kind: "record", record: status });
  });

  it("is absent, or a record, or damaged with what is wrong, whatever it holds", () => {
    expect(parseStatus(undefined)).toEqual({ kind: "absent" });
    expect(parseStatus("")).toEqual({ kind: "damaged", detail: "it is no JSON" });
    expect(parseStatus('{"schema_version":2}')).toMatchObject({ kind: "damaged" });
    const text = renderStatus(statusAfter(run(0)));
    for (let length = 0; length < text.length - 2; length += 1) {
      expect(parseStatus(text.slice(0, length)).kind).toBe("damaged");
    }
    fc.assert(
      fc.property(fc.json(), (json) => {
        expect(parseStatus(json).kind).toBe("damaged");
      }),
    );
  });

  it("knows no instants but UTC ones", () => {
    const status = { ...statusAfter(run(0)), last_heartbeat: "2026-03-04T10:15:01+01:00" };
    expect(parseStatus(renderStatus(status))).toEqual({
      kind: "damaged",
      detail: "last_heartbeat: Invalid ISO datetime",
    });
  });
});
