import { readFileSync, realpathSync } from "node:fs";
import path from "node:path";
import { describe, expect } from "vitest";
import { at } from "./json.ts";
import { it } from "./workspace.ts";

const packageJson = readFileSync(new URL("../../package.json", import.meta.url), "utf8");

describe.concurrent("the command line", () => {
  it("prints help and trades nothing without arguments", async ({ bot }) => {
    const { code, stdout, stderr } = await bot.run([]);
    expect({ code, stdout }).toEqual({ code: 64, stdout: "" });
    expect(stderr).toMatch(/^Usage: tradebot \[options\] \[command\]\n/);
    expect([bot.has("state"), bot.has("logs")]).toEqual([false, false]);
  });

  it.for([
    [["--turbo"], "error: unknown option '--turbo'"],
    [["trade"], "error: unknown command 'trade'"],
    [["status", "now"], "error: too many arguments"],
    [["--single-cycle", "now"], "error: unknown command 'now'"],
    [["--single-cycle", "--jitter-seconds-max", "-1"], "expected seconds from 0 to 3600"],
    [["--single-cycle", "--jitter-seconds-max", "3601"], "expected seconds from 0 to 3600"],
    [["--single-cycle", "--jitter-seconds-max", "soon"], "expected seconds from 0 to 3600"],
    [["--dry-run"], "Usage: tradebot"],
    [["--jitter-seconds-max", "3"], "Usage: tradebot"],
    [["status", "--single-cycle"], "go with no other command"],
    [["why", "--dry-run"], "go with no other command"],
    [["why", "fxspot:21"], '"fxspot:21" names no instrument; did you mean FxSpot:21?'],
    [["why", "Nonsense:1"], '"Nonsense:1" names no instrument; write AssetType:Uic'],
    [["why", "--cycle", "0"], "expected the number of a cycle, from 1"],
    [["schedule", "install"], "missing required argument 'scheduler'\n(--help behind the command shows"],
    [["config"], "Usage: tradebot config"],
  ] as const)("refuses %j with 64 and does nothing", async ([args, complaint], { bot }) => {
    const { code, stdout, stderr } = await bot.run(args);
    expect({ code, stdout }).toEqual({ code: 64, stdout: "" });
    expect(stderr).toContain(complaint);
    expect([bot.has("state"), bot.has("logs")]).toEqual([false, false]);
  });

  it("lists every exit code in its help", async ({ bot }) => {
    const { code, stdout, stderr } = await bot.run(["--help"]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    const table = /Exit codes:\n(?<rows>(?:.+\n)+)/.exec(stdout)?.groups?.["rows"] ?? "";
    const codes = table.match(/^ *\d[\dn+]*/gm)?.map((row) => row.trim());
    expect(codes).toEqual(["0", "64", "65", "69", "70", "74", "75", "76", "77", "78", "80", "128+n"]);
  });

  it.for(["status", "why", "config show", "config check"])("has help for %s", async (command, { bot }) => {
    const { code, stdout, stderr } = await bot.run([...command.split(" "), "--help"]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toContain(`Usage: tradebot ${command} [options]`);
  });

  it("prints its version alone", async ({ bot }) => {
    const result = await bot.run(["--version"]);
    expect(result).toEqual({
      code: 0,
      signal: null,
      stdout: `${String(at(packageJson, "version"))}\n`,
      stderr: "",
    });
  });

  it("has nothing to explain before the first cycle", async ({ bot }) => {
    const { code, stdout, stderr } = await bot.run(["why"]);
    expect({ code, stdout }).toEqual({ code: 64, stdout: "" });
    expect(stderr).toMatch(/^tradebot: no decision is recorded yet; run a cycle[^\n]*\n$/);
    expect(bot.has("state")).toBe(false);
  });

  it("shows a status before the first cycle and makes no files for it", async ({ bot }) => {
    const { code, stdout, stderr } = await bot.run(["status", "--json"]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(JSON.parse(stdout)).toEqual({
      environment: "LOCAL",
      dry_run: false,
      dry_run_overruled: false,
      arming: null,
      lock: { state: "free" },
      kill_switch: null,
      login: { mode: "embedded" },
      incidents: { open: [], undelivered: [] },
      state_directory: path.join(realpathSync(bot.directory), "state"),
      status_file: { state: "absent" },
      job: null,
      runner: null,
      telemetry: null,
      next_market_open_at: null,
      cycles: [],
      unknown_orders: [],
      open_intents: [],
      positions: [],
      today: { orders: 0, filled: 0 },
    });
    expect(bot.has("state")).toBe(false);
    expect((await bot.run(["status"])).stdout).toContain("lock: free\n\nno cycle has run yet\n");
  });
});
