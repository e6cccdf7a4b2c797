import { describe, expect } from "vitest";
import { at } from "./json.ts";
import type { FakeServer } from "./saxo.ts";
import { simEnvironment, startFakeServer, startSaxo, TOKEN } from "./saxo.ts";
import { eventsOf, it, linesOf, logged } from "./workspace.ts";

const CYCLE = ["--single-cycle"];
const NOBODY_THERE = "http://127.0.0.1:9/sim/openapi";

describe.concurrent("a broker in trouble", () => {
  const withServer = it
    .extend("garbled", async ({}, { onCleanup }): Promise<FakeServer> => {
      const server = await startFakeServer(() => ({ status: 200, body: '{"Hello":"world"}' }));
      onCleanup(server.close);
      return server;
    })
    .extend("silent", async ({}, { onCleanup }): Promise<FakeServer> => {
      const server = await startFakeServer(undefined);
      onCleanup(server.close);
      return server;
    });

  it("ends the cycle with 69 when nothing listens, after retries", async ({ bot }) => {
    const { code, stdout } = await bot.run(CYCLE, simEnvironment(NOBODY_THERE));
    expect(code).toBe(69);
    expect(stdout).toContain("cycle 1: failed (BROKER_UNREACHABLE), exit 69\n");
    const failed = linesOf(bot.log(), "http_error").filter(
      ({ fields }) => fields["http_url_path"] === "/port/v1/clients/me",
    );
    expect(failed.map(({ fields }) => fields["attempt"])).toEqual(["1", "2", "3", "4"]);
    expect(linesOf(bot.log(), "cycle_failed")[0]?.fields["hint"]).toContain("the next start tries again");
  });

  withServer("ends the cycle with 69 at its deadline when nobody answers", async ({ bot, silent }) => {
    const env = simEnvironment(silent.restBase, { CYCLE_TIMEOUT_SECONDS: "10" });
    const { code, stdout } = await bot.run(CYCLE, env);
    expect(code).toBe(69);
    expect(stdout).toContain("cycle 1: stopped (DEADLINE), exit 69\n");
    expect(linesOf(bot.log(), "cycle_stop_requested")[0]?.fields["reason"]).toBe("deadline");
    expect(at((await bot.run(["status", "--json"])).stdout, "lock", "state")).toBe("free");
  });

  withServer("ends the cycle with 76 when its answers make no sense", async ({ bot, garbled }) => {
    const { code, stdout } = await bot.run(CYCLE, simEnvironment(garbled.restBase));
    expect(code).toBe(76);
    expect(stdout).toContain("cycle 1: failed (BROKER_CONTRACT_BROKEN), exit 76\n");
    expect(linesOf(bot.log(), "cycle_failed")[0]?.fields["error_message"]).toContain("ClientKey");
  });

  withServer("is not asked anything outside the trading hours", async ({ bot, garbled }) => {
    const env = simEnvironment(garbled.restBase, { TRADING_HOURS_MODE: "fixed" });
    expect((await bot.run(CYCLE, env)).code).toBe(0);
    expect(garbled.paths).toEqual([]);
  });

  it("ends the cycle with 65 when it knows none of the instruments", async ({ bot }) => {
    const { code, stdout } = await bot.run(CYCLE, { WATCHLIST: "Stock:999,FxSpot:998" });
    expect(code).toBe(65);
    expect(stdout).toContain("cycle 1: failed (MARKET_DATA_UNUSABLE), exit 65\n");
    const failed = linesOf(bot.log(), "marketdata_instrument_failed");
    expect(failed.map(({ fields }) => fields["instrument_id"]).sort()).toEqual(["FxSpot:998", "Stock:999"]);
  });

  it("ends the cycle with 77 when it refuses the token", async ({ bot }) => {
    const saxo = await startSaxo(bot);
    const { code, stdout, stderr } = await bot.run(CYCLE, { ...saxo.env, SAXO_ACCESS_TOKEN: `${TOKEN}x` });
    await saxo.stop();
    expect(code).toBe(77);
    expect(stdout).toContain("cycle 1: failed (LOGIN_NEEDED), exit 77\n");
    expect(linesOf(bot.log(), "cycle_failed")[0]?.fields["hint"]).toContain("Get a new access token");
    expect(stderr).not.toContain(TOKEN);
  });
});

describe.concurrent("an order in trouble", () => {
  it("is unknown when its answer is lost and nobody can speak for it: 80, then settled by evidence", async ({
    bot,
  }) => {
    const saxo = await startSaxo(bot, {
      onRequest({ method, target }, { faults }) {
        if (method !== "POST" || !target.endsWith("/trade/v2/orders")) return;
        for (const endpoint of ["order_activities", "orders", "positions", "net_positions"] as const)
          faults.next({ kind: "html", endpoint, when: "before" });
      },
    });
    saxo.simulator.faults.next({ kind: "drop", endpoint: "place_order", when: "after" });
    const { code, stdout } = await bot.run(CYCLE, saxo.env);
    expect(code).toBe(80);
    expect(stdout).toContain(
      "buy 1 CfdOnIndex:4913: outcome UNKNOWN; the next cycle looks for evidence (ATB-",
    );
    expect(linesOf(bot.log(), "execution_order_unknown")[0]?.fields).toMatchObject({
      execution_outcome: "RECONCILIATION_NEEDED",
      failure_reason: "BROKER_UNREACHABLE",
    });
    const [status, text] = await Promise.all([
      bot.run(["status", "--json"], saxo.env),
      bot.run(["status"], saxo.env),
    ]);
    expect(JSON.parse(status.stdout)).toMatchObject({
      unknown_orders: [
        { instrument_id: "CfdOnIndex:4913", purpose: "entry", state: "unknown" },
        { instrument_id: "CfdOnIndex:4913", purpose: "stop", state: "unknown" },
        { instrument_id: "CfdOnIndex:4913", purpose: "target", state: "unknown" },
      ],
      cycles: [{ exit_code: 80 }],
    });
    expect(text.stdout).toContain("UNKNOWN orders: the next cycle looks for evidence");

    const next = await bot.run(CYCLE, saxo.env);
    expect(next.code).toBe(0);
    expect(eventsOf(linesOf(bot.log(), "execution_order_filled"))).toHaveLength(1);
    expect(linesOf(bot.log(), "execution_placement_begin")).toHaveLength(3); // with its stop and its target
    expect(saxo.simulator.snapshot().fills).toHaveLength(1);
    await saxo.stop();
  });

  it("is not forgotten when the broker goes away after taking it: 69, then settled by evidence", async ({
    bot,
  }) => {
    const saxo = await startSaxo(bot);
    const running = bot.start(CYCLE, saxo.env);
    await logged(running, "execution_order_placed");
    await saxo.stop();
    const { code } = await running.result;
    expect(code).toBe(69);
    const status = await bot.run(["status", "--json"], saxo.env);
    expect(JSON.parse(status.stdout)).toMatchObject({
      lock: { state: "free" },
      open_intents: [
        { purpose: "entry", state: "placed" },
        { purpose: "stop", state: "placed" },
        { purpose: "target", state: "placed" },
      ],
      unknown_orders: [],
    });

    await saxo.restart();
    const next = await bot.run(CYCLE, saxo.env);
    expect(next.code).toBe(0);
    expect(linesOf(bot.log(), "execution_order_filled")).toHaveLength(1);
    expect(saxo.simulator.snapshot().fills).toHaveLength(1);
    await saxo.stop();
  });
});
