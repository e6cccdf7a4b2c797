import { describe, expect, it } from "vitest";
import { renderMetrics } from "../../src/report/prometheus.ts";
import type { RunResult } from "../../src/report/run-result.ts";
import { failed, instantOf, misconfigured, run, skipped, statusAfter } from "./runs.ts";
import { parseExposition, type Family } from "./exposition.ts";

const OPENING = instantOf("2026-03-04T14:30:00.000Z");

function metricsAfter(...runs: readonly RunResult[]): ReadonlyMap<string, Family> {
  const result = runs.at(-1);
  if (result === undefined) throw new Error("at least one run is needed");
  return parseExposition(
    renderMetrics({
      result,
      status: statusAfter(...runs),
      programVersion: "1.2.3",
      nodeVersion: "26.0.0",
      stateDirectory: 'C:\\state of "mine"\nhere',
    }),
  );
}

const valuesOf = (families: ReadonlyMap<string, Family>): Readonly<Record<string, readonly number[]>> =>
  Object.fromEntries(
    [...families].map(([name, { samples }]) => [
      name.replace(/^tradebot_/, ""),
      samples.map(({ value }) => value),
    ]),
  );

describe("the metrics", () => {
  it("say how the bot stands after a good cycle", () => {
    const { last_cycle_count, ...others } = valuesOf(metricsAfter(run(0)));
    expect(others).toEqual({
      build_info: [1],
      last_run_timestamp_seconds: [1_772_615_701],
      last_success_timestamp_seconds: [1_772_615_701],
      last_run_exit_code: [0],
      last_run_duration_seconds: [1],
      consecutive_failures: [0],
      kill_switch: [0, 0],
      sleeping: [0],
      resumes_total: [0],
      broker_connected: [1],
      polls_total: [1, 0],
      last_successful_poll_timestamp_seconds: [1_772_615_701],
      last_reconciliation_timestamp_seconds: [1_772_615_701],
      unknown_orders: [0],
    });
    expect(last_cycle_count).toHaveLength(14);
  });

  it("say how it stands after failures, and while it sleeps", () => {
    expect(valuesOf(metricsAfter(run(0), failed(5, "X"), failed(10, "X")))).toMatchObject({
      last_run_timestamp_seconds: [1_772_616_301],
      last_success_timestamp_seconds: [1_772_615_701],
      last_run_exit_code: [69],
      consecutive_failures: [2],
      broker_connected: [0],
      polls_total: [1, 2],
    });
    expect(valuesOf(metricsAfter(skipped(0, OPENING)))).toMatchObject({
      sleeping: [1],
      next_market_open_timestamp_seconds: [OPENING / 1000],
    });
  });

  it("leave out what is not known", () => {
    const families = metricsAfter(misconfigured(0));
    for (const name of ["last_success_timestamp_seconds", "broker_connected", "unknown_orders"]) {
      expect(families.has(`tradebot_${name}`)).toBe(false);
    }
    expect(families.get("tradebot_last_run_exit_code")?.samples).toEqual([
      { labels: { state_directory: 'C:\\state of "mine"\nhere' }, value: 78 },
    ]);
  });

  it("carry labels that tell several bots on one machine apart", () => {
    for (const { samples } of metricsAfter(run(0)).values()) {
      for (const { labels } of samples) {
        expect(labels).toMatchObject({
          environment: "LOCAL",
          state_directory: 'C:\\state of "mine"\nhere',
        });
      }
    }
  });
});

describe("the parser of these tests", () => {
  const HEAD = "# HELP a_b Words.\n# TYPE a_b gauge\n";
  it.each([
    ["a sample without its type", "a_b 1\n"],
    ["a sample of another metric", `${HEAD}a_c 1\n`],
    ["a metric without samples", HEAD],
    ["no newline at the end", `${HEAD}a_b 1`],
    ["an empty line", `${HEAD}\na_b 1\n`],
    ["a value that is no number", `${HEAD}a_b one\n`],
    ["an unescaped quote", `${HEAD}a_b{c="d"e"} 1\n`],
    ["the same sample twice", `${HEAD}a_b 1\na_b 2\n`],
    ["the same metric twice", `${HEAD}a_b 1\n${HEAD}a_b{c="d"} 1\n`],
    ["a counter that is not called total", "# HELP a_b W.\n# TYPE a_b counter\na_b 1\n"],
  ])("refuses %s", (_, text) => {
    expect(() => parseExposition(text)).toThrow();
  });
});
