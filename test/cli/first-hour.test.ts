import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { describe, expect, inject } from "vitest";
import { at } from "./json.ts";
import { startSaxo, TOKEN } from "./saxo.ts";
import { it } from "./workspace.ts";

const ENTRY = fileURLToPath(new URL(`../../${inject("entry")}`, import.meta.url));

/** Types a command whose stdin is a pipe with this text. */
function runWithInput(directory: string, args: readonly string[], input: string) {
  return spawnSync(process.execPath, [ENTRY, ...args], {
    cwd: directory,
    env: { PATH: process.env["PATH"], SAXO_REST_BASE: "http://127.0.0.1:9/sim/openapi" }, // nobody listens there
    encoding: "utf8",
    input,
  });
}

describe.concurrent("the first hour", () => {
  it("on LOCAL: init writes one file and ends well, and a second one changes nothing", async ({ bot }) => {
    const first = await bot.run(["init", "--environment", "LOCAL"]);
    expect({ code: first.code, stderr: first.stderr }).toEqual({ code: 0, stderr: "" });
    expect(first.stdout).toMatch(/^\.env was written:\n {2}SAXO_ENV=LOCAL\n\nok {3}runtime: /);
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
    expect(stderr).toContain("give it as --environment <LOCAL|SIM>");
    expect(bot.has(".env")).toBe(false);
  });

  it("on SIM: the token goes through a pipe into the file, and the doctor has the last word", ({ bot }) => {
    const args = ["init", "--environment", "SIM", "--watchlist", "FxSpot:21", "--token-stdin"];
    const refused = runWithInput(bot.directory, args, "");
    expect({ status: refused.status, stdout: refused.stdout }).toEqual({ status: 64, stdout: "" });
    expect(bot.has(".env")).toBe(false);

    const { status, stdout, stderr } = runWithInput(
      bot.directory,
      [...args, "--config", "sim"],
      `${TOKEN}\n`,
    );
    expect(bot.read(".env.sim")).toContain(`\nSAXO_ACCESS_TOKEN=${TOKEN}\n`);
    expect(status).toBe(69);
    expect(stdout).toContain("  SAXO_ACCESS_TOKEN=***\n");
    expect(stdout + stderr).not.toContain(TOKEN);
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
