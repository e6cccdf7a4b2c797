import { describe, expect } from "vitest";
import { at } from "./json.ts";
import type { Workspace } from "./workspace.ts";
import { eventsOf, it, linesOf, logged } from "./workspace.ts";

const SIGNALS = [
  ["SIGTERM", 143],
  ["SIGINT", 130],
  ["SIGHUP", 129],
] as const;

const lockOf = async (bot: Workspace): Promise<unknown> =>
  at((await bot.run(["status", "--json"])).stdout, "lock");

describe.concurrent("a signal", () => {
  it.for(SIGNALS)(
    "%s ends the wait before a cycle with %i, at once and without a trace",
    async ([signal, exit], { bot }) => {
      const waiting = bot.start(["--single-cycle", "--jitter-seconds-max", "3600"]);
      await logged(waiting, "startup_config_loaded");
      expect(await lockOf(bot)).toMatchObject({
        state: "held",
        holder: "alive",
        process_id: waiting.child.pid,
      });
      waiting.child.kill(signal);
      expect(await waiting.result).toMatchObject({ code: exit, signal: null, stdout: "" });
      expect(eventsOf(bot.log())).toEqual(["startup_begin", "startup_config_loaded", "cycle_stop_requested"]);
      expect(linesOf(bot.log(), "cycle_stop_requested")[0]?.fields).toMatchObject({
        reason: "signal",
        signal,
      });
      expect(await lockOf(bot)).toEqual({ state: "free" });
      expect(bot.has("state/simulator.db")).toBe(false);
      expect((await bot.run(["--single-cycle"], { TRADING_HOURS_MODE: "fixed" })).code).toBe(0);
    },
  );

  it.for(SIGNALS.slice(0, 2))(
    "%s ends a cycle with %i, with the order that was sent on record for the next one",
    async ([signal, exit], { bot }) => {
      const running = bot.start(["--single-cycle"]);
      await logged(running, "execution_order_placed");
      running.child.kill(signal);
      const { code, stdout, stderr } = await running.result;
      expect(code).toBe(exit);
      expect(stdout).toContain(`cycle 1: stopped (${signal}), exit ${exit}\n`);
      expect(stderr).toBe(bot.read("logs/bot.log"));
      expect(bot.log().at(-1)).toMatchObject({
        event: "cycle_end",
        fields: { reason: signal, exit_code: String(exit) },
      });
      const status = await bot.run(["status", "--json"]);
      expect(JSON.parse(status.stdout)).toMatchObject({
        lock: { state: "free" },
        cycles: [{ outcome: "failed", reason: signal, exit_code: exit }],
        open_intents: [
          { purpose: "entry", state: "placed" },
          { purpose: "stop", state: "placed" },
          { purpose: "target", state: "placed" },
        ],
        unknown_orders: [],
      });

      bot.pass(5_000); // by then the order log has caught up
      expect((await bot.run(["--single-cycle"])).code).toBe(0);
      expect(linesOf(bot.log(), "execution_order_filled")).toHaveLength(1);
      expect(linesOf(bot.log(), "execution_placement_begin")).toHaveLength(3); // with its stop and its target
    },
  );

  it("before the first order lets no order out", async ({ bot }) => {
    const running = bot.start(["--single-cycle"]);
    await logged(running, "execution_precheck_begin");
    running.child.kill("SIGTERM");
    expect((await running.result).code).toBe(143);
    expect(eventsOf(bot.log())).not.toContain("execution_order_placed");
    const next = await bot.run(["--single-cycle"]);
    expect(next.code).toBe(0);
    expect(next.stdout).toContain("orders: 1 placed, 1 filled\n");
  });
});
