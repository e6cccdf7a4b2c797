import { renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { DatabaseSync } from "node:sqlite";
import { describe, expect } from "vitest";
import { z } from "zod";
import { examineHealth } from "../../src/cli/examine-health.ts";
import { subjectOf, subjectOfInvalid } from "../../src/cli/health-subject.ts";
import { loadConfiguration } from "../../src/cli/load-configuration.ts";
import type { Check } from "../../src/report/check.ts";
import { startSaxo } from "../cli/saxo.ts";
import { it, logged, type Environment, type Workspace } from "../cli/workspace.ts";
import type { RunningCommand } from "../support/command.ts";

const MINUTE = 60_000;
const CYCLE = ["--single-cycle"];

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
    expect(JSON.parse(bot.read("state/status.json"))).toMatchObject({
      jobs: { cycle: { exit_code: 80, consecutive_failures: 1 } },
    });
    expect(await looked(bot)).toEqual(["last_good_cycle", "unknown_orders"]);
    expect((await bot.run(CYCLE, saxo.env)).code).toBe(0);
    expect(await looked(bot)).toEqual([]);
    await saxo.stop();
  });
});
