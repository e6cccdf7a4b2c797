import { describe, expect } from "vitest";
import { minutes } from "../../src/core/domain/time.ts";
import { simEnvironment, startSaxo, TOKEN, type Saxo } from "./saxo.ts";
import { it, logged } from "./workspace.ts";

/** Somebody else's order in the same account, far from the market. */
async function placeForeignOrder({ simulator }: Saxo): Promise<void> {
  const answer = await fetch(`${simulator.restBase}/trade/v2/orders`, {
    method: "POST",
    headers: { authorization: `Bearer ${TOKEN}`, "content-type": "application/json" },
    body: JSON.stringify({
      AccountKey: simulator.identity.accountKey,
      AssetType: "CfdOnIndex",
      Uic: 4913,
      BuySell: "Buy",
      Amount: 3,
      OrderType: "Limit",
      OrderPrice: 100,
      OrderDuration: { DurationType: "GoodTillCancel" },
      ManualOrder: true,
    }),
  });
  expect(answer.status).toBe(200);
}

describe.concurrent("what the broker holds", () => {
  it("is shown as it is now, ours marked", async ({ bot }) => {
    const saxo = await startSaxo(bot, { activityDelay: minutes(60) }); // so that our order stays open
    const cycle = bot.start(["--single-cycle"], saxo.env);
    await logged(cycle, "execution_order_placed");
    cycle.child.kill("SIGTERM");
    await cycle.result;
    bot.pass(2000); // one order a second is all that Saxo takes
    await placeForeignOrder(saxo);

    const [orders, positions, account] = await Promise.all(
      ["orders", "positions", "account"].map((command) => bot.run([command, "--json"], saxo.env)),
    );
    await saxo.stop();

    expect([orders?.code, positions?.code, account?.code]).toEqual([0, 0, 0]);
    expect(JSON.parse(orders?.stdout ?? "")).toMatchObject({
      environment: "SIM",
      source: "broker",
      working: [
        { whose: "ours", side: "sell", quantity: "1", order_type: "Stop", relation: "Oco" },
        { whose: "ours", side: "sell", quantity: "1", order_type: "Limit", relation: "Oco" },
        { whose: "foreign", side: "buy", quantity: "3", order_type: "Limit", price: "100" },
      ],
      unsettled: [{ state: "placed", instrument_id: "CfdOnIndex:4913", side: "buy", quantity: "1" }],
    });
    expect(JSON.parse(positions?.stdout ?? "")).toMatchObject({
      positions: [
        { instrument_id: "CfdOnIndex:4913", quantity: "1", own_quantity: "0", foreign_quantity: "1" },
      ],
    });
    expect(JSON.parse(account?.stdout ?? "")).toMatchObject({ currency: "USD", is_reliable: true });
    expect(account?.stdout).not.toContain(saxo.simulator.identity.accountKey);
  });

  it("is not made up when the broker cannot be reached", async ({ bot }) => {
    const { code, stdout, stderr } = await bot.run(
      ["positions"],
      simEnvironment("http://127.0.0.1:9/sim/openapi"),
    );
    expect({ code, stdout }).toEqual({ code: 69, stdout: "" });
    expect(stderr).toMatch(
      /^tradebot: GET \/port\/v1\/\S+ brought no answer: no connection could be made; [^\n]+\n$/,
    );
    expect(bot.has("state")).toBe(false);
  });

  it("is nobody's to see on LOCAL while a cycle runs, nor before the first one", async ({ bot }) => {
    const before = await bot.run(["account"]);
    expect(before).toMatchObject({ code: 64, stdout: "" });
    expect(bot.has("state")).toBe(false);

    const running = bot.start(["--single-cycle", "--jitter-seconds-max", "3600"]);
    await logged(running, "startup_config_loaded");
    bot.write("state/simulator.db", "");
    const during = await bot.run(["positions"]);
    expect(during).toMatchObject({ code: 75, stdout: "" });
    expect(during.stderr).toMatch(/^tradebot: the lock is held by process \d+ on [^\n]+\n$/);
    running.child.kill("SIGTERM");
    await running.result;
  });
});
