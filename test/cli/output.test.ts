import { once } from "node:events";
import { existsSync } from "node:fs";
import { describe, expect } from "vitest";
import { at } from "./json.ts";
import { startSaxo } from "./saxo.ts";
import { it, linesOf } from "./workspace.ts";

describe.concurrent("the output", () => {
  it("of a --json command is one JSON document and nothing else", async ({ bot }) => {
    expect((await bot.run(["--single-cycle", "--dry-run"])).code).toBe(0);
    const commands = [
      ["status", "--json"],
      ["why", "--json"],
      ["trace", "1", "--json"],
      ["orders", "--all", "--offline", "--json"],
      ["positions", "--json"],
      ["config", "show", "--json"],
      ["config", "check", "--json"],
      ["config", "docs", "--json"],
      ["doctor", "--json"],
    ];
    for (const { code, stdout, stderr } of await Promise.all(commands.map((args) => bot.run(args)))) {
      expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
      const document: unknown = JSON.parse(stdout);
      expect(stdout).toBe(`${JSON.stringify(document, undefined, 2)}\n`);
    }
  });

  it("may lose its readers at once without harm to the cycle", async ({ bot }) => {
    const saxo = await startSaxo(bot);
    const running = bot.start(["--single-cycle"], saxo.env);
    running.child.stderr.destroy();
    running.child.stdout.destroy();
    const { code } = await running.result;
    await saxo.stop();
    expect(code).toBe(0);
    expect(bot.log().at(-1)).toMatchObject({ event: "cycle_end", fields: { outcome: "done", filled: "1" } });
    expect(at((await bot.run(["status", "--json"])).stdout, "lock", "state")).toBe("free");
  });

  it("may lose its readers in the middle of a cycle without harm to it", async ({ bot }) => {
    const saxo = await startSaxo(bot);
    const running = bot.start(["--single-cycle"], saxo.env);
    await once(running.child.stderr, "data");
    running.child.stderr.destroy();
    const { code } = await running.result;
    await saxo.stop();
    expect(code).toBe(0);
    expect(linesOf(bot.log(), "execution_order_filled")).toHaveLength(1);
  });

  it("that could not be written makes a failure of a command", ({ bot }) => {
    if (!existsSync("/dev/full")) console.info("no /dev/full here: the file is one that can be written");
    const full = existsSync("/dev/full") ? { file: "/dev/full", code: 74 } : { file: "/dev/null", code: 0 };
    const { status, stderr } = bot.runInto(full.file, ["status"]);
    expect(status).toBe(full.code);
    if (full.code === 74) {
      expect(stderr).toMatch(/^tradebot: cannot write to stdout: ENOSPC[^\n]+\n$/);
    }
    expect(bot.runInto("/dev/null", ["status"])).toEqual({ status: 0, stderr: "" });
  });
});
