import { once } from "node:events";
import type { Readable } from "node:stream";
import { describe, expect } from "vitest";
import { parseLog } from "../support/log-lines.ts";
import { it } from "./workspace.ts";

const OUTSIDE_HOURS = {
  TRADING_HOURS_MODE: "fixed",
  TIMEZONE: "UTC",
  TRADING_START: "20:00",
  TRADING_END: "21:00",
};

/** Waits until so many lines have come. */
function linesFrom(stream: Readable): (count: number) => Promise<void> {
  let text = "";
  stream.on("data", (more: string) => (text += more));
  return async (count) => {
    while (text.split("\n").length <= count) await once(stream, "data");
  };
}

describe.concurrent("logs", () => {
  it("prints what was asked for, as text and as a document", async ({ bot }) => {
    await bot.run(["--single-cycle"], OUTSIDE_HOURS);
    const skipped = ["--event", "cycle_skip_outside_trading_hours", "--since", "1h"];
    const [text, json, error, both] = await Promise.all([
      bot.run(["logs", ...skipped]),
      bot.run(["logs", "--json", ...skipped]),
      bot.run(["logs", "--level", "warning"]),
      bot.run(["logs", "--follow", "--json"]),
    ]);
    const expected = bot.log().filter(({ event }) => event === "cycle_skip_outside_trading_hours");
    expect(expected).toHaveLength(1);
    expect(parseLog(text.stdout)).toEqual(expected);
    expect(JSON.parse(json.stdout)).toEqual(expected.map((line) => ({ ...line, level: "info" })));
    expect([text.code, json.code]).toEqual([0, 0]);
    expect(error).toMatchObject({ code: 64, stdout: "" });
    expect(error.stderr).toContain('did you mean "warn"?');
    expect(both).toMatchObject({ code: 64, stdout: "" });
  });

  it("follows the log until it is interrupted", async ({ bot }) => {
    await bot.run(["--single-cycle"], OUTSIDE_HOURS);
    const following = bot.start(["logs", "--follow", "--event", "cycle_end"]);
    const lines = linesFrom(following.child.stdout);
    await lines(1);
    bot.pass(24 * 60 * 60 * 1000); // the next line is in the next file
    await bot.run(["--single-cycle"], OUTSIDE_HOURS);
    await lines(2);
    following.child.kill("SIGINT");
    const { code, stdout } = await following.result;
    expect(code).toBe(130);
    expect(parseLog(stdout).map(({ at }) => at.slice(0, 10))).toEqual(["2026-03-04", "2026-03-05"]);
  });
});
