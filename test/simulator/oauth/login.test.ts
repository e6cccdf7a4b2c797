import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { SaxoUnderTest } from "../saxo-under-test.ts";
import { TOKEN, pick, startSaxo, textAt } from "../saxo-under-test.ts";
import { inStateDirectory } from "../persistence/state-directory.ts";
import {
  CALLBACK,
  OAUTH,
  VERIFIER,
  appOf,
  askToken,
  authorizeUrl,
  bearer,
  consent,
  credentials,
  logIn,
  postForm,
  refresh,
  startSaxoWithLogin,
} from "./sign-in.ts";

const MINUTE_MS = 60_000;
const KINDS = ["code", "pkce"] as const;

describe("signing in", () => {
  let saxo: SaxoUnderTest;
  beforeEach(async () => {
    saxo = await startSaxoWithLogin();
  });
  afterEach(() => saxo.close());

  const usersMe = async (headers: Readonly<Record<string, string>>): Promise<number> =>
    (await saxo.get("/port/v1/users/me", headers)).status;

  describe("on the page", () => {
    it("shows a form that comes back to the same address", async () => {
      const response = await fetch(authorizeUrl(saxo, appOf(saxo, "code")));
      const text = await response.text();
      expect(response.status).toBe(200);
      expect(response.headers.get("content-type")).toBe("text/html; charset=utf-8");
      expect(text).toContain('<form method="post">');
      expect(text).toContain(`name="user" value="${saxo.simulator.identity.id}"`);
    });

    it("comes back with a code and the state as it was", async () => {
      const back = await consent(saxo, authorizeUrl(saxo, appOf(saxo, "code")));
      expect([...back.keys()]).toEqual(["code", "state"]);
      expect(back.get("state")).toBe("s 1&");
    });

    it("comes back with an error when the person says no", async () => {
      const back = await consent(saxo, authorizeUrl(saxo, appOf(saxo, "code")), { decision: "deny" });
      expect(Object.fromEntries(back)).toEqual({
        error: "access_denied",
        error_description: "The user denied access",
        state: "s 1&",
      });
    });

    it("asks again when the user id is somebody else's, and repeats it harmlessly", async () => {
      const url = authorizeUrl(saxo, appOf(saxo, "code"));
      const response = await postForm(url, { decision: "allow", user: "<b>1" });
      const text = await response.text();
      expect(response.status).toBe(200);
      expect(text).toContain('<p role="alert">Nobody is known here by that user id.');
      expect(text).not.toContain("<b>1");
    });

    it.each([
      ["an unknown app", { client_id: "0".repeat(32) }, "client_id is not the key"],
      [
        "an address that is not registered",
        { redirect_uri: "http://localhost:9/callback" },
        "not registered",
      ],
      ["another path", { redirect_uri: "http://localhost:8765/other" }, "not registered"],
      ["no address", { redirect_uri: undefined }, "not registered"],
    ])("sends nobody back for %s", async (_, changes, why) => {
      const response = await fetch(authorizeUrl(saxo, appOf(saxo, "code"), changes), { redirect: "manual" });
      expect(response.status).toBe(400);
      expect(response.headers.get("location")).toBeNull();
      expect(await response.text()).toContain(why);
    });

    it("does not know the app of SIM on LIVE", async () => {
      const url = authorizeUrl(saxo, appOf(saxo, "code")).replace(
        saxo.simulator.authBase,
        saxo.simulator.liveAuthBase,
      );
      expect((await fetch(url)).status).toBe(400);
    });

    it.each([
      ["response_type", { response_type: "token" }, "unsupported_response_type"],
      ["code_challenge", { code_challenge: undefined }, "invalid_request"],
      ["code_challenge_method", { code_challenge_method: "plain" }, "invalid_request"],
      ["a challenge that is no digest", { code_challenge: "short" }, "invalid_request"],
    ])("tells the app what is wrong about %s", async (_, changes, error) => {
      const url = authorizeUrl(saxo, appOf(saxo, "pkce"), changes);
      const response = await fetch(url, { redirect: "manual" });
      expect(response.status).toBe(302);
      const { searchParams } = new URL(response.headers.get("location") ?? "");
      expect([searchParams.get("error"), searchParams.get("state")]).toEqual([error, "s 1&"]);
    });

    it("lets a PKCE app come back to any port of its address", async () => {
      const changes = { redirect_uri: "http://localhost:50123/callback" };
      const back = await consent(saxo, authorizeUrl(saxo, appOf(saxo, "pkce"), changes));
      expect(back.has("code")).toBe(true);
      const elsewhere = { redirect_uri: "http://localhost.example:50123/callback" };
      expect((await fetch(authorizeUrl(saxo, appOf(saxo, "pkce"), elsewhere))).status).toBe(400);
    });
  });

  describe.each(KINDS)("with an app of the kind %s", (kind) => {
    it("gives a pair of tokens that opens the services", async () => {
      const pair = await logIn(saxo, appOf(saxo, kind));
      expect(pair.status).toBe(201);
      expect(pair.json).toEqual({
        access_token: expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+$/) as string,
        token_type: "Bearer",
        expires_in: 1200,
        refresh_token: expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/) as string,
        refresh_token_expires_in: 3600,
        base_uri: null,
      });
      expect(await usersMe(bearer(pair))).toBe(200);
    });

    it("takes a code once", async () => {
      const app = appOf(saxo, kind);
      const code = (await consent(saxo, authorizeUrl(saxo, app))).get("code") ?? "";
      const form = { grant_type: "authorization_code", code, redirect_uri: CALLBACK, ...credentials(app) };
      const [first, second] = [await askToken(saxo, app, form), await askToken(saxo, app, form)];
      expect([first.status, second.status]).toEqual([201, 400]);
      expect(pick(second.json, "error")).toBe("invalid_grant");
    });

    it("takes a refresh token once, and keeps the session", async () => {
      const app = appOf(saxo, kind);
      const first = await logIn(saxo, app);
      const second = await refresh(saxo, app, first);
      const reused = await refresh(saxo, app, first);
      const third = await refresh(saxo, app, second);
      expect([second.status, reused.status, third.status]).toEqual([201, 400, 201]);
      expect(pick(reused.json, "error")).toBe("invalid_grant");
      expect(new Set([first, second, third].map((pair) => claimOf(pair, "sid"))).size).toBe(1);
      expect(claimOf(await logIn(saxo, app), "sid")).not.toBe(claimOf(first, "sid"));
    });
  });

  it("ends an access token after twenty minutes and a refresh token after an hour", async () => {
    const app = appOf(saxo, "code");
    const pair = await logIn(saxo, app);
    saxo.clock.advance(20 * MINUTE_MS - 1);
    expect(await usersMe(bearer(pair))).toBe(200);
    saxo.clock.advance(1);
    expect(await usersMe(bearer(pair))).toBe(401);
    saxo.clock.advance(40 * MINUTE_MS);
    expect((await refresh(saxo, app, pair)).status).toBe(400);
  });

  it("ends a code after a minute", async () => {
    const app = appOf(saxo, "code");
    const code = (await consent(saxo, authorizeUrl(saxo, app))).get("code") ?? "";
    saxo.clock.advance(MINUTE_MS);
    const form = { grant_type: "authorization_code", code, redirect_uri: CALLBACK };
    expect((await askToken(saxo, app, { ...form, ...credentials(app) })).status).toBe(400);
  });

  it("needs the address that a code was sent to, where it is set up so", async () => {
    const redeem = async (world: SaxoUnderTest): Promise<number> => {
      const app = appOf(world, "code");
      const code = (await consent(world, authorizeUrl(world, app))).get("code") ?? "";
      return (await askToken(world, app, { grant_type: "authorization_code", code, ...credentials(app) }))
        .status;
    };
    expect(await redeem(saxo)).toBe(400);
    const tolerant = await startSaxoWithLogin({ requiresRedirectUri: false });
    expect(await redeem(tolerant)).toBe(201);
    await tolerant.close();
  });

  it("takes the credentials from a Basic header or from the query as well", async () => {
    const app = appOf(saxo, "code");
    const pair = await logIn(saxo, app);
    const Authorization = `Basic ${Buffer.from(`${app.key}:${app.secret ?? ""}`).toString("base64")}`;
    const form = { grant_type: "refresh_token", refresh_token: textAt(pair, "refresh_token") };
    const second = await askToken(saxo, app, form, { Authorization });
    const query = new URLSearchParams({
      ...credentials(app),
      grant_type: "refresh_token",
      refresh_token: textAt(second, "refresh_token"),
    });
    const third = await fetch(`${saxo.simulator.authBase}/token?${query.toString()}`, { method: "POST" });
    expect([second.status, third.status]).toEqual([201, 201]);
  });

  it("lets a PKCE client refresh by its verifier alone", async () => {
    const app = appOf(saxo, "pkce");
    const pair = await logIn(saxo, app);
    const form = { grant_type: "refresh_token", refresh_token: textAt(pair, "refresh_token") };
    const without = await askToken(saxo, app, form);
    const wrong = await askToken(saxo, app, { ...form, code_verifier: "w".repeat(43) });
    const right = await askToken(saxo, app, { ...form, code_verifier: VERIFIER });
    expect([without.status, wrong.status, right.status]).toEqual([400, 400, 201]);
  });

  it.each([
    ["no grant type", {}, 400, "invalid_request"],
    ["another grant type", { grant_type: "password" }, 400, "unsupported_grant_type"],
    ["no code", { grant_type: "authorization_code" }, 400, "invalid_request"],
    ["no refresh token", { grant_type: "refresh_token" }, 400, "invalid_request"],
    ["an unknown refresh token", { grant_type: "refresh_token", refresh_token: "x" }, 400, "invalid_grant"],
    ["a wrong secret", { grant_type: "refresh_token", client_secret: "x" }, 401, "invalid_client"],
    ["an unknown client", { grant_type: "refresh_token", client_id: "x" }, 401, "invalid_client"],
  ])("refuses %s", async (_, form, status, error) => {
    const app = appOf(saxo, "code");
    const reply = await askToken(saxo, app, { ...credentials(app), ...form });
    expect([reply.status, pick(reply.json, "error")]).toEqual([status, error]);
    expect(pick(reply.json, "error_description")).toEqual(expect.any(String));
  });

  it("refuses a refresh token of another app and a code sent to another address", async () => {
    const [app, other] = [appOf(saxo, "code"), appOf(saxo, "pkce")];
    const pair = await logIn(saxo, app);
    expect((await refresh(saxo, other, pair)).status).toBe(400);
    const code = (await consent(saxo, authorizeUrl(saxo, app))).get("code") ?? "";
    const form = { grant_type: "authorization_code", code, redirect_uri: "http://localhost:8765/" };
    expect((await askToken(saxo, app, { ...form, ...credentials(app) })).status).toBe(400);
  });

  it("refuses anything but a form, and anything but a POST", async () => {
    const url = `${saxo.simulator.authBase}/token`;
    const json = await fetch(url, {
      method: "POST",
      body: "{}",
      headers: { "Content-Type": "application/json" },
    });
    expect([json.status, (await fetch(url)).status]).toEqual([400, 405]);
  });

  it("keeps SIM and LIVE apart", async () => {
    const { liveRestBase } = saxo.simulator;
    const sim = bearer(await logIn(saxo, appOf(saxo, "code")));
    const live = bearer(await logIn(saxo, appOf(saxo, "code", "LIVE")));
    const onLive = async (headers: Readonly<Record<string, string>>): Promise<number> =>
      (await saxo.get(`${liveRestBase}/port/v1/users/me`, headers)).status;
    expect([await usersMe(sim), await onLive(sim)]).toEqual([200, 401]);
    expect([await usersMe(live), await onLive(live)]).toEqual([401, 200]);
    expect(await onLive({ Authorization: `Bearer ${TOKEN}` })).toBe(401);
  });

  it("gives a token for a day without a login", async () => {
    const Authorization = `Bearer ${saxo.simulator.oauth?.developerToken() ?? ""}`;
    saxo.clock.advance(24 * 60 * MINUTE_MS - 1);
    expect(await usersMe({ Authorization })).toBe(200);
    saxo.clock.advance(1);
    expect(await usersMe({ Authorization })).toBe(401);
  });

  it("counts each session by itself", async () => {
    const [app, other] = [appOf(saxo, "code"), appOf(saxo, "pkce")];
    const [first, second] = [await logIn(saxo, app), await logIn(saxo, other)];
    const remaining = async (headers: Readonly<Record<string, string>>): Promise<string | null> =>
      (await saxo.get("/port/v1/users/me", headers)).headers.get("x-ratelimit-session-remaining");
    expect([await remaining(bearer(first)), await remaining(bearer(first))]).toEqual(["119", "118"]);
    expect(await remaining(bearer(second))).toBe("119");
    expect(await remaining(bearer(await refresh(saxo, app, first)))).toBe("117");
  });

  it("answers 200 to a token request when it is told to", async () => {
    const tolerant = await startSaxoWithLogin({ successStatus: 200 });
    expect((await logIn(tolerant, appOf(tolerant, "code"))).status).toBe(200);
    await tolerant.close();
  });

  it("has no sign-in page unless it is started with one", async () => {
    const plain = await startSaxo();
    expect((await fetch(`${plain.simulator.authBase}/authorize`)).status).toBe(404);
    await plain.close();
  });
});

it("knows its logins again after a restart", () =>
  inStateDirectory(async (directory) => {
    const options = {
      statePath: `${directory}/world.db`,
      oauth: { ...OAUTH, path: `${directory}/logins.db` },
    };
    const before = await startSaxo(options);
    const app = appOf(before, "code");
    const spent = await logIn(before, app);
    const pair = await refresh(before, app, spent);
    await before.close();
    const after = await startSaxo(options);
    expect((await after.get("/port/v1/users/me", bearer(pair))).status).toBe(200);
    expect((await refresh(after, app, spent)).status).toBe(400);
    const renewed = await refresh(after, app, pair);
    expect(renewed.status).toBe(201);
    expect(claimOf(renewed, "sid")).toBe(claimOf(spent, "sid"));
    await after.close();
  }));

function claimOf(pair: Parameters<typeof bearer>[0], name: string): unknown {
  const payload = textAt(pair, "access_token").split(".")[1] ?? "";
  return pick(JSON.parse(Buffer.from(payload, "base64url").toString("utf8")), name);
}
