import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { runInProcess, type InProcessResult } from "../support/run-in-process.ts";
import { scratchDirectory } from "../support/scratch-directory.ts";

let directory: string;
beforeEach(() => {
  directory = scratchDirectory();
});
afterEach(() => {
  rmSync(directory, { recursive: true });
});

const place = (...parts: readonly string[]): string => path.join(directory, ...parts);

/** By the real command line, with an env file of its own unless the test names others. */
const run = (line: string, env: Readonly<Record<string, string>> = {}): Promise<InProcessResult> =>
  runInProcess(["--env-file", place(".env"), "kill-switch", ...line.split(" ")], env);

const write = (name: string, text: string): void => {
  writeFileSync(place(name), text, { mode: 0o600 });
};

/** The command takes its working directory from the process. */
async function inDirectory(working: string, act: () => Promise<void>): Promise<void> {
  const before = process.cwd();
  process.chdir(working);
  try {
    await act();
  } finally {
    process.chdir(before);
  }
}

describe("kill-switch on", () => {
  it.each([
    ["a sound one", () => undefined],
    ["an unknown key", (text: string) => `${text}BOGUS=1\n`],
    ["a value that is none", (text: string) => `${text}MAX_POSITIONS=many\n`],
    ["carriage returns", (text: string) => text.replaceAll("\n", "\r\n")],
    ["a secret that others can read", (text: string) => `${text}SAXO_ACCESS_TOKEN=x\n`],
  ])("finds the state directory in the env file: %s", async (_what, spoil) => {
    const sound = `STATE_DIR=${place("state")}\n`;
    write(".env", spoil(sound) ?? sound);
    chmodSync(place(".env"), 0o644);
    const { code, stdout } = await run("on --mode entries --reason holidays");
    expect(code).toBe(0);
    expect(stdout).toContain(`state: ${place("state")} (${place(".env")}:1)`);
    expect(JSON.parse(readFileSync(place("state", "KILL_SWITCH"), "utf8"))).toMatchObject({
      mode: "entries",
      reason: "holidays",
      by: expect.stringMatching(/^.+@.+$/) as unknown,
    });
  });

  it("goes by the process environment first, then by the layer, then by the file below it", async () => {
    write(".env", `STATE_DIR=${place("below")}\n`);
    write(".env.prod", `STATE_DIR=${place("layer")}\n`);
    await run("on");
    await runInProcess(["--env-file", place(".env"), "--config", "prod", "kill-switch", "on"], {});
    await run("on", { STATE_DIR: place("environment") });
    const isOn = (name: string): boolean => existsSync(place(name, "KILL_SWITCH"));
    expect(["below", "layer", "environment"].map(isOn)).toEqual([true, true, true]);
  });

  it("turns on what a person names, whatever the configuration says", async () => {
    write(".env", `STATE_DIR=${place("state")}\n`);
    expect((await run(`on --state-dir ${place("mine")}`)).code).toBe(0);
    expect([existsSync(place("mine", "KILL_SWITCH")), existsSync(place("state"))]).toEqual([true, false]);
  });

  it("says loudly when it may be the wrong place, and exits 78 though it has turned it on", async () => {
    write(".env", `STATE_DIR=${place("below")}\n`);
    mkdirSync(place(".env.prod"));
    const { code, stdout, stderr } = await runInProcess(
      ["--env-file", place(".env"), "--config", "prod", "kill-switch", "on"],
      {},
    );
    expect(code).toBe(78);
    expect(stdout).toContain("kill switch: ON, no order is sent");
    expect(stderr).toContain(
      "WARNING: this may not be the state directory of your bot, which may go on sending orders, since cannot read",
    );
    expect(stderr).toContain("--state-dir");
    expect(existsSync(place("below", "KILL_SWITCH"))).toBe(true);
  });

  it.each([
    ["zeros", "\0".repeat(500)],
    ["a torn line", "LOG_LEVEL=info\nTE_DIR"],
    ["a torn name", "TE_DIR=/elsewhere\n"],
    ["a slip", "STATEDIR=/elsewhere\n"],
    ["random bytes with a name in them", "q=\u0001\u0002\n"],
    ["a line longer than can be examined", `A=${"x".repeat(2_000_000)}`],
  ])("turns the default on after %s, warns and exits 78", async (_what, text) => {
    write(".env", text);
    await inDirectory(directory, async () => {
      const { code, stdout, stderr } = await run("on");
      expect([code, stdout]).toEqual([78, expect.stringContaining("kill switch: ON")]);
      expect(stderr).toMatch(/WARNING: .* may go on sending orders, .*kill-switch on --state-dir/);
      expect(existsSync(place("state", "KILL_SWITCH"))).toBe(true);
      const disarmed = await runInProcess(["--env-file", place(".env"), "disarm"], {});
      expect([disarmed.code, disarmed.stdout]).toEqual([78, expect.stringContaining("armed here")]);
    });
  });

  it("warns of a line that nobody understands beside one that says the directory", async () => {
    write(".env", `STATE_DIR=${place("state")}\nwhat is this\n`);
    expect((await run("on")).code).toBe(78);
    expect(existsSync(place("state", "KILL_SWITCH"))).toBe(true);
  });

  it("warns of a slip in the environment", async () => {
    write(".env", "");
    await inDirectory(directory, async () => {
      const { code, stderr } = await run("on", { STATEDIR: place("mine") });
      expect([code, stderr]).toEqual([78, expect.stringContaining("has STATEDIR and not STATE_DIR")]);
    });
  });

  it("warns each time in a working directory where no bot was, and not where one was", async () => {
    await inDirectory(directory, async () => {
      const on = (): Promise<InProcessResult> => runInProcess(["kill-switch", "on"], {});
      expect([(await on()).code, (await on()).code]).toEqual([78, 78]);
      write("state/tradebot.db", "");
      expect((await on()).code).toBe(0);
    });
  });

  it("says that it is not on when the working directory is gone, and takes a path from a person", async () => {
    mkdirSync(place("gone"));
    await inDirectory(place("gone"), async () => {
      rmSync(place("gone"), { recursive: true });
      const { code, stderr } = await runInProcess(["kill-switch", "on"], {});
      expect([code, stderr]).toEqual([78, expect.stringContaining("is NOT turned on")]);
      expect((await runInProcess(["kill-switch", "on", "--state-dir", place("mine")], {})).code).toBe(0);
    });
  });

  it.runIf(process.platform === "linux")("fails at once where no directory can be made", async () => {
    const { code, stderr } = await run("on --state-dir /proc/x/y");
    expect([code, stderr]).toEqual([74, expect.stringContaining("the kill switch is NOT on")]);
  });

  it.each([
    ["all", "a cycle that runs sends no further order, and what"],
    ["entries", "no further order that adds risk, but still exits, stops and targets"],
  ])("says what a cycle still sends: %s", async (mode, words) => {
    expect((await run(`on --mode ${mode} --state-dir ${place("state")}`)).stdout).toContain(words);
  });

  it.each([["STATE_DIR=a\nSTATE_DIR=b\n"], ['STATE_DIR="unclosed\n']])(
    "does not take the default for certain after the faulty line %j",
    async (text) => {
      write(".env", text);
      const { code, stderr } = await run("status");
      expect([code, stderr]).toEqual([78, expect.stringContaining("may not be the state directory")]);
    },
  );

  it("exits 74 and says what to do instead when it cannot be written", async () => {
    write("a-file", "");
    const { code, stdout, stderr } = await run("on", { STATE_DIR: place("a-file") });
    expect([code, stdout]).toEqual([74, ""]);
    expect(stderr).toContain("the kill switch is NOT on");
    expect(stderr).toContain("tradebot schedule remove");
  });

  it("is not narrowed, and says so", async () => {
    write(".env", `STATE_DIR=${place("state")}\n`);
    await run("on");
    const { code, stdout, stderr } = await run("on --mode entries");
    expect([code, stderr]).toEqual([0, expect.stringContaining("stays on for all orders")]);
    expect(stdout).toContain("it was on already: no order is sent (all, since ");
  });

  it("refuses a reason that nobody would read, and touches nothing", async () => {
    write(".env", `STATE_DIR=${place("state")}\n`);
    const { code, stderr } = await run(`on --reason ${"x".repeat(501)}`);
    expect([code, stderr]).toEqual([64, expect.stringContaining("expected 500 at most")]);
    expect(existsSync(place("state"))).toBe(false);
  });
});

describe("kill-switch off", () => {
  beforeEach(async () => {
    write(".env", `STATE_DIR=${place("state")}\n`);
    await run("on --mode entries --reason holidays");
  });

  it("does nothing where nobody can be asked", async () => {
    const { code, stderr } = await run("off");
    expect(code).toBe(64);
    expect(stderr).toContain("no order that adds risk is sent (entries, since ");
    expect(existsSync(place("state", "KILL_SWITCH"))).toBe(true);
  });

  it("says what was on, and is off", async () => {
    const { code, stdout } = await run("off --yes");
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /^kill switch: off\nit is off; it was on: .*\(entries, since .*because: holidays\)\n/,
    );
    expect(existsSync(place("state", "KILL_SWITCH"))).toBe(false);
    expect((await run("off --yes")).stdout).toContain("it was off already");
  });

  it("gives programs what was on", async () => {
    const document: unknown = JSON.parse((await run("off --yes --json")).stdout);
    expect(document).toMatchObject({
      state_directory: place("state"),
      kill_switch: null,
      before: { mode: "entries", reason: "holidays", defect: null },
    });
  });
});

describe("kill-switch status", () => {
  it.each([
    ["off", undefined, null],
    ["an empty file", "", { mode: "all", since: null, defect: "it says nothing intelligible" }],
  ])("knows %s", async (_what, text, expected) => {
    write(".env", `STATE_DIR=${place("state")}\n`);
    mkdirSync(place("state"));
    if (text !== undefined) write("state/KILL_SWITCH", text);
    const { code, stdout } = await run("status --json");
    expect(code).toBe(0);
    const document = JSON.parse(stdout) as { readonly kill_switch: unknown };
    if (expected === null) expect(document.kill_switch).toBeNull();
    else expect(document.kill_switch).toMatchObject(expected);
  });
});
