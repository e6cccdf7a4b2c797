import { afterEach, describe, expect, it } from "vitest";
import { seconds } from "../../../src/core/domain/time.ts";
import type { Reply, SaxoUnderTest } from "../saxo-under-test.ts";
import { fieldsOf, pick, startSaxo } from "../saxo-under-test.ts";

const CAPABILITIES = "/root/v1/sessions/capabilities";

let saxo: SaxoUnderTest;
afterEach(() => saxo.close());

const ask = (level: string): Promise<Reply> =>
  saxo.send("PATCH", CAPABILITIES, { body: { TradeLevel: level } });
const tradeLevel = async (): Promise<unknown> => pick((await saxo.get(CAPABILITIES)).json, "TradeLevel");

describe("what a session may do", () => {
  it("is everything from the start, unless told otherwise", async () => {
    saxo = await startSaxo();
    expect((await saxo.get(CAPABILITIES)).json).toEqual({
      AuthenticationLevel: "Authenticated",
      DataLevel: "Standard",
      TradeLevel: "FullTradingAndChat",
    });
  });

  it("is asked for without an answer, and read back", async () => {
    saxo = await startSaxo({ tradeLevelAtLogin: "OrdersOnly", tradeLevelDelay: seconds(2) });
    expect(await ask("fulltradingandchat")).toMatchObject({ status: 202, text: "" });
    saxo.clock.advance(1999);
    expect(await tradeLevel()).toBe("OrdersOnly");
    saxo.clock.advance(1);
    expect(await tradeLevel()).toBe("FullTradingAndChat");
  });

  it.each([
    ["PATCH", { TradeLevel: "Everything" }, ["TradeLevel"]],
    ["PATCH", {}, ["TradeLevel"]],
    ["PUT", { TradeLevel: "OrdersOnly" }, ["AuthenticationLevel", "DataLevel"]],
  ])("refuses %s of %j", async (method, body, fields) => {
    saxo = await startSaxo();
    const { status, json } = await saxo.send(method, CAPABILITIES, { body });
    expect(status).toBe(400);
    expect([...fieldsOf(pick(json, "ModelState")).keys()]).toEqual(fields);
  });

  it("is replaced as a whole by PUT", async () => {
    saxo = await startSaxo();
    const levels = { AuthenticationLevel: "Authenticated", DataLevel: "Premium", TradeLevel: "OrdersOnly" };
    expect((await saxo.send("PUT", CAPABILITIES, { body: levels })).status).toBe(202);
    expect((await saxo.get(CAPABILITIES)).json).toEqual(levels);
  });
});

describe("diagnostics", () => {
  it.each(["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"])(
    "answers %s without a token",
    async (method) => {
      saxo = await startSaxo();
      const headers = { Authorization: "" };
      const path = `/root/v1/diagnostics/${method.toLowerCase()}`;
      expect((await saxo.send(method, path, { headers })).status).toBe(200);
    },
  );

  it("lists features as a bare array", async () => {
    saxo = await startSaxo();
    const { json } = await saxo.get("/root/v1/features/availability");
    expect(json).toContainEqual({ Available: true, Feature: "Chart" });
  });
});
