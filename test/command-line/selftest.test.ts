import { describe, expect, it } from "vitest";
import { runInProcess } from "../support/run-in-process.ts";

describe("tradebot selftest", () => {
  it("prints one document with --json, and nothing else", async () => {
    const { code, stdout } = await runInProcess(
      ["selftest", "--schedules", "2", "--seed", "7", "--json"],
      {},
    );
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      schedules: 2,
      duplicates: 0,
      lost: 0,
      seed: 7,
      happenings: { close_outs: expect.any(Number) as number },
      breaches: [],
    });
  });

  it.each([
    ["--schedules", "0"],
    ["--schedules", "many"],
    ["--seed", "-1"],
    ["--seed", "1.5"],
  ])("refuses %s %s and says what it expects", async (option, value) => {
    const { code, stdout, stderr } = await runInProcess(["selftest", option, value], {});
    expect([code, stdout]).toEqual([64, ""]);
    expect(stderr).toContain("expected a whole number from");
  });
});
