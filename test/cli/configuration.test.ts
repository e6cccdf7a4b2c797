import { spawnSync } from "node:child_process";
import { readdirSync, readlinkSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, inject } from "vitest";
import { at } from "./json.ts";
import { eventsOf, it, linesOf, logged } from "./workspace.ts";

const SECRET = "s3cretToken0fTheOperator9WhichNobodyMaySee";

/** One fault of each kind a line or a value can have. */
const FAULTY = `SAXO_ENV=SIM
SAXO_ACCESS_TOKEN="${SECRET}"
SAXO_REST_BASE=http://broker.example/sim/openapi
WATCHLIST=Stock:211,Share:1
BAR_MINUTES=7
STRATEGY_SHORT_WINDOW=30
DRY_RUN=perhaps
TRADING_START=25:00
TIMEZONE=Mars/Olympus
TRADING_DAYS=Mon-Fry
MAX_POSITION=3
MAX_DAILY_TRADES=-1
DEFAULT_QUANTITY=none
export LOG_LEVEL=INFO
CYCLE_TIMEOUT_SECONDS = 60
BAR_MINUTES=5
SCHEDULER_JITTER_SECONDS=5 # seconds
`;

const FAULTS = [
  ".env: holds a secret, and others than its owner can read or write it",
  ".env:2: double quotes are not read the same everywhere",
  ".env:3: ",
  ".env:4: ",
  ".env:5: ",
  ".env:6: STRATEGY_SHORT_WINDOW (30) must be less than STRATEGY_LONG_WINDOW (20)",
  ".env:7: ",
  ".env:8: ",
  ".env:9: ",
  ".env:10: ",
  ".env:11: no such setting",
  ".env:12: ",
  ".env:13: ",
  ".env:14: export is not read everywhere",
  ".env:15: spaces before the name or around the equals sign",
  ".env:16: already set in .env:5",
  ".env:17: a comment after the value is part of it for some",
];

describe.concurrent("a faulty configuration", () => {
  it("ends with 78 and names every fault at once, without the secrets", async ({ bot }) => {
    bot.write(".env", FAULTY, 0o644);
    const { code, stdout, stderr } = await bot.run(["--single-cycle"]);
    expect({ code, stdout }).toEqual({ code: 78, stdout: "" });
    expect(stderr).toBe(bot.read("logs/bot.log"));
    expect(new Set(eventsOf(bot.log()))).toEqual(new Set(["startup_config_invalid"]));
    const found = bot.log().map(({ fields }) => String(fields["fault"]));
    expect(FAULTS.filter((fault) => !found.some((text) => text.includes(fault)))).toEqual([]);
    expect(found).toHaveLength(FAULTS.length);
    expect(stderr).not.toContain(SECRET);
    expect(bot.has("state")).toBe(false);
  });

  it("adds its lines to the log of a cycle that runs, and begins no file of its own", async ({ bot }) => {
    const cycle = bot.start(["--single-cycle", "--jitter-seconds-max", "3600"]);
    await logged(cycle, "startup_config_loaded");
    const current = readlinkSync(path.join(bot.directory, "logs/bot.log"));
    bot.pass(86_400_000);
    const faults = { MAX_POSITIONS: "many" };
    const beside = await bot.run(["--single-cycle"], faults);
    const elsewhere = await bot.run(["--single-cycle"], { ...faults, STATE_DIR: "typing-error" });
    expect([beside.code, elsewhere.code]).toEqual([78, 78]);
    expect(readlinkSync(path.join(bot.directory, "logs/bot.log"))).toBe(current);
    expect(readdirSync(path.join(bot.directory, "logs")).sort()).toEqual(["bot.log", current].sort());
    expect(linesOf(bot.log(), "startup_config_invalid")).toHaveLength(2);
    cycle.child.kill("SIGTERM");
    await cycle.result;
  });

  it("is told by `config check` in the same words, as text and as one JSON document", async ({ bot }) => {
    bot.write(".env", FAULTY, 0o644);
    const [text, json] = await Promise.all([
      bot.run(["config", "check"]),
      bot.run(["config", "check", "--json"]),
    ]);
    expect([text.code, json.code]).toEqual([78, 78]);
    expect([text.stderr, json.stderr]).toEqual(["", ""]);
    expect(text.stdout.split("\n").slice(0, -1)).toHaveLength(FAULTS.length);
    expect(at(json.stdout, "valid")).toBe(false);
    expect(at(json.stdout, "faults", "length")).toBe(FAULTS.length);
    expect(text.stdout).toContain(".env:11: MAX_POSITION: no such setting; did you mean MAX_POSITIONS?\n");
    expect(text.stdout).toContain('.env:12: MAX_DAILY_TRADES is "-1": below 0; expected a whole number');
    expect(text.stdout + json.stdout).not.toContain(SECRET);
    expect(bot.has("logs")).toBe(false);
  });

  it("shows its effective values all the same, and the faults on stderr", async ({ bot }) => {
    bot.write(".env", `SAXO_ENV=SIM\nSAXO_ACCESS_TOKEN=${SECRET}\nMAX_POSITIONS=many\n`);
    const { code, stdout, stderr } = await bot.run(["config", "show"]);
    expect(code).toBe(78);
    expect(stdout).toMatch(/^SAXO_ACCESS_TOKEN +\*\*\* +\.env:2 +-$/m);
    expect(stderr).toContain('tradebot: .env:3: MAX_POSITIONS is "many": not a whole number');
    expect(stderr).toContain("WATCHLIST");
    expect(stdout + stderr).not.toContain(SECRET);
  });

  it.for([
    [
      "a token that others can read",
      { file: `SAXO_ENV=SIM\nSAXO_ACCESS_TOKEN=${SECRET}\n`, mode: 0o640 },
      "mode 0600",
    ],
    [
      "real money and nobody who could log in",
      { file: "SAXO_ENV=LIVE\nWATCHLIST=Stock:211\n", mode: 0o644 },
      "there is no way to log in",
    ],
    [
      "an unknown name",
      { file: "TRADING_HOUR_MODE=fixed\n", mode: 0o644 },
      "did you mean TRADING_HOURS_MODE?",
    ],
  ] as const)("is one with %s", async ([, { file, mode }, complaint], { bot }) => {
    bot.write(".env", file, mode);
    const { code, stderr } = await bot.run(["--single-cycle"]);
    expect(code).toBe(78);
    expect(stderr).toContain(complaint);
    expect(stderr).not.toContain(SECRET);
    expect(bot.has("state")).toBe(false);
  });

  it("is one with an unknown process variable under a prefix of ours", async ({ bot }) => {
    const { code, stderr } = await bot.run(["--single-cycle"], { SAXO_ACCES_TOKEN: SECRET });
    expect(code).toBe(78);
    expect(linesOf(bot.log(), "startup_config_invalid")).toHaveLength(1);
    expect(stderr).toContain("did you mean SAXO_ACCESS_TOKEN?");
    expect(stderr).not.toContain(SECRET);
  });

  it("is one without the file that --config names, or with a name that is no name", async ({ bot }) => {
    const [missing, path] = await Promise.all([
      bot.run(["--single-cycle", "--config", "prod"]),
      bot.run(["config", "check", "--config", "../prod"]),
    ]);
    expect([missing.code, path.code]).toEqual([78, 78]);
    expect(missing.stderr).toContain('cannot read \\".env.prod\\"');
    expect(path.stderr).toBe('tradebot: --config "../prod": expected letters, digits, "-" or "_"\n');
    expect(bot.has("state")).toBe(false);
  });

  it("is one without the file that --env-file names", ({ bot }) => {
    const entry = fileURLToPath(new URL(`../../${inject("entry")}`, import.meta.url));
    // after --, since Node.js itself looks for the file otherwise, and ends with 9 before the command begins
    const args = ["--", entry, "--single-cycle", "--env-file", "missing.env"];
    const { status, stderr } = spawnSync(process.execPath, args, {
      cwd: bot.directory,
      encoding: "utf8",
      env: {},
    });
    expect(status).toBe(78);
    expect(stderr).toContain('cannot read \\"missing.env\\"');
    expect(bot.has("state")).toBe(false);
  });

  it("never trades without the file that --env-file names, however it is started", async ({ bot }) => {
    const { code, stdout, stderr } = await bot.run(["--single-cycle", "--env-file", "missing.env"]);
    expect(code).toSatisfy((found) => found === 9 || found === 78);
    expect({ stdout, hasTraded: bot.has("state") }).toEqual({ stdout: "", hasTraded: false });
    expect(stderr).toContain("missing.env");
  });
});

describe.concurrent("the configuration", () => {
  it("is layered: process environment over .env.prod over .env over defaults", async ({ bot }) => {
    bot.write(".env", "MAX_POSITIONS=1\nMAX_DAILY_TRADES=1\nBAR_MINUTES=5\n");
    bot.write(".env.prod", "MAX_POSITIONS=2\nMAX_DAILY_TRADES=2\n");
    const { code, stdout, stderr } = await bot.run(["config", "show", "--json", "--config", "prod"], {
      MAX_POSITIONS: "3",
    });
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    const shown: unknown = JSON.parse(stdout);
    expect(shown).toEqual(
      expect.arrayContaining([
        { name: "MAX_POSITIONS", value: "3", origin: "process environment", default: "5" },
        { name: "MAX_DAILY_TRADES", value: "2", origin: ".env.prod:2", default: "10" },
        { name: "BAR_MINUTES", value: "5", origin: ".env:3", default: "5" },
        { name: "LOG_DIR", value: "logs", origin: "default", default: "logs" },
      ]),
    );
  });

  it("is read from the file that --env-file names in place of .env, and its layers", async ({ bot }) => {
    bot.write(".env", "MAX_POSITIONS=1\n");
    bot.write("other.env", "MAX_POSITIONS=2\nMAX_DAILY_TRADES=2\n");
    bot.write("other.env.prod", "MAX_DAILY_TRADES=3\n");
    const args = ["config", "show", "--env-file", "other.env", "--config", "prod"];
    const { code, stdout } = await bot.run(args);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^MAX_POSITIONS +2 +other\.env:1 +5$/m);
    expect(stdout).toMatch(/^MAX_DAILY_TRADES +3 +other\.env\.prod:1 +10$/m);
  });

  it("is valid without any file, and checking it makes none", async ({ bot }) => {
    const { code, stdout, stderr } = await bot.run(["config", "check", "--json"]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(JSON.parse(stdout)).toEqual({ valid: true, files: [], warnings: [], faults: [] });
    expect([bot.has("state"), bot.has("logs")]).toEqual([false, false]);
  });
});
