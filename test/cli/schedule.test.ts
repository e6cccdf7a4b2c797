import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect } from "vitest";
import { at } from "./json.ts";
import { it, type Environment, type Workspace } from "./workspace.ts";

/** A crontab of our own in the place of the system's, kept in `crontab.txt`. */
function withCrontab(bot: Workspace): Environment {
  const bin = path.join(bot.directory, "bin");
  mkdirSync(bin);
  const file = path.join(bot.directory, "crontab.txt");
  const script = `#!/bin/sh
case "$1" in
  -l) [ -e ${file} ] || { echo "no crontab for alice" >&2; exit 1; }; cat ${file} ;;
  -r) rm ${file} ;;
  -) cat >${file} ;;
esac
`;
  writeFileSync(path.join(bin, "crontab"), script);
  chmodSync(path.join(bin, "crontab"), 0o755);
  return { PATH: `${bin}:/usr/bin:/bin` };
}

const CRON = ["cron", "--user", "--name", "second"];

describe("tradebot schedule", () => {
  it("installs this installation's cycles for cron, again without a change, and removes them", async ({
    bot,
  }) => {
    const env = withCrontab(bot);
    bot.write("crontab.txt", "0 1 * * * backup\n");
    bot.write(".env.prod", "SCHEDULER_INTERVAL_MINUTES=10\n");
    bot.write(".env", "SAXO_ENV=LOCAL\n");
    const installed = await bot.run(["schedule", "install", ...CRON, "--config", "prod"], env);
    expect(installed).toMatchObject({ code: 0, stderr: "" });
    expect(installed.stdout).toMatch(/^written {4}the user's crontab\n/);
    expect(installed.stdout).toMatch(/^next run {3}\d{4}-\d\d-\d\dT\d\d:\d0:00\.000Z$/m);
    const [theirs, heading, line] = bot.read("crontab.txt").split("\n");
    expect(theirs).toBe("0 1 * * * backup");
    expect(heading).toBe(`# Written by tradebot schedule install for second [${bot.directory}, config prod]`);
    expect(line).toMatch(/^\*\/10 \* \* \* \* umask 077 && cd \S+ && LOG_CONSOLE=quiet /);
    expect(line).toContain(
      ` --single-cycle --env-file ${bot.directory}/.env --config prod --jitter-seconds-max 20 `,
    );

    const again = await bot.run(["schedule", "install", ...CRON, "--config", "prod", "--json"], env);
    expect(JSON.parse(again.stdout)).toMatchObject({
      scheduler: "cron",
      name: "second",
      scope: "user",
      changes: [{ path: "the user's crontab", change: "unchanged" }],
      installed: true,
    });
    expect(at(again.stdout, "next_run_at")).toMatch(/:\d0:00\.000Z$/);

    const examined = await bot.run(["doctor", "--config", "prod"], env);
    expect(examined.stdout).toMatch(/scheduler: cron second \(of the user\)/);

    bot.write(".env", "SAXO_ENV=nowhere\n"); // an entry can be removed whatever the settings are
    const removed = await bot.run(["schedule", "remove", ...CRON, "--config", "prod"], env);
    expect(removed).toMatchObject({ code: 0, stderr: "" });
    expect(removed.stdout).toMatch(/^removed {4}the user.s crontab\n/);
    expect(bot.read("crontab.txt")).toBe("0 1 * * * backup\n");
  });

  it.for<[string, string, Environment, RegExp]>([
    [
      "an invalid setting",
      "MAX_POSITIONS=many\n",
      {},
      /the configuration is invalid:\n {2}\.env:1: MAX_POSITIONS/,
    ],
    ["an interval that does not divide a day", "SCHEDULER_INTERVAL_MINUTES=7\n", {}, /such as 6 or 8/],
    [
      "a cycle too long for its interval",
      "SCHEDULER_INTERVAL_MINUTES=2\nCYCLE_TIMEOUT_SECONDS=100\n",
      {},
      /at most 90 seconds/,
    ],
    [
      "a setting that only this shell has",
      "SAXO_ENV=LOCAL\n",
      { MAX_POSITIONS: "3" },
      /^tradebot: MAX_POSITIONS: set in/,
    ],
  ])("refuses to schedule %s, and changes nothing", async ([, env, environment, message], { bot }) => {
    const tools = withCrontab(bot);
    bot.write(".env", env);
    const result = await bot.run(["schedule", "install", ...CRON], { ...tools, ...environment });
    expect(result).toMatchObject({ code: 78, stdout: "" });
    expect(result.stderr).toMatch(message);
    expect(bot.has("crontab.txt")).toBe(false);
  });

  it("says which command is missing", async ({ bot }) => {
    const result = await bot.run(["schedule", "install", ...CRON], { PATH: bot.directory });
    expect(result).toMatchObject({ code: 64, stdout: "" });
    expect(result.stderr).toContain('cannot find the command "crontab" of the scheduler; install it');
  });

  it("shows the files of any scheduler, and installs none that is not here", async ({ bot }) => {
    const shown = await bot.run(["schedule", "show", "windows", "--json"]);
    expect(JSON.parse(shown.stdout)).toEqual([
      { path: "ai-tradebot.xml", text: expect.stringContaining("<Task ") as string },
    ]);
    const installed = await bot.run(["schedule", "install", "windows"]);
    expect(installed).toMatchObject({ code: 64 });
    expect(installed.stderr).toContain("tradebot schedule show windows prints what to put where it does");
  });
});
