import { chmodSync, existsSync, mkdirSync, statSync } from "node:fs";
import path from "node:path";
import { describe, expect } from "vitest";
import { runCommand } from "../support/command.ts";
import { it } from "./workspace.ts";

describe.concurrent("storage that cannot be used", () => {
  it.for([
    ["STATE_DIR is a file", { STATE_DIR: "occupied" }, 'cannot use "occupied"'],
    ["STATE_DIR lies below a file", { STATE_DIR: "occupied/state" }, 'cannot use "occupied/state"'],
    ["LOG_DIR is a file", { LOG_DIR: "occupied" }, 'cannot write the log in "occupied"'],
    ["LOG_DIR lies below a file", { LOG_DIR: "occupied/logs" }, 'cannot write the log in "occupied/logs"'],
  ] as const)("ends the cycle with 74 and one line: %s", async ([, env, complaint], { bot }) => {
    bot.write("occupied", "");
    const { code, stdout, stderr } = await bot.run(["--single-cycle"], env);
    expect({ code, stdout }).toEqual({ code: 74, stdout: "" });
    expect(stderr).toMatch(/^tradebot: [^\n]+\n$/);
    expect(stderr).toContain(complaint);
    expect(bot.has("state/simulator.db")).toBe(false);
    const next = await bot.run(["status", "--json"]);
    expect(next.stdout).toContain('"state": "free"');
  });

  it("ends the cycle with 74, and says what could not be written, in a directory that cannot be written to", async ({
    bot,
  }) => {
    // root may write everywhere, except where there is nothing to write to
    const directory = existsSync("/proc/self") ? "/proc" : path.join(bot.directory, "read-only");
    if (directory !== "/proc") mkdirSync(directory, { mode: 0o500 });
    const { code, stdout, stderr } = await runCommand(["--single-cycle"], { cwd: directory });
    expect({ code, stdout }).toEqual({ code: 74, stdout: "" });
    const [last, ...earlier] = stderr.trimEnd().split("\n").reverse();
    expect(last).toMatch(/^tradebot: cannot use "state": [^\n]+; check that the disk has room/);
    expect(earlier).toEqual([expect.stringContaining(" | report_write_failed | ")]); // nor can the summary
  });

  // a file system that says "not found" to every attempt: a recursive mkdir of Node's own never ends there
  it.for(["LOG_DIR", "STATE_DIR"])(
    "ends the cycle with 74 where %s can never be made",
    async (name, { bot }) => {
      const { code, stderr } = await bot.run(["--single-cycle"], { [name]: "/proc/never/there" });
      expect(code).toBe(74);
      expect(stderr).toMatch(/tradebot: cannot make the directory "\/proc\/never": [^\n]+\n$/);
    },
  );

  it("ends `status` with 74 and one line", async ({ bot }) => {
    bot.write("occupied", "");
    const { code, stdout, stderr } = await bot.run(["status"], { STATE_DIR: "occupied/state" });
    expect({ code, stdout }).toEqual({ code: 74, stdout: "" });
    expect(stderr).toMatch(/^tradebot: [^\n]+\n$/);
  });
});

describe.concurrent("the state directory", () => {
  it("is no place for a store that is no file", async ({ bot }) => {
    bot.write("state/tradebot.db/in-the-way", "");
    chmodSync(path.join(bot.directory, "state"), 0o700);
    const { code, stderr } = await bot.run(["--single-cycle"]);
    expect(code).toBe(78);
    expect(stderr).toContain("cannot trust the store file");
    expect(bot.has("state/simulator.db")).toBe(false);
  });

  it("is refused with 78 and the command that mends it when others can enter it", async ({ bot }) => {
    bot.write("state/.keep", "");
    chmodSync(path.join(bot.directory, "state"), 0o755);
    const { code, stderr } = await bot.run(["--single-cycle"]);
    expect(code).toBe(78);
    expect(stderr).toMatch(/^tradebot: cannot trust the state directory "state": [^\n]*chmod 700 "state"\n$/);
    expect(bot.has("state/simulator.db")).toBe(false);
  });

  it("and the log directory are made with the directories above them", async ({ bot }) => {
    const env = { TRADING_HOURS_MODE: "fixed", STATE_DIR: "deep/down/state", LOG_DIR: "deep/other/logs" };
    expect((await bot.run(["--single-cycle"], env)).code).toBe(0);
    expect([bot.has("deep/down/state/tradebot.db"), bot.has("deep/other/logs/bot.log")]).toEqual([
      true,
      true,
    ]);
  });

  it("and the log directory are for their owner alone, with every file in them", async ({ bot }) => {
    const { code } = await bot.run(["--single-cycle"], { TRADING_HOURS_MODE: "fixed" });
    const modeOf = (name: string): number => statSync(path.join(bot.directory, name)).mode & 0o777;
    expect(code).toBe(0);
    expect(["state", "logs"].map(modeOf)).toEqual([0o700, 0o700]);
    expect(["state/tradebot.db", "state/tradebot.lock.mutex", "logs/bot.log"].map(modeOf)).toEqual([
      0o600, 0o600, 0o600,
    ]);
  });
});
