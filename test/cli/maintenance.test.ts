import { readdirSync, statSync } from "node:fs";
import path from "node:path";
import { describe, expect } from "vitest";
import { VISIBILITY_GRACE } from "../../src/core/execution/verdict.ts";
import { at } from "./json.ts";
import { eventsOf, it, linesOf, logged } from "./workspace.ts";

/** For `restore`, which otherwise waits for the broker's log. */
const SKIPPING_THE_WAIT = { TEST_SLEEP_SKIPPED: String(VISIBILITY_GRACE) };

describe.concurrent("maintenance", () => {
  it("has nothing to show, and makes nothing, before the first cycle", async ({ bot }) => {
    const storage = await bot.run(["maintenance", "storage", "--json"]);
    const verify = await bot.run(["maintenance", "verify"]);
    const backup = await bot.run(["maintenance", "backup"]);
    expect([storage.code, verify.code, backup.code]).toEqual([0, 0, 64]);
    expect(at(storage.stdout, "store", "state")).toBe("none");
    expect(backup.stderr).toBe(
      'tradebot: there is no store in "state" to back up; the first cycle makes one; check STATE_DIR when you expected one here\n',
    );
    expect(readdirSync(bot.directory)).toEqual([]);
  });

  it("backs up, verifies, restores and goes on trading", async ({ bot }) => {
    await bot.run(["--single-cycle"]);
    bot.pass(60_000);
    const backup = await bot.run(["maintenance", "backup", "--json"]);
    const file = String(at(backup.stdout, "path"));
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(at(backup.stdout, "not_included", 0, "path")).toBe(path.join(bot.directory, "state/simulator.db"));
    await bot.run(["--single-cycle"]);
    bot.pass(60_000);
    const restored = await bot.run(["maintenance", "restore", file, "--json"], SKIPPING_THE_WAIT);
    bot.pass(VISIBILITY_GRACE);
    expect([restored.code, at(restored.stdout, "version")]).toEqual([0, 6]);
    const next = await bot.run(["--single-cycle"]);
    expect(next.code).toBe(0);
    expect(next.stdout).toMatch(/^cycle 2: done, exit 0\n/);
    const verify = await bot.run(["maintenance", "verify", "--json"]);
    expect([verify.code, at(verify.stdout, "verdict")]).toEqual([0, "ok"]);
    expect(linesOf(bot.log(), "maintenance_backup_written")).toHaveLength(1);
    expect(linesOf(bot.log(), "maintenance_store_restored")).toHaveLength(1);
    const storage = await bot.run(["maintenance", "storage", "--json"]);
    expect(at(storage.stdout, "backups", 1, "version")).toBe(6); // the one asked for, and the store that was replaced
  });

  it("touches nothing while a cycle runs, and says who holds the lock", async ({ bot }) => {
    await bot.run(["--single-cycle"], { TRADING_HOURS_MODE: "fixed" });
    const before = readdirSync(path.join(bot.directory, "state"));
    const cycle = bot.start(["--single-cycle", "--jitter-seconds-max", "3600"]);
    await logged(cycle, "startup_config_loaded");
    for (const args of [["reset", "--all", "--yes"], ["cleanup"], ["restore", "state/tradebot.db"]]) {
      const { code, stdout, stderr } = await bot.run(["maintenance", ...args]);
      expect({ code, stdout }).toEqual({ code: 75, stdout: "" });
      expect(stderr).toContain(`tradebot: a cycle is running (process ${cycle.child.pid}`);
    }
    expect(readdirSync(path.join(bot.directory, "state"))).toEqual(expect.arrayContaining(before));
    expect(eventsOf(bot.log())).toContain("cycle_end");
    cycle.child.kill("SIGTERM");
    await cycle.result;
  });

  it("resets everything of LOCAL but the user's own files", async ({ bot }) => {
    await bot.run(["--single-cycle", "--dry-run"]);
    for (const directory of ["state", "logs", "reports"]) bot.write(`${directory}/notes.txt`, "mine");
    const refused = await bot.run(["maintenance", "reset", "--all"]);
    expect([refused.code, bot.has("state/tradebot.db")]).toEqual([64, true]);
    expect(refused.stderr).toContain("nobody is there to be asked; give --yes to do it without a question");
    const { code, stdout } = await bot.run(["maintenance", "reset", "--all", "--yes", "--json"]);
    expect([code, at(stdout, "targets")]).toEqual([0, ["store", "account", "reports", "logs"]]);
    const left = ["state", "reports"].flatMap((name) => readdirSync(path.join(bot.directory, name)));
    expect(left.filter((name) => !name.startsWith("tradebot.lock")).sort()).toEqual([
      "notes.txt",
      "notes.txt",
    ]);
    expect(eventsOf(bot.log())).toEqual(["maintenance_reset_done"]);
    expect((await bot.run(["--single-cycle", "--dry-run"])).stdout).toMatch(/^cycle 1: done, exit 0\n/);
  });

  it("wants it said twice before it resets the records of another environment", async ({ bot }) => {
    const sim = { SAXO_ENV: "SIM", SAXO_ACCESS_TOKEN: "x".repeat(40), WATCHLIST: "Stock:211" };
    const reset = (...args: string[]) => bot.run(["maintenance", "reset", "--yes", ...args], sim);
    const results = [
      await reset("--store"),
      await reset("--store", "--environment", "LOCAL"),
      await reset("--account", "--environment", "SIM"),
      await reset("--store", "--environment", "SIM"),
    ];
    expect(results.map(({ code }) => code)).toEqual([64, 64, 64, 0]);
    expect(results[0]?.stderr).toBe(
      "tradebot: nothing was reset: the records are those of the environment SIM; say it twice when you mean it: --environment SIM, and --yes or an answer at the terminal\n",
    );
  });

  it("tells a damaged store by 74, and shows the rest", async ({ bot }) => {
    bot.write("state/tradebot.db", "x".repeat(9000));
    const verify = await bot.run(["maintenance", "verify"]);
    expect([verify.code, verify.stdout.split(":")[0]]).toEqual([74, "FAIL  store"]);
    const storage = await bot.run(["maintenance", "storage", "--json"]);
    expect([storage.code, at(storage.stdout, "store", "state")]).toEqual([74, "unreadable"]);
  });

  it("tells a damaged status file by 74 as well", async ({ bot }) => {
    bot.write("state/status.json", "{");
    const { code, stdout } = await bot.run(["maintenance", "verify"]);
    expect([code, stdout]).toEqual([74, expect.stringContaining("FAIL  status_file: it is damaged")]);
  });

  it("removes what has aged, by itself once an hour and by hand", async ({ bot }) => {
    const env = { TRADING_HOURS_MODE: "fixed", AUDIT_RETENTION_DAYS: "1", LOG_RETENTION_DAYS: "1" };
    for (let day = 0; day < 3; day += 1) {
      expect((await bot.run(["--single-cycle"], env)).code).toBe(0);
      if (day < 2) bot.pass(86_400_000);
    }
    await bot.run(["--single-cycle"], env);
    expect(linesOf(bot.log(), "maintenance_cleanup_done")).toHaveLength(1);
    const { code, stdout } = await bot.run(["maintenance", "cleanup", "--compact", "--json"], env);
    expect([code, at(stdout, "rows", "decisions"), at(stdout, "preview")]).toEqual([0, 0, false]);
  });
});
