import { describe, expect } from "vitest";
import { at } from "./json.ts";
import { eventsOf, it, linesOf } from "./workspace.ts";

/** An error that nothing expects, from a callback that nobody awaits, while the command sleeps. */
const TIME_BOMB = `
  const write = process.stderr.write.bind(process.stderr);
  process.stderr.write = (text) => {
    if (text.includes("startup_config_loaded")) setImmediate(() => { throw new RangeError("boom\\nin two lines"); });
    return write(text);
  };
`;
/** One that comes up through the cycle itself. */
const BROKEN_ENGINE = 'Temporal.Instant.fromEpochMilliseconds = () => { throw new RangeError("boom"); };';

/** One that comes once everything is said, when no log is open any more. */
const AFTERTHOUGHT = `
  const write = process.stdout.write.bind(process.stdout);
  process.stdout.write = (...args) => {
    setImmediate(() => { throw Object.create(null); });
    return write(...args);
  };
`;

const preload = (script: string): string => `--import=data:text/javascript,${encodeURIComponent(script)}`;

describe.concurrent("a bug", () => {
  it("ends the process with 70 and its story in the log; the next start recovers", async ({ bot }) => {
    const env = { NODE_OPTIONS: preload(TIME_BOMB) };
    const { code, stderr } = await bot.run(["--single-cycle", "--jitter-seconds-max", "3600"], env);
    expect(code).toBe(70);
    expect(stderr).toBe(bot.read("logs/bot.log"));
    expect(bot.log().at(-1)).toMatchObject({
      level: "ERROR",
      event: "unexpected_exception",
      fields: { error_name: "RangeError", error_message: "boom\nin two lines" },
    });
    const next = await bot.run(["--single-cycle"], { TRADING_HOURS_MODE: "fixed" });
    expect(next.code).toBe(0);
    expect(eventsOf(bot.log())).toContain("startup_lock_recovered");
  });

  it("that comes when there is no log ends the process with 70 and one line", async ({ bot }) => {
    const { code, stderr } = await bot.run(["config", "check"], { NODE_OPTIONS: preload(AFTERTHOUGHT) });
    expect({ code, stderr }).toEqual({
      code: 70,
      stderr: "tradebot: unexpected error, this is a bug: something that cannot be shown\n",
    });
  });

  it("inside the cycle ends it with 70 and leaves nothing locked", async ({ bot }) => {
    const env = { NODE_OPTIONS: preload(BROKEN_ENGINE), TRADING_HOURS_MODE: "fixed" };
    const { code, stdout } = await bot.run(["--single-cycle"], env);
    expect({ code, stdout }).toEqual({ code: 70, stdout: "" });
    expect(linesOf(bot.log(), "unexpected_exception")[0]?.fields["stack"]).toContain("RangeError: boom");
    const status = await bot.run(["status", "--json"]);
    expect(at(status.stdout, "lock")).toEqual({ state: "free" });
    expect(at(status.stdout, "cycles", 0, "outcome")).toBe("unfinished");
  });
});
