import { describe, expect, it } from "vitest";
import { fixture } from "./support/fake-saxo.ts";
import { failureOf, saxoWorld } from "./support/saxo-world.ts";

const PATH = "/root/v1/sessions/capabilities";
const FULL = { TradeLevel: "FullTradingAndChat", DataLevel: "Premium" };
const LOW = fixture("session-capabilities/orders-only");

describe("the level of the session", () => {
  it("is read", async () => {
    const { saxo, broker } = await saxoWorld();
    saxo.on("GET", PATH, { body: LOW });
    expect(await broker.readSessionLevels()).toEqual({ tradeLevel: "OrdersOnly", dataLevel: "Standard" });
  });

  it("is raised once, and read back until the broker has raised it", async () => {
    const { saxo, broker, clock } = await saxoWorld();
    let reads = 0;
    saxo.on("PATCH", PATH, { status: 202, text: "" });
    saxo.on("GET", PATH, () => ({ body: (reads += 1) < 3 ? LOW : FULL }));
    const before = clock.now();
    expect(await broker.takeFullTrading()).toEqual({
      tradeLevel: "FullTradingAndChat",
      dataLevel: "Premium",
    });
    expect(clock.now() - before).toBeGreaterThanOrEqual(2000);
    const patches = saxo.received.filter(({ method }) => method === "PATCH");
    expect(patches.map(({ body }) => body)).toEqual([{ TradeLevel: "FullTradingAndChat" }]);
  });

  it("is told as it is when the broker does not raise it", async () => {
    const { saxo, broker } = await saxoWorld();
    saxo.on("PATCH", PATH, { status: 202, text: "" });
    saxo.on("GET", PATH, { body: LOW });
    expect((await broker.takeFullTrading()).tradeLevel).toBe("OrdersOnly");
    expect(saxo.received.filter(({ method }) => method === "GET").length).toBe(10);
  });

  it.each([
    [{ status: 401, text: "" }, "LOGIN_NEEDED"],
    [{ status: 400, body: { ErrorCode: "InvalidRequest" } }, "BROKER_REFUSED"],
  ])("fails when it is refused with %j", async (answer, code) => {
    const { saxo, broker } = await saxoWorld();
    saxo.on("PATCH", PATH, answer);
    expect((await failureOf(broker.takeFullTrading())).code).toBe(code);
  });
});
