import { chmodSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { DatabaseSync } from "node:sqlite";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { runInProcess } from "../support/run-in-process.ts";
import { scratchDirectory } from "../support/scratch-directory.ts";

/** A directory with an env file, and the command as it runs there. */
function bot(env: string) {
  const directory = scratchDirectory();
  onTestFinished(() => {
    rmSync(directory, { recursive: true });
  });
  const envFile = path.join(directory, ".env");
  const places = ["STATE_DIR", "LOG_DIR", "REPORT_DIR"].map(
    (name) => `${name}=${path.join(directory, name.toLowerCase())}\n`,
  );
  writeFileSync(envFile, places.join("") + env.replaceAll("$HERE", directory), { mode: 0o600 });
  const place = (name: string): string => path.join(directory, name);
  const write = (name: string, text: string): string => {
    mkdirSync(path.dirname(place(name)), { recursive: true });
    writeFileSync(place(name), text, { mode: 0o600 });
    return place(name);
  };
  const run = (...args: readonly string[]) => runInProcess(["--env-file", envFile, ...args], {});
  return { place, write, run };
}

const OWN = `import { defineStrategy, wholeNumber, z } from "tradebot/strategy";
export default defineStrategy({
  name: "own", version: 4, description: "Waits", source: "here", formula: "nothing",
  parameters: { window: wholeNumber({ default: 3, min: 1, max: 9, unit: "bars", description: "How many" }) },
  memory: { schema: z.object({ seen: z.number() }), initial: { seen: 0 } },
  barsRequired: ({ window }) => window,
  evaluate: ({ instruments, memory }) => ({
    signals: new Map(instruments.map(({ id }) => [id, { action: "hold", reason: "SIG_WAIT", indicators: { seen: memory.seen } }])),
    memory: { seen: memory.seen + 1 },
  }),
});
`;

const recordOf = (text: string): Record<string, unknown> => JSON.parse(text) as Record<string, unknown>;

describe("strategies list", () => {
  it("marks the chosen one and the user's own", async () => {
    const { run, write } = bot("STRATEGY_FILE=$HERE/own.ts\n");
    write("own.ts", OWN);
    const { code, stdout } = await run("strategies", "list", "--json");
    expect(code).toBe(0);
    const all = JSON.parse(stdout) as { name: string; own: boolean; chosen: boolean }[];
    expect(all.filter(({ chosen }) => chosen)).toEqual([
      { name: "own", version: 4, description: "Waits", own: true, chosen: true },
    ]);
    expect(all.map(({ name }) => name)).toContain("moving_average");
  });

  it("lists them also with a configuration that is faulty", async () => {
    const { code, stdout, stderr } = await bot("STRATEGY_NAME=magic\n").run("strategies", "list");
    expect([code, stderr]).toEqual([0, expect.stringContaining("no strategy is shown as chosen")]);
    expect(stdout).toMatch(/^strategy +version +mark +description\nmoving_average +1 +- +Crossing/);
  });
});

describe("strategies show", () => {
  it("tells what is in force, who says so, and what is set for one instrument", async () => {
    const { run, write } = bot(
      `STRATEGY_FILE=$HERE/own.ts\nSTRATEGY_WINDOW=5\nSTRATEGY_PARAMS_OVERRIDES_JSON='{"Stock:211":{"window":7}}'\n`,
    );
    write("own.ts", OWN);
    const { code, stdout } = await run("strategies", "show", "--json");
    expect(code).toBe(0);
    expect(recordOf(stdout)).toMatchObject({
      name: "own",
      bars_required: 5,
      remembers: true,
      parameters: [{ name: "window", setting: "STRATEGY_WINDOW", default: 3, value: 5 }],
      overrides: [{ instrument: "Stock:211", parameters: { window: 7 } }],
    });
    const text = (await run("strategies", "show")).stdout;
    expect(text).toMatch(/window +5 +.*\.env:5 +3 +1 to 9, whole +bars +How many/);
    expect(text).toContain("for single instruments:\n  Stock:211: window=7\n");
  });

  it("tells of another one, and knows a slip", async () => {
    const { run, write } = bot("");
    expect((await run("strategies", "show", "core_dca")).stdout).toContain("Dollar cost averaging");
    const own = await run("strategies", "show", write("own.ts", OWN));
    expect(own.stdout).toMatch(/^own@4: Waits\n[^]* file +.*own\.ts \(digest [0-9a-f]{16}\)\n/);
    const { code, stderr } = await run("strategies", "show", "moving_averag");
    expect([code, stderr]).toEqual([
      64,
      'tradebot: "moving_averag" is no strategy; did you mean moving_average?\n',
    ]);
  });
});

describe("strategies new", () => {
  it("writes what passes its own examination, and never over what is there", async () => {
    const { run, place } = bot("");
    const file = place("mine/dip-buyer.ts");
    expect((await run("strategies", "new", file)).code).toBe(0);
    const { code, stdout } = await run("strategies", "check", file, "--json");
    expect(code).toBe(0);
    const { strategy, verdict, checks } = JSON.parse(stdout) as {
      strategy: string;
      verdict: string;
      checks: { name: string; verdict: string }[];
    };
    expect([strategy, verdict]).toEqual(["dip_buyer@1", "ok"]);
    const page = readFileSync(new URL("../../docs/how-to/own-strategy.md", import.meta.url), "utf8");
    const [, table = ""] = /^\| check .*?\n(.*?)\n\n/ms.exec(page) ?? [];
    expect(checks.map(({ name }) => name)).toEqual(
      [...table.matchAll(/^\| `(\w+)`/gm)].map(([, name]) => name),
    );

    writeFileSync(file, "mine");
    expect(await run("strategies", "new", file)).toMatchObject({ code: 64 });
    expect(readFileSync(file, "utf8")).toBe("mine");
    expect((await run("strategies", "new", file, "--force")).code).toBe(0);
    expect(readFileSync(file, "utf8")).toContain('name: "dip_buyer"');
  });

  it("says so where nothing can be written", async () => {
    const { run, write } = bot("");
    const below = `${write("taken", "a file")}/mine.ts`;
    for (const args of [[below], [below, "--force"]]) {
      const { code, stderr } = await run("strategies", "new", ...args);
      expect([code, stderr]).toEqual([74, expect.stringContaining(`cannot write "${below}": `)]);
    }
  });

  it.each(["own.js", ".ts", "it's.ts", "two\nlines.ts"])("writes no %j", async (name) => {
    expect(await bot("").run("strategies", "new", name)).toMatchObject({
      code: 64,
      stderr: expect.stringContaining("expected one that ends in .ts") as string,
    });
  });

  it("names it unlike the strategies there are, and says what to type as it can be typed", async () => {
    const { run, place } = bot("");
    const taken = place("moving_average.ts");
    await run("strategies", "new", taken);
    expect(readFileSync(taken, "utf8")).toContain('name: "my_moving_average"');
    const file = place("Two Words.ts");
    expect((await run("strategies", "new", file)).stdout).toBe(
      `wrote ${file}\n  tradebot strategies check '${file}'\n  STRATEGY_FILE='${file}' in .env chooses it\n`,
    );
  });
});

describe("strategies check", () => {
  const faultsOf = async (text: string) => {
    const { run, write } = bot("");
    const { code, stdout } = await run("strategies", "check", write("own.ts", text), "--json");
    const { checks } = JSON.parse(stdout) as { checks: { name: string; verdict: string; finding: string }[] };
    return { code, faults: checks.filter(({ verdict }) => verdict === "fail") };
  };

  it.each([
    [
      "types",
      "seen: memory.seen }",
      "seen: memory.sen }",
      /own\.ts:8:\d+: Property 'sen' does not exist .*\(TS2551\)/,
    ],
    ["types", "seen: memory.seen + 1", "seen: process.pid", /Cannot find name 'process'/],
    ["purity", "seen: memory.seen + 1", "seen: Date.now()", /^own\.ts:9:\d+: Date\.now$/],
    ["purity", "seen: memory.seen + 1", "seen: Math.random()", /^own\.ts:9:\d+: Math\.random$/],
    ["purity", "seen: memory.seen + 1", "seen: new Date().getTime()", /^own\.ts:9:\d+: new Date\(\)$/],
    ["purity", "seen: memory.seen + 1", "seen: Temporal.Now.instant().epochMilliseconds", /Temporal\.Now/],
    [
      "purity",
      "seen: memory.seen + 1",
      'seen: "a".localeCompare("b")',
      /localeCompare, whose answer depends/,
    ],
  ])("fails by %s where %s is %s", async (name, from, to, finding) => {
    const { code, faults } = await faultsOf(OWN.replace(from, to));
    expect(code).toBe(65);
    expect(faults).toContainEqual(
      expect.objectContaining({ name, finding: expect.stringMatching(finding) as string }),
    );
  });

  it("lets it print while it is written: to stderr, marked, and never into the document", async () => {
    const written: string[] = [];
    const stderr = vi
      .spyOn(process.stderr, "write")
      .mockImplementation((text) => written.push(String(text)) > 0);
    const stdout = vi.spyOn(process.stdout, "write");
    onTestFinished(() => {
      stderr.mockRestore();
      stdout.mockRestore();
    });
    const { run, write } = bot("");
    const text = `console.log("loaded");\n${OWN.replace("seen: memory.seen + 1", "seen: (console.log(memory), memory.seen + 1)")}`;
    const found = await run("strategies", "check", write("own.ts", text), "--json");
    expect(stdout).not.toHaveBeenCalled();
    const { verdict, checks } = JSON.parse(found.stdout) as { verdict: string; checks: { name: string }[] };
    expect([found.code, verdict]).toEqual([0, "warn"]);
    expect(checks).toContainEqual({
      name: "purity",
      verdict: "warn",
      finding: "own.ts:1:1: console, in 2 places: every evaluation prints to stderr",
      remedy: "take it out once the strategy is written; figures belong into the indicators of a signal",
    });
    expect(checks).toContainEqual(expect.objectContaining({ name: "look_ahead", verdict: "ok" }));
    expect(written[0]).toBe("tradebot: the strategy says: loaded\n");
    expect(written).toContain("tradebot: the strategy says: { seen: 0 }\n");
    expect(written.length).toBeLessThan(110);
  });

  it("finds what outlives an evaluation, which no type and no word tells", async () => {
    const text = OWN.replace("export default", "let longest = 0;\nexport default").replace(
      "evaluate: ({ instruments, memory }) => ({",
      "evaluate: ({ instruments: seen, memory }) => { const instruments = seen.filter(({ bars }) => (longest = Math.max(longest, bars.length)) >= 0); return ({",
    );
    const broken = text
      .replace("seen: memory.seen } }])),", "seen: longest } }])),")
      .replace("  }),\n});", "  }); },\n});");
    const { code, faults } = await faultsOf(broken);
    expect([code, faults.map(({ name }) => name)]).toEqual([65, ["repeatable", "look_ahead"]]);
  });

  it.each([
    ["NaN", "own says that it needs NaN bars, expected a whole number from 0 to 1200"],
    ["1201", "own needs 1201 bars with these parameters, and the broker gives at most 1200"],
  ])("fails where it needs %s bars", async (bars, finding) => {
    const { code, faults } = await faultsOf(OWN.replace("({ window }) => window", `() => ${bars}`));
    expect([code, faults]).toEqual([65, [expect.objectContaining({ name: "defaults", finding })]]);
  });

  it("does not tell whoever examines a file to examine it", async () => {
    const { run, write } = bot("");
    const file = write("own.ts", "process.exit(0);");
    const { code, stdout, stderr } = await run("strategies", "check", file);
    expect([code, stdout, stderr]).toEqual([
      78,
      "",
      `tradebot: the strategy file "${file}" used process.exit, which no strategy may\n`,
    ]);
  });

  it("ends with 78 where the file cannot be opened", async () => {
    const { run, write } = bot("");
    const file = write("own.ts", OWN.replace("tradebot/strategy", "node:fs"));
    expect(await run("strategies", "check", file)).toMatchObject({
      code: 78,
      stderr: expect.stringContaining('imports "node:fs"') as string,
    });
  });

  it("examines the chosen strategy, with what is set for it, where no file is named", async () => {
    const { run } = bot("STRATEGY_SHORT_WINDOW=2\nSTRATEGY_LONG_WINDOW=4\n");
    const { code, stdout } = await run("strategies", "check");
    expect([code, stdout]).toEqual([
      0,
      expect.stringMatching(
        /^moving_average@1\nok {4}answers: .*\n(ok .*\n)*ok {4}bars_required: 5 bars are enough/,
      ),
    ]);
  });
});

/** Whose memory, of a dry run or not, and what it was before and after the newest bar. */
function remembered(stateDirectory: string): unknown[][] {
  const database = new DatabaseSync(path.join(stateDirectory, "tradebot.db"), { readOnly: true });
  try {
    const rows = database.prepare("SELECT strategy, is_dry_run, before, after FROM strategy_memory").all();
    return rows.map((row) => Object.values(row));
  } finally {
    database.close();
  }
}

/** Of the week, and not today, nor tomorrow. */
const farDay = (): string =>
  ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"][(new Date().getUTCDay() + 3) % 7] ?? "";

describe("a cycle with a strategy of one's own", () => {
  it("decides by it, says which file it was and what it was told, and lets it remember", async () => {
    const { run, write, place } = bot("STRATEGY_FILE=$HERE/own.ts\nSTRATEGY_WINDOW=4\nLOG_CONSOLE=off\n");
    write("own.ts", OWN);
    expect((await run("--single-cycle")).code).toBe(0);
    const log = readFileSync(path.join(place("log_dir"), "bot.log"), "utf8");
    expect(log).toMatch(/startup_begin .* strategy=own\.ts /);
    expect(log).toMatch(
      /strategy_config_loaded .* strategy=own@4 strategy_config_hash=[0-9a-f]{16} parameters="window=4 \(.*\.env:5\)" strategy_file=.*own\.ts strategy_file_digest=[0-9a-f]{16}/,
    );
    expect(log).toMatch(/cycle_end .* strategy=own@4 /);
    const why = await run("why", "Stock:211", "--json");
    expect(why.stdout).toContain("SIG_WAIT");
    expect(remembered(place("state_dir"))).toEqual([["own@4", 0, '{"seen":0}', '{"seen":1}']]);

    expect((await run("--single-cycle", "--dry-run")).code).toBe(0);
    expect(remembered(place("state_dir")).map(([strategy, isDryRun]) => [strategy, isDryRun])).toEqual([
      ["own@4", 0],
      ["own@4", 1],
    ]);
    expect((await run("maintenance", "reset", "--memory", "--yes")).code).toBe(0);
    expect(remembered(place("state_dir"))).toEqual([]);
  });

  it.each([
    ["cannot be opened", "export default 1;", "STRATEGY_INVALID", "is no strategy"],
    [
      "throws",
      OWN.replace(
        "evaluate: (",
        "evaluate: (view) => { throw new Error(`no ${view.barMinutes}`); }, ignored: (",
      ),
      "STRATEGY_FAILED",
      "it threw Error: no 5",
    ],
    [
      "forgets everything",
      OWN.replace(".map(({ id }) =>", ".slice(1).map(({ id }) =>"),
      "STRATEGY_FAILED",
      "is missing",
    ],
  ])("that %s ends with 78, and trades nothing", async (_, text, reason, words) => {
    const { run, write, place } = bot("STRATEGY_FILE=$HERE/own.ts\nLOG_CONSOLE=off\n");
    write("own.ts", text);
    const { code, stdout } = await run("--single-cycle");
    expect([code, stdout]).toEqual([78, expect.stringContaining(`failed (${reason}), exit 78`)]);
    const log = readFileSync(path.join(place("log_dir"), "bot.log"), "utf8");
    expect(log).toContain(words);
    expect(log).not.toContain("execution_intent_created");
  });

  it("does not run it while the market is closed, even if it cannot be opened", async () => {
    const { run, write, place } = bot(
      `STRATEGY_FILE=$HERE/own.ts\nLOG_CONSOLE=off\nTRADING_HOURS_MODE=fixed\nTRADING_DAYS=${farDay()}\nTIMEZONE=UTC\n`,
    );
    const file = write("own.ts", "throw new Error('run');");
    const { code, stdout } = await run("--single-cycle");
    expect([code, stdout]).toEqual([0, expect.stringContaining("skipped")]);
    expect(readFileSync(path.join(place("log_dir"), "bot.log"), "utf8")).not.toContain("Error: run");
    chmodSync(file, 0o666);
    expect(await run("config", "check")).toMatchObject({
      code: 78,
      stdout: expect.stringContaining("can be written by others than its owner (mode 666)") as string,
    });
  });
});
