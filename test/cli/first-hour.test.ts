import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { describe, expect, inject } from "vitest";
import { at } from "./json.ts";
import { SHIFT_CLOCK } from "../support/command.ts";
import { startSaxo, TOKEN } from "./saxo.ts";
import { it, type Environment, type Workspace } from "./workspace.ts";

const ENTRY = fileURLToPath(new URL(`../../${inject("entry")}`, import.meta.url));

interface Piped {
  readonly args: readonly string[];
  readonly input: string;
  readonly env?: Environment;
}

/** Types a command whose stdin is a pipe with this text. */
async function runWithInput({ directory, now }: Workspace, { args, input, env = {} }: Piped) {
  const child = spawn(process.execPath, ["--import", SHIFT_CLOCK, ENTRY, ...args], {
    cwd: directory,
    env: { PATH: process.env["PATH"], ...env, TEST_CLOCK_START: String(now()) },
  });
  child.stdin.end(input);
  const ended = once(child, "close");
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
  await ended;
  return { code: child.exitCode, stdout, stderr };
}

describe.concurrent("the first hour", () => {
  it("on LOCAL: init writes one file and ends well, and a second one changes nothing", async ({ bot }) => {
    const first = await bot.run(["init", "--environment", "LOCAL"]);
    expect({ code: first.code, stderr: first.stderr }).toEqual({ code: 0, stderr: "" });
    expect(first.stdout).toMatch(/^\.env was written:\n {2}SAXO_ENV=LOCAL\n\n(ok {3}|warn )runtime: /);
    expect(first.stdout).toMatch(/\n\d+ ok, \d+ to look at, 0 to repair\n$/);
    expect([bot.has("state"), bot.has("logs")]).toEqual([false, false]);
    const written = bot.read(".env");

    const second = await bot.run(["init", "--environment", "LOCAL"]);
    expect({ code: second.code, stdout: second.stdout }).toEqual({ code: 64, stdout: "" });
    expect(second.stderr).toContain('".env" is there already and sets SAXO_ENV; --force replaces it');
    expect(bot.read(".env")).toBe(written);
  });

  it("without a terminal, every question that matters has its option named", async ({ bot }) => {
    const { code, stdout, stderr } = await bot.run(["init"]);
    expect({ code, stdout }).toEqual({ code: 64, stdout: "" });
    expect(stderr).toContain("give it as --environment <LOCAL|SIM|LIVE>");
    expect(bot.has(".env")).toBe(false);
  });

  it("on SIM: the token goes through a pipe into the file, and the doctor has the last word", async ({
    bot,
  }) => {
    const args = ["init", "--environment", "SIM", "--watchlist", "CfdOnIndex:4913", "--token-stdin"];
    const refused = await runWithInput(bot, { args, input: "" });
    expect({ code: refused.code, stdout: refused.stdout }).toEqual({ code: 64, stdout: "" });
    expect(bot.has(".env")).toBe(false);

    const saxo = await startSaxo(bot);
    const env = { SAXO_REST_BASE: saxo.simulator.restBase };
    const written = await runWithInput(bot, { args, input: `${TOKEN}\n`, env });
    await saxo.stop();
    expect(written.code).toBe(0);
    expect(bot.read(".env")).toContain(`\nSAXO_ACCESS_TOKEN=${TOKEN}\n`);
    expect(written.stdout).toContain("  SAXO_ACCESS_TOKEN=***\n");
    expect(written.stdout).toContain("\nok   token: accepted; it does not say when it expires\n");
    expect(written.stdout + written.stderr).not.toContain(TOKEN);
  });

  it("has a doctor that ends with the code of what it finds", async ({ bot }) => {
    const saxo = await startSaxo(bot);
    const env = { ...saxo.env, SAXO_ACCESS_TOKEN: "no-token-of-this-broker" };
    const [refused, broken] = await Promise.all([
      bot.run(["doctor", "--json"], env),
      bot.run(["doctor"], { MAX_POSITIONS: "many" }),
    ]);
    await saxo.stop();
    expect({ code: refused.code, stderr: refused.stderr }).toEqual({ code: 77, stderr: "" });
    expect([at(refused.stdout, "verdict"), at(refused.stdout, "exit_code")]).toEqual(["fail", 77]);
    expect({ code: broken.code, stderr: broken.stderr }).toEqual({ code: 78, stderr: "" });
    expect(broken.stdout).toContain('fail configuration: process environment: MAX_POSITIONS is "many"');
  });

  it("explains a setting, also where the configuration is broken", async ({ bot }) => {
    const [docs, typo] = await Promise.all([
      bot.run(["config", "docs", "max_positions"], { MAX_POSITIONS: "many" }),
      bot.run(["config", "docs", "MAX_POSITION"]),
    ]);
    expect({ code: docs.code, stderr: docs.stderr }).toEqual({ code: 0, stderr: "" });
    expect(docs.stdout).toMatch(/^MAX_POSITIONS \(Size and risk\)\n/);
    expect({ code: typo.code, stdout: typo.stdout }).toEqual({ code: 64, stdout: "" });
    expect(typo.stderr).toContain("did you mean MAX_POSITIONS?");
  });

  it("prints a completion that bash can read", async ({ bot }) => {
    const { code, stdout, stderr } = await bot.run(["completion", "bash"]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(spawnSync("bash", ["-n"], { input: stdout }).status).toBe(0);
  });
});
