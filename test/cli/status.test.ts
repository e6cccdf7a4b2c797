import { existsSync, statSync } from "node:fs";
import path from "node:path";
import { describe, expect } from "vitest";
import { CycleSummary } from "../../src/report/cycle-summary-schema.ts";
import { parseStatus } from "../../src/report/status-file.ts";
import { parseExposition } from "../report/exposition.ts";
import type { Environment, Workspace } from "./workspace.ts";
import { eventsOf, it, linesOf, logged } from "./workspace.ts";

const MINUTE = 60_000;
/** The world of these tests begins on a Wednesday at 09:15 UTC; New York opens at 14:30. */
const CLOSED: Environment = { TRADING_HOURS_MODE: "fixed" };
const CYCLE = ["--single-cycle"];

const statusOf = (bot: Workspace): unknown => JSON.parse(bot.read("state/status.json"));

function summariesOf(bot: Workspace): readonly CycleSummary[] {
  const lines = bot.read("reports/cycle_summaries.jsonl").split("\n").slice(0, -1);
  return lines.map((line) => CycleSummary.parse(JSON.parse(line)));
}

describe.concurrent("a run", () => {
  it("reports itself in status.json, in a summary and to Prometheus, whatever it comes to", async ({
    bot,
  }) => {
    const env = {
      PROMETHEUS_TEXTFILE: path.join(bot.directory, "tradebot.prom"),
      INVOCATION_ID: "invocation",
    };
    expect((await bot.run(CYCLE, { ...env, ...CLOSED })).code).toBe(0);
    const reading = parseStatus(bot.read("state/status.json"));
    expect(reading).toMatchObject({
      kind: "record",
      record: {
        environment: "LOCAL",
        jobs: { cycle: { status: "skipped", exit_code: 0, invocation_id: "invocation" } },
        runner: { state: "sleeping", next_market_open_at: "2026-03-04T14:30:00.000Z", resume_count: 0 },
        last_cycle: { cycle_id: 1, outcome: "skipped" },
      },
    });
    expect(linesOf(bot.log(), "cycle_sleep_begin")[0]?.fields).toMatchObject({
      next_market_open_at: "2026-03-04T14:30:00.000Z",
    });

    expect((await bot.run(CYCLE, { ...env, MAX_POSITIONS: "many" })).code).toBe(78);
    expect(statusOf(bot)).toMatchObject({
      jobs: { cycle: { status: "failed", exit_code: 78, reason: "CONFIGURATION_INVALID" } },
      runner: { state: "sleeping" },
      last_cycle: { cycle_id: 1 },
    });

    expect((await bot.run(CYCLE, env)).code).toBe(0);
    expect(statusOf(bot)).toMatchObject({
      jobs: { cycle: { status: "done", consecutive_failures: 0, last_failure: "CONFIGURATION_INVALID" } },
      runner: { state: "stopped", resume_count: 1, sleep_since: null },
      last_cycle: { cycle_id: 2, counters: { placed: 1, filled: 1 } },
      telemetry: { broker: "connected", poll_success_count: 1, poll_error_count: 0 },
    });
    expect(eventsOf(bot.log()).at(-1)).toBe("cycle_resumed");

    expect(summariesOf(bot)).toMatchObject([
      { outcome: "skipped", exit_code: 0, cycle_id: 1, env: "LOCAL" },
      { outcome: "failed", exit_code: 78, cycle_id: null, env: "LOCAL", strategy: null },
      { outcome: "done", exit_code: 0, cycle_id: 2, counters: { placed: 1 } },
    ]);
    const metrics = parseExposition(bot.read("tradebot.prom"));
    expect(metrics.get("tradebot_last_run_exit_code")?.samples).toMatchObject([{ value: 0 }]);
    const modeOf = (name: string): number => statSync(path.join(bot.directory, name)).mode & 0o777;
    expect(["state/status.json", "reports/cycle_summaries.jsonl", "tradebot.prom"].map(modeOf)).toEqual([
      0o600, 0o600, 0o644,
    ]);
  });

  it("that is a dry run by hand leaves a summary that says so, and the standing of the bot alone", async ({
    bot,
  }) => {
    const env = { ...CLOSED, PROMETHEUS_TEXTFILE: path.join(bot.directory, "tradebot.prom") };
    expect((await bot.run(CYCLE, env)).code).toBe(0);
    expect((await bot.run(CYCLE, { ...env, MAX_POSITIONS: "many" })).code).toBe(78);
    const before = [bot.read("state/status.json"), bot.read("tradebot.prom")];
    expect((await bot.run([...CYCLE, "--dry-run"], env)).code).toBe(0);
    expect([bot.read("state/status.json"), bot.read("tradebot.prom")]).toEqual(before);
    expect(summariesOf(bot).map(({ exit_code, mode }) => [exit_code, mode.by_hand])).toEqual([
      [0, false],
      [78, false],
      [0, true],
    ]);
  });

  it("loses no report to another, and its exit code to none", async ({ bot }) => {
    bot.write("reports", "in the way");
    expect((await bot.run(CYCLE, CLOSED)).code).toBe(0);
    bot.write("state/status.json", "damaged");
    const metrics = path.join(bot.directory, "nowhere", "tradebot.prom");
    expect((await bot.run(CYCLE, { ...CLOSED, PROMETHEUS_TEXTFILE: metrics })).code).toBe(0);
    expect(linesOf(bot.log(), "report_status_damaged")).toHaveLength(1);
    const unwritten = linesOf(bot.log(), "report_write_failed").map(({ fields }) => fields["path"]);
    expect(unwritten).toEqual(["reports", "reports", metrics]);
    expect(statusOf(bot)).toMatchObject({ jobs: { cycle: { status: "skipped" } } });
  });

  it("of the state directory that cannot be used still has a summary", async ({ bot }) => {
    bot.write("occupied", "");
    expect((await bot.run(CYCLE, { STATE_DIR: "occupied" })).code).toBe(74);
    expect(summariesOf(bot)).toMatchObject([
      { outcome: "failed", exit_code: 74, reason: "STATE_UNWRITABLE" },
    ]);
  });

  it("is seen while it runs, and counted by the next one when it was killed", async ({ bot }) => {
    const running = bot.start([...CYCLE, "--jitter-seconds-max", "3600"]);
    await logged(running, "startup_config_loaded");
    expect(statusOf(bot)).toMatchObject({
      runner: { state: "running" },
      jobs: { cycle: { status: "running" } },
    });
    running.child.kill("SIGKILL");
    await running.result;
    expect((await bot.run(CYCLE, { MAX_POSITIONS: "many" })).code).toBe(78);
    expect(statusOf(bot)).toMatchObject({ jobs: { cycle: { consecutive_failures: 2 } } });
  });

  it("that finds another one running writes nothing", async ({ bot }) => {
    const running = bot.start([...CYCLE, "--jitter-seconds-max", "3600"]);
    await logged(running, "startup_config_loaded");
    const before = bot.read("state/status.json");
    expect((await bot.run(CYCLE)).code).toBe(75);
    expect((await bot.run(CYCLE, { MAX_POSITIONS: "many" })).code).toBe(78);
    expect(bot.read("state/status.json")).toBe(before);
    expect(existsSync(path.join(bot.directory, "reports"))).toBe(false);
    running.child.kill("SIGTERM");
    await running.result;
    expect(summariesOf(bot)).toMatchObject([{ outcome: "stopped", exit_code: 143, reason: "SIGTERM" }]);
  });
});

describe.concurrent("status --check", () => {
  it("says it to people in one line first, and warns before it alarms", async ({ bot }) => {
    const never = await bot.run(["status", "--check"], { MAX_POSITIONS: "many" });
    expect(never.code).toBe(2);
    expect(never.stdout).toMatch(
      /^CRITICAL - configuration: [^\n]*MAX_POSITIONS is "many"[^\n]*; also last_good_cycle, /,
    );
    expect(never.stdout).toContain(
      "\nCRITICAL last_good_cycle: no cycle has run yet -> look whether the schedule runs",
    );
    expect((await bot.run(CYCLE, CLOSED)).code).toBe(0);
    bot.pass(11 * MINUTE);
    const well = await bot.run(["status", "--check"], CLOSED);
    expect(well.code).toBe(0);
    expect(well.stdout).toMatch(
      /^OK - the last cycle that ended well was 11 min [^\n]*, and 0 in trading hours were due since/,
    );
    const late = await bot.run(["status", "--check"]);
    expect(late.code).toBe(1);
    expect(late.stdout).toMatch(/^WARNING - last_good_cycle: the last cycle that ended well was 11 min/);
    if (existsSync("/dev/full")) expect(bot.runInto("/dev/full", ["status", "--check"]).status).toBe(2);
    const status = await bot.run(["status"], CLOSED);
    expect(status.stdout).toMatch(
      /^environment: LOCAL\nstate: \/.*\/state\nbot: sleeping since 2026-03-04T09:15:.*, the market is closed\nnext market open: 2026-03-04T14:30:00.000Z\nlast good run: .*, 11 min [^\n]*ago\nlock: free\n/,
    );
  });
});
