import { existsSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { DatabaseSync } from "node:sqlite";
import { describe, expect } from "vitest";
import { z } from "zod";
import { examineHealth } from "../../src/cli/examine-health.ts";
import { subjectOf, subjectOfInvalid } from "../../src/cli/gather-health-facts.ts";
import { loadConfiguration } from "../../src/cli/load-configuration.ts";
import type { Check } from "../../src/report/check.ts";
import { CycleSummary } from "../../src/report/cycle-summary-schema.ts";
import { parseStatus } from "../../src/report/status-file.ts";
import type { RunningCommand } from "../support/command.ts";
import { parseExposition } from "../report/exposition.ts";
import { startSaxo } from "./saxo.ts";
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

/** What a monitor sees: the exit code, and the checks that are critical. */
type Sight = readonly [number, readonly string[]];

async function monitored(bot: Workspace): Promise<Sight> {
  const { code, stdout, stderr } = await bot.run(["status", "--check", "--json"]);
  expect(stderr).toBe("");
  return [code ?? -1, criticalIn(CheckDocument.parse(JSON.parse(stdout)).checks)];
}

const CheckDocument = z.object({
  status: z.enum(["OK", "WARNING", "CRITICAL"]),
  exit_code: z.int(),
  checks: z.array(
    z.object({
      name: z.string(),
      verdict: z.enum(["ok", "warn", "fail"]),
      finding: z.string(),
      remedy: z.string().optional(),
    }),
  ),
});

const criticalIn = (checks: readonly Pick<Check, "name" | "verdict">[]): readonly string[] =>
  checks.filter(({ verdict }) => verdict === "fail").map(({ name }) => name);

/** The same look without a process of its own. */
async function looked(bot: Workspace, env: Environment = {}): Promise<readonly string[]> {
  const at = (name: string): string => path.join(bot.directory, name);
  bot.write("empty.env", "");
  const configuration = loadConfiguration(
    { STATE_DIR: at("state"), LOG_DIR: at("logs"), ...env },
    { envFile: at("empty.env") },
  );
  const subject =
    configuration.kind === "valid" ? subjectOf(configuration.settings) : subjectOfInvalid(configuration);
  return criticalIn(await examineHealth(subject, { now: bot.now(), isThorough: true }));
}

/** Changes the store as no cycle would. */
function inStore(bot: Workspace, sql: string): void {
  const database = new DatabaseSync(path.join(bot.directory, "state/tradebot.db"));
  database.exec(sql);
  database.close();
}
const fileOf = (bot: Workspace, name: string): string => path.join(bot.directory, name);

/** How a silence comes about, what is critical then, and how it is over. */
interface Silence {
  readonly begin: (bot: Workspace) => void | Promise<void>;
  readonly env?: Environment;
  readonly critical: readonly string[];
  readonly end: (bot: Workspace) => void | Promise<void>;
}

/** One that decides; a dry run waits for no fill. */
async function goodCycle(bot: Workspace): Promise<void> {
  expect((await bot.run(CYCLE, { DRY_RUN: "true" })).code).toBe(0);
}

/** Starts a run that waits, holding the lock. */
async function waitingRun(bot: Workspace): Promise<RunningCommand> {
  const running = bot.start([...CYCLE, "--jitter-seconds-max", "3600"]);
  await logged(running, "startup_config_loaded");
  return running;
}

const killedRun: Silence["begin"] = async (bot) => {
  const running = await waitingRun(bot);
  running.child.kill("SIGKILL");
  await running.result;
};

const SILENCES: Readonly<Record<string, Silence>> = {
  "the schedule does not run": {
    begin: (bot) => {
      bot.pass(16 * MINUTE);
    },
    critical: ["last_good_cycle"],
    end: goodCycle,
  },
  "every run fails with the same error": {
    begin: async (bot) => {
      for (let run = 0; run < 3; run += 1) await bot.run(CYCLE, { LOG_DIR: "state/status.json" });
    },
    critical: ["failures"],
    end: goodCycle,
  },
  "a run was killed": { begin: killedRun, critical: ["run"], end: goodCycle },
  "the configuration is invalid": {
    begin: () => undefined,
    env: { MAX_POSITIONS: "many" },
    critical: ["configuration", "last_good_cycle"],
    end: () => undefined,
  },
  "cycles end well and decide nothing": {
    begin: async (bot) => {
      for (let run = 0; run < 2; run += 1) await goodCycle(bot); // three in all, before anybody alarms
      inStore(bot, "CREATE TABLE kept AS SELECT * FROM decisions; DELETE FROM decisions;");
    },
    critical: ["decisions"],
    end: (bot) => {
      inStore(bot, "INSERT INTO decisions SELECT * FROM kept; DROP TABLE kept;");
    },
  },
  "the store is damaged": {
    begin: (bot) => {
      const store = fileOf(bot, "state/tradebot.db");
      renameSync(store, fileOf(bot, "kept.db"));
      writeFileSync(store, "no database, however long one looks at it".repeat(100), { mode: 0o600 });
    },
    critical: [
      "unknown_orders",
      "own_position",
      "unprotected_positions",
      "refused_orders",
      "store",
      "decisions",
      "market_data",
    ],
    end: (bot) => {
      renameSync(fileOf(bot, "kept.db"), fileOf(bot, "state/tradebot.db"));
    },
  },
  "the clock is set back": {
    begin: (bot) => {
      bot.pass(-10 * MINUTE);
    },
    critical: ["last_good_cycle", "clock"],
    end: (bot) => {
      bot.pass(10 * MINUTE);
    },
  },
  "the log has no directory": {
    begin: (bot) => {
      renameSync(fileOf(bot, "logs"), fileOf(bot, "kept-logs"));
      bot.write("logs", "");
    },
    critical: ["log_directory"],
    end: (bot) => {
      rmSync(fileOf(bot, "logs"));
      renameSync(fileOf(bot, "kept-logs"), fileOf(bot, "logs"));
    },
  },
  "the status file is damaged": {
    begin: (bot) => {
      writeFileSync(fileOf(bot, "state/status.json"), "{");
    },
    critical: ["last_good_cycle", "run", "failures", "clock", "status_file"],
    end: goodCycle,
  },
};

describe.concurrent("status --check", () => {
  it("is critical before the first cycle, and well after three", async ({ bot }) => {
    expect(await monitored(bot)).toEqual([
      2,
      [
        "last_good_cycle",
        "unknown_orders",
        "own_position",
        "unprotected_positions",
        "refused_orders",
        "store",
        "decisions",
        "market_data",
        "status_file",
      ],
    ]);
    for (let run = 0; run < 3; run += 1) await goodCycle(bot);
    expect(await monitored(bot)).toEqual([0, []]);
  });

  for (const [name, { begin, env, critical, end }] of Object.entries(SILENCES)) {
    it(`turns critical when ${name}, and clears after`, async ({ bot }) => {
      await goodCycle(bot);
      await begin(bot);
      expect(await looked(bot, env)).toEqual(critical);
      await end(bot);
      expect(await monitored(bot)).toEqual([0, []]);
    });
  }

  it("turns critical while a run hangs, and clears when it is ended and the next one is done", async ({
    bot,
  }) => {
    await goodCycle(bot);
    const running = await waitingRun(bot);
    expect(await looked(bot)).toEqual([]);
    bot.pass(6 * MINUTE);
    expect(await monitored(bot)).toEqual([2, ["run"]]);
    running.child.kill("SIGTERM");
    await running.result;
    expect(await looked(bot)).toEqual([]);
  });

  it("turns critical while an order is unknown, and clears when it is settled", async ({ bot }) => {
    const saxo = await startSaxo(bot, {
      onRequest({ method, target }, { faults }) {
        if (method !== "POST" || !target.endsWith("/trade/v2/orders")) return;
        for (const endpoint of ["order_activities", "orders", "positions", "net_positions"] as const)
          faults.next({ kind: "html", endpoint, when: "before" });
      },
    });
    saxo.simulator.faults.next({ kind: "drop", endpoint: "place_order", when: "after" });
    expect((await bot.run(CYCLE, saxo.env)).code).toBe(80);
    expect(statusOf(bot)).toMatchObject({
      jobs: { cycle: { exit_code: 80, consecutive_failures: 1 } },
    });
    expect(await looked(bot)).toEqual(["last_good_cycle", "unknown_orders"]);
    expect((await bot.run(CYCLE, saxo.env)).code).toBe(0);
    expect(await looked(bot)).toEqual([]);
    await saxo.stop();
  });

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
