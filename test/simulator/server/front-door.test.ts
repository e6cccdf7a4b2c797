import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { SaxoUnderTest } from "../saxo-under-test.ts";
import { TOKEN, pick } from "../saxo-under-test.ts";
import { appOf, bearer, logIn, refresh, startSaxoWithLogin } from "../oauth/sign-in.ts";

const ORDERS = "/trade/v2/orders";
const PRECHECK = `${ORDERS}/precheck`;
const USERS = "/port/v1/users/me";

describe("the simulator's front door", () => {
  let saxo: SaxoUnderTest;
  beforeEach(async () => {
    saxo = await startSaxoWithLogin();
  });
  afterEach(() => saxo.close());

  it.each([
    ["text/plain", 415],
    ["application/x-www-form-urlencoded", 415],
    ["application/json", 200],
    ["application/json; charset=utf-8", 200],
    ["Application/JSON", 200],
  ])("reads a body that is called %s: %i", async (type, status) => {
    const sending = { body: saxo.orderBody(), headers: { "Content-Type": type } };
    expect((await saxo.send("POST", PRECHECK, sending)).status).toBe(status);
  });

  it.each(["{", '{"Uic": 21', "<order/>", "\u0000"])("refuses a body that is no JSON: %j", async (body) => {
    const { status, json } = await saxo.send("POST", ORDERS, { body });
    expect([status, pick(json, "ErrorCode")]).toEqual([400, "InvalidRequest"]);
  });

  it("answers a hundred at once", async () => {
    const asked = Array.from({ length: 100 }, () => saxo.get(USERS));
    const replies = await Promise.all(asked);
    expect(new Set(replies.map(({ status }) => status))).toEqual(new Set([200]));
    expect(new Set(replies.map(({ headers }) => headers.get("x-correlation"))).size).toBe(100);
  });

  it("takes a change twice for a repeat, and the same order of another session for another one", async () => {
    const change = { body: { OrderId: "1", AccountKey: "a" } };
    const place = async (headers: Readonly<Record<string, string>>): Promise<number> => {
      saxo.clock.advance(1000);
      return (
        await saxo.send("POST", ORDERS, {
          body: saxo.orderBody(),
          headers: { ...headers, "X-Request-ID": "a" },
        })
      ).status;
    };
    await saxo.send("PATCH", ORDERS, change);
    saxo.clock.advance(1000);
    expect((await saxo.send("PATCH", ORDERS, change)).status).toBe(409);
    const pair = await logIn(saxo, appOf(saxo, "code"));
    const fixed = { Authorization: `Bearer ${TOKEN}` };
    expect([await place(fixed), await place(bearer(pair))]).toEqual([200, 200]);
    const renewed = bearer(await refresh(saxo, appOf(saxo, "code"), pair));
    expect([await place(fixed), await place(renewed)]).toEqual([409, 409]);
  });

  it("paces the order writes of each session by itself", async () => {
    const pair = await logIn(saxo, appOf(saxo, "code"));
    const place = async (id: string, headers = {}): Promise<number> =>
      (
        await saxo.send("POST", ORDERS, {
          body: saxo.orderBody(),
          headers: { ...headers, "X-Request-ID": id },
        })
      ).status;
    expect([await place("a"), await place("b", bearer(pair)), await place("c")]).toEqual([200, 200, 429]);
  });

  it("links to further pages where the client came in", async () => {
    const live = bearer(await logIn(saxo, appOf(saxo, "code", "LIVE")));
    const details = "/ref/v1/instruments/details?Uics=100001,100002&AssetTypes=CfdOnIndex&$top=1";
    const reply = await saxo.get(saxo.simulator.liveRestBase + details, live);
    expect(String(pick(reply.json, "__next"))).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/openapi\/ref\/v1\//);
  });

  describe("with faults at the sign-in", () => {
    const usersMe = async (headers: Readonly<Record<string, string>>): Promise<number> =>
      (await saxo.get(USERS, headers)).status;

    it("loses the answer to a refresh: the old token is spent, and nobody has the new one", async () => {
      const app = appOf(saxo, "code");
      const pair = await logIn(saxo, app);
      saxo.simulator.faults.next({ kind: "drop", endpoint: "token", when: "after" });
      await expect(refresh(saxo, app, pair)).rejects.toThrow("fetch failed");
      expect((await refresh(saxo, app, pair)).status).toBe(400);
      expect(await usersMe(bearer(pair))).toBe(200);
    });

    it("loses the request of a refresh: the token is as good as before", async () => {
      const app = appOf(saxo, "code");
      const pair = await logIn(saxo, app);
      saxo.simulator.faults.next({ kind: "drop", endpoint: "token" });
      await expect(refresh(saxo, app, pair)).rejects.toThrow("fetch failed");
      expect((await refresh(saxo, app, pair)).status).toBe(201);
    });

    it("refuses a refresh once", async () => {
      const app = appOf(saxo, "code");
      const pair = await logIn(saxo, app);
      saxo.simulator.faults.next({ kind: "invalid_grant" });
      const refused = await refresh(saxo, app, pair);
      expect([refused.status, pick(refused.json, "error")]).toEqual([400, "invalid_grant"]);
      expect(refused.headers.get("x-correlation")).toBeNull();
      expect((await refresh(saxo, app, pair)).status).toBe(201);
    });

    it("ends the access tokens in the middle of a run, and lets them be renewed", async () => {
      const app = appOf(saxo, "pkce");
      const pair = await logIn(saxo, app);
      saxo.simulator.faults.next({ kind: "token_expiry", endpoint: "users_me", skip: 1 });
      expect([await usersMe(bearer(pair)), await usersMe(bearer(pair)), await usersMe(bearer(pair))]).toEqual(
        [200, 401, 401],
      );
      expect(await usersMe(bearer(await refresh(saxo, app, pair)))).toBe(200);
    });
  });
});
