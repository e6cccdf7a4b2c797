import { readdirSync } from "node:fs";
import { describe, expect } from "vitest";
import { it } from "./workspace.ts";

describe("tradebot selftest", () => {
  it("needs no configuration, leaves nothing behind, and ends with the line that says what came of it", async ({
    bot,
  }) => {
    const before = readdirSync(bot.directory);
    const { code, stdout, stderr } = await bot.run(["selftest", "--schedules", "3", "--seed", "7"], {
      SAXO_ENV: "nonsense",
    });
    expect([code, stderr]).toEqual([0, ""]);
    expect(stdout).toMatch(/^schedules=3 orders=\d+ duplicates=0 lost=0 seed=7\n$/m);
    expect(stdout.endsWith("duplicates=0 lost=0 seed=7\n")).toBe(true);
    expect(readdirSync(bot.directory)).toEqual(before);
  });
});
