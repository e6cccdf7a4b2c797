import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { SaxoUnderTest } from "../saxo-under-test.ts";
import { column, pick, startSaxo, textAt } from "../saxo-under-test.ts";

describe("what stands before every endpoint", () => {
  let saxo: SaxoUnderTest;
  beforeEach(async () => {
    saxo = await startSaxo();
  });
  afterEach(() => saxo.close());

  it.each([
    ["none", ""],
    ["another one", "Bearer other"],
    ["one of another scheme", "Basic test-token"],
  ])("answers 401 without a body to a token that is %s", async (_, Authorization) => {
    const { status, text, headers } = await saxo.get("/port/v1/users/me", { Authorization });
    expect({ status, text }).toEqual({ status: 401, text: "" });
    expect(headers.get("x-correlation")).toMatch(/^[0-9a-f]{32}#\d{5}#none#1$/);
  });

  it("reads the scheme of a token in any case", async () => {
    expect((await saxo.get("/port/v1/users/me", { Authorization: "BEARER test-token" })).status).toBe(200);
  });

  it.each(["/port/v1/nothing", "/port/v1/users/me/more", "/port/v1/users", "/"])(
    "answers 404 at %s",
    async (path) => {
      expect((await saxo.get(path)).status).toBe(404);
    },
  );

  it("answers 404 outside its root and to another method", async () => {
    expect((await saxo.get(`http://127.0.0.1:${saxo.simulator.port}/port/v1/users/me`)).status).toBe(404);
    expect((await saxo.send("PUT", "/port/v1/users/me")).status).toBe(404);
  });

  it.each([
    "/port/v1/users/me/",
    "/Port/V1/Users/Me",
    "/port/v1/users/me/?_=1",
    "/ref/v1/Instruments/?Keywords=eur",
  ])("answers %s, whose path is written otherwise", async (path) => {
    expect((await saxo.get(path)).status).toBe(200);
  });

  it("keeps the case of what a path names", async () => {
    const key = saxo.simulator.identity.accountKey;
    expect((await saxo.get(`/port/v1/accounts/${encodeURIComponent(key)}/`)).status).toBe(200);
    expect((await saxo.get(`/port/v1/accounts/${encodeURIComponent(key.toLowerCase())}`)).status).toBe(401);
  });

  it("ignores unknown parameters and reads the names of known ones in any case", async () => {
    const { status, json } = await saxo.get("/trade/v1/infoprices?uic=21&ASSETTYPE=fxspot&_=1234");
    expect(status).toBe(200);
    expect(pick(json, "AssetType")).toBe("FxSpot");
  });

  it("takes another method from a header on a POST", async () => {
    const limit = { Uic: 21, AssetType: "FxSpot", Amount: 1000, OrderType: "Limit", OrderPrice: 0.9 };
    const orderId = textAt(await saxo.order(limit), "OrderId");
    saxo.clock.advance(1000);
    const accountKey = encodeURIComponent(saxo.simulator.identity.accountKey);
    const reply = await saxo.send("POST", `/trade/v2/orders/${orderId}?AccountKey=${accountKey}`, {
      headers: { "X-HTTP-Method-Override": "DELETE" },
    });
    expect(reply.json).toEqual({ Orders: [{ OrderId: orderId }] });
  });

  it("gives the request id of an order call back, on refusals too", async () => {
    const send = (body: unknown): Promise<Headers> =>
      saxo
        .send("POST", "/trade/v2/orders/precheck", {
          body,
          headers: { "X-Request-ID": `id ${String(body)}` },
        })
        .then(({ headers }) => headers);
    expect((await send(saxo.orderBody())).get("x-request-id")).toBe("id [object Object]");
    expect((await send("{")).get("x-request-id")).toBe("id {");
    expect(
      (await saxo.get("/port/v1/users/me", { "X-Request-ID": "a" })).headers.get("x-request-id"),
    ).toBeNull();
  });

  it("answers 401 for keys of somebody else, and 400 where the client's key is missing", async () => {
    const foreign = await saxo.get("/port/v1/orders?ClientKey=Ab1c%3D%3D");
    const missing = await saxo.get("/port/v1/netpositions");
    const byPath = await saxo.get("/port/v1/orders/Ab1c%3D%3D/5000000001");
    expect([foreign.status, byPath.status, missing.status]).toEqual([401, 401, 400]);
    expect(foreign.text).toBe("");
  });

  it("pages lists with links that can be followed as they are", async () => {
    const uics = "Uics=100001,100002,100003&AssetTypes=CfdOnIndex";
    const first = await saxo.get(`/ref/v1/instruments/details?${uics}&$top=2`);
    const second = await saxo.get(textAt(first, "__next"));
    expect(column(first, "Uic")).toEqual([100001, 100002]);
    expect(column(second, "Uic")).toEqual([100003]);
    expect(pick(second.json, "__next")).toBeUndefined();
  });

  it("refuses a body of more than a megabyte", async () => {
    const body = JSON.stringify({ AppHint: "x".repeat(1_100_000) });
    expect((await saxo.send("POST", "/trade/v2/orders", { body })).status).toBe(413);
  });
});
