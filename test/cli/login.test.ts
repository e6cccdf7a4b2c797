import { createHash } from "node:crypto";
import { describe, expect } from "vitest";
import { readTokenAnswer } from "../../src/adapters/saxo/login/token-answer.ts";
import { writeLogin } from "../../src/adapters/saxo/login/login-record.ts";
import { assert } from "../../src/core/domain/assert.ts";
import { addDuration, durationMs, minutes } from "../../src/core/domain/time.ts";
import type { SimulatedRequest } from "../../src/simulator/simulator-options.ts";
import type { Simulator } from "../../src/simulator/start-simulator.ts";
import { startSimulator } from "../../src/simulator/start-simulator.ts";
import { appOf, decide, REDIRECT_URI, TEST_OAUTH } from "../support/login-world.ts";
import { INVALID_GRANT, pair, startTokenServer } from "../support/token-server.ts";
import { it, linesOf, type Environment, type Workspace } from "./workspace.ts";

interface LoggedIn {
  readonly simulator: Simulator;
  readonly env: Environment;
  readonly tokenRequests: () => number;
}

/** Tests run beside each other, so that each ends its own servers. */
interface TestContext {
  readonly bot: Workspace;
  readonly onTestFinished: (end: () => Promise<void> | void) => void;
}

const VERIFIER = "v".repeat(43);

/** A Saxo beside the command, and a login that was made there a moment ago. */
async function loggedIn(
  { bot, onTestFinished }: TestContext,
  onRequest: (request: SimulatedRequest, simulator: Simulator) => void = () => undefined,
): Promise<LoggedIn> {
  const requests: SimulatedRequest[] = [];
  const simulator = await startSimulator({
    statePath: `${bot.directory}/saxo.db`,
    now: bot.now,
    activityDelay: durationMs(0),
    oauth: TEST_OAUTH,
    onRequest: (request) => {
      requests.push(request);
      onRequest(request, simulator);
    },
  });
  onTestFinished(() => simulator.close());
  const env = {
    SAXO_ENV: "SIM",
    SAXO_REST_BASE: simulator.restBase,
    SAXO_AUTH_BASE: simulator.authBase,
    SAXO_APP_KEY: appOf(simulator, "pkce").key,
    WATCHLIST: "CfdOnIndex:4913",
    BAR_MINUTES: "5",
    DRY_RUN: "false",
  };
  await placeLogin(bot, simulator);
  requests.length = 0;
  return {
    simulator,
    env,
    tokenRequests: () => requests.filter(({ target }) => target.endsWith("/token")).length,
  };
}

const loginText = (bot: Workspace, appKey: string, authBase: string, tokens: Tokens): string =>
  writeLogin(
    {
      id: "login-of-the-test",
      loggedInAt: bot.now(),
      issuedAt: bot.now(),
      accessExpiresAt: addDuration(bot.now(), minutes(20)),
      refreshExpiresAt: addDuration(bot.now(), minutes(60)),
      codeVerifier: VERIFIER,
      ...tokens,
    },
    { appKey, authBase: new URL(authBase) },
  );

interface Tokens {
  readonly accessToken: string;
  readonly refreshToken: string;
}

async function placeLogin(bot: Workspace, simulator: Simulator): Promise<void> {
  const { key } = appOf(simulator, "pkce");
  const query = new URLSearchParams({
    response_type: "code",
    client_id: key,
    redirect_uri: REDIRECT_URI,
    state: "s",
    code_challenge: createHash("sha256").update(VERIFIER).digest("base64url"),
    code_challenge_method: "S256",
  });
  const back = new URL(await decide({ simulator }, `${simulator.authBase}/authorize?${query.toString()}`));
  const response = await fetch(`${simulator.authBase}/token`, {
    method: "POST",
    body: new URLSearchParams({
      grant_type: "authorization_code",
      code: back.searchParams.get("code") ?? "",
      redirect_uri: REDIRECT_URI,
      client_id: key,
      code_verifier: VERIFIER,
    }),
  });
  const answer = readTokenAnswer(response.status, await response.text());
  assert(answer.kind === "granted", "the simulator gives a pair");
  const { accessToken, refreshToken = "" } = answer.grant;
  bot.write("state/saxo-token.json", loginText(bot, key, simulator.authBase, { accessToken, refreshToken }));
  bot.makePrivate("state");
}

const REFRESH = ["auth", "refresh", "--if-due"];

describe.concurrent("a login in the hands of processes", () => {
  it("is renewed once by three that find it due at once, and all of them go on", async ({
    bot,
    onTestFinished,
  }) => {
    const { env, tokenRequests } = await loggedIn({ bot, onTestFinished });
    bot.pass(minutes(17));
    const results = await Promise.all([
      bot.run(["--single-cycle"], env),
      bot.run(REFRESH, env),
      bot.run(REFRESH, env),
    ]);
    expect(results.map(({ code, stderr }) => [code, code === 0 ? "" : stderr])).toEqual(
      Array(3).fill([0, ""]),
    );
    expect(tokenRequests()).toBe(1);
  });

  it("outlives the end of its access token in the middle of a cycle, order included", async ({
    bot,
    onTestFinished,
  }) => {
    const { env, tokenRequests } = await loggedIn({ bot, onTestFinished }, ({ target }, simulator) => {
      if (target.endsWith("/trade/v2/orders/precheck")) simulator.oauth?.expireAccessTokens();
    });
    const { code, stdout } = await bot.run(["--single-cycle"], env);
    expect(code).toBe(0);
    expect(stdout).toContain("1 placed, 1 filled");
    expect(tokenRequests()).toBe(1);
    expect(linesOf(bot.log(), "auth_token_refresh_begin").map(({ fields }) => fields["reason"])).toEqual([
      "token_refused",
    ]);
    expect(linesOf(bot.log(), "execution_order_placed")).toHaveLength(3); // with its stop and its target
  });

  it("is lost with its refresh token: exit 77, one line says what to do, and a new login mends it", async ({
    bot,
    onTestFinished,
  }) => {
    const { env, simulator } = await loggedIn({ bot, onTestFinished });
    bot.pass(minutes(61));
    const lost = await bot.run(["--single-cycle"], env);
    expect(lost.code).toBe(77);
    const failures = linesOf(bot.log(), "auth_token_refresh_failure");
    expect(failures.map(({ fields }) => [fields["failure_reason"], fields["hint"]])).toEqual([
      ["LOGIN_NEEDED", "run: tradebot login"],
    ]);
    expect(bot.read("state/status.json")).toContain('"LOGIN_NEEDED"');
    const status = await bot.run(["status"], env);
    expect(status.stdout).toMatch(/^login: over since .* \(invalid_grant\); run: tradebot login$/m);
    await placeLogin(bot, simulator);
    expect((await bot.run(["--single-cycle"], env)).code).toBe(0);
  });

  it("is not lost to somebody who ends a look at the account in the middle of its renewal", async ({
    bot,
    onTestFinished,
  }) => {
    const server = await startTokenServer(({ url }) => {
      if (!url.endsWith("/token")) return new Promise<never>(() => undefined); // what is read ends with the signal
      running.child.kill("SIGINT");
      return pair(2);
    });
    onTestFinished(() => {
      server.close();
    });
    const appKey = "app-key-of-the-tests";
    const tokens = { accessToken: "access-token-number-1", refreshToken: "refresh-token-number-1" };
    bot.write("state/saxo-token.json", loginText(bot, appKey, server.authBase.href, tokens));
    bot.makePrivate("state");
    bot.pass(minutes(17));
    const running = bot.start(["account"], {
      SAXO_ENV: "SIM",
      SAXO_AUTH_BASE: server.authBase.href,
      SAXO_REST_BASE: server.authBase.href,
      SAXO_APP_KEY: appKey,
      WATCHLIST: "FxSpot:21",
    });
    expect(await running.result).toMatchObject({ code: 130, signal: null, stdout: "", stderr: "" });
    expect(bot.read("state/saxo-token.json")).toContain('"refresh_token": "refresh-token-number-2"');
  });

  it("says that a renewal was cut off whose process was killed before it heard the answer", async ({
    bot,
    onTestFinished,
  }) => {
    const server = await startTokenServer((_request, count) => {
      if (count > 1) return INVALID_GRANT;
      running.child.kill("SIGKILL"); // the broker has done it, and nobody hears
      return pair(2);
    });
    onTestFinished(() => {
      server.close();
    });
    const appKey = "app-key-of-the-tests";
    const env = {
      SAXO_ENV: "SIM",
      SAXO_AUTH_BASE: server.authBase.href,
      SAXO_APP_KEY: appKey,
      WATCHLIST: "FxSpot:21",
    };
    const tokens = { accessToken: "access-token-number-1", refreshToken: "refresh-token-number-1" };
    bot.write("state/saxo-token.json", loginText(bot, appKey, server.authBase.href, tokens));
    bot.makePrivate("state");
    const running = bot.start(["auth", "refresh"], env);
    expect((await running.result).signal).toBe("SIGKILL");
    expect(bot.read("state/saxo-token.json")).toContain('"refresh_token": "refresh-token-number-1"');
    const { code, stderr } = await bot.run(["auth", "refresh"], env); // the dead process holds nothing
    expect(code).toBe(77);
    expect(stderr).toMatch(
      /^tradebot: the login is over: .*; a renewal begun at 2026-03-04T09:15:.* was cut off before its answer could be kept; run: tradebot login\n$/,
    );
  });
});
