import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, describe, expect, it, vi } from "vitest";
import { readLoginFile, withLoginFile } from "../../../../src/adapters/files/login-file.ts";
import { fileLoginKeeper } from "../../../../src/adapters/saxo/login/file-login-keeper.ts";
import type { LoginKeeper } from "../../../../src/adapters/saxo/login/login-keeper.ts";
import { graceAfter } from "../../../../src/adapters/saxo/login/ask-renewal.ts";
import { RenewedTokens } from "../../../../src/adapters/saxo/login/renewed-tokens.ts";
import { systemClock } from "../../../../src/adapters/system/system-clock.ts";
import { TradebotError } from "../../../../src/core/domain/errors.ts";
import type { Login } from "../../../../src/core/domain/login.ts";
import { addDuration, durationMs, elapsed, minutes, seconds } from "../../../../src/core/domain/time.ts";
import { RecordedEvents } from "../../../support/recorded-events.ts";
import {
  INVALID_GRANT,
  pair,
  startTokenServer,
  type TokenResponse,
  type TokenServer,
} from "../../../support/token-server.ts";
import { VirtualClock } from "../../../support/virtual-clock.ts";

const cleanUps: (() => void)[] = [];
afterEach(() => {
  for (const cleanUp of cleanUps.splice(0)) cleanUp();
});

type Answer = (count: number) => TokenResponse | Promise<TokenResponse>;

interface World {
  readonly clock: VirtualClock;
  readonly server: TokenServer;
  readonly keeper: LoginKeeper;
  readonly file: string;
  readonly secrets: string[];
  /** A process of its own, as far as the tokens can tell. */
  readonly open: (keeper?: LoginKeeper) => {
    readonly tokens: RenewedTokens;
    readonly events: RecordedEvents;
  };
}

async function world(answer: Answer, changes: Partial<Login> = {}): Promise<World> {
  const directory = mkdtempSync(path.join(tmpdir(), "tradebot-login-"));
  const server = await startTokenServer((_request, count) => answer(count + 1));
  cleanUps.push(
    () => {
      rmSync(directory, { recursive: true });
    },
    () => {
      server.close();
    },
  );
  const clock = new VirtualClock();
  const file = path.join(directory, "saxo-token.json");
  const { signal } = new AbortController();
  const app = {
    authBase: server.authBase,
    appKey: "app-key-of-the-tests",
    appSecret: "app-secret-of-the-tests",
    redirectUri: "http://localhost:8765/callback",
  };
  const keeper = fileLoginKeeper(
    {
      path: file,
      read: () => readLoginFile(file),
      hold: (work) => withLoginFile({ path: file, clock: systemClock(signal), stop: signal }, work),
    },
    app,
  );
  const login: Login = {
    id: "login-1",
    loggedInAt: clock.now(),
    issuedAt: clock.now(),
    accessToken: "access-token-number-1",
    refreshToken: "refresh-token-number-1",
    accessExpiresAt: addDuration(clock.now(), minutes(20)),
    refreshExpiresAt: addDuration(clock.now(), minutes(40)),
    ...changes,
  };
  await keeper.hold((held) => {
    held.write(login);
    return Promise.resolve();
  });
  const secrets: string[] = [];
  return {
    clock,
    server,
    keeper,
    file,
    secrets,
    open: (own = keeper) => {
      const events = new RecordedEvents();
      const addSecret = (secret: string): void => void secrets.push(secret);
      return {
        tokens: new RenewedTokens({
          app,
          keeper: own,
          clock,
          events,
          addSecret,
          stop: signal,
          since: clock.now(),
        }),
        events,
      };
    },
  };
}

const failureOf = async (
  asking: Promise<unknown>,
): Promise<Pick<TradebotError, "code" | "exit" | "hint">> => {
  const error: unknown = await asking.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof TradebotError)) throw new Error(`expected a failure, found ${String(error)}`);
  const { code, exit, hint } = error;
  return { code, exit, hint };
};

const OVER = { code: "LOGIN_NEEDED", exit: "login_needed", hint: "run: tradebot login" };

describe("the tokens of a login", () => {
  it("are those of the file until 80 % of their life, and then the next pair, kept for its owner alone", async () => {
    const { clock, server, keeper, file, secrets, open } = await world(pair);
    const { tokens, events } = open();

    clock.advance(minutes(16) - 1);
    expect(await tokens.current()).toBe("access-token-number-1");
    clock.advance(1);
    expect(await tokens.current()).toBe("access-token-number-2");
    expect(await tokens.current()).toBe("access-token-number-2");

    expect(
      server.requests.map(({ url, headers, form }) => [url, headers.authorization, Object.fromEntries(form)]),
    ).toEqual([
      [
        "/sim/token",
        `Basic ${Buffer.from("app-key-of-the-tests:app-secret-of-the-tests").toString("base64")}`,
        {
          grant_type: "refresh_token",
          refresh_token: "refresh-token-number-1",
          redirect_uri: "http://localhost:8765/callback",
        },
      ],
    ]);
    expect(keeper.read()).toEqual({
      id: "login-1",
      loggedInAt: addDuration(clock.now(), minutes(-16)),
      issuedAt: clock.now(),
      accessToken: "access-token-number-2",
      refreshToken: "refresh-token-number-2",
      accessExpiresAt: addDuration(clock.now(), minutes(20)),
      refreshExpiresAt: addDuration(clock.now(), minutes(40)),
    });
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(events.names()).toEqual(["auth_token_refresh_begin", "auth_token_refresh_success"]);
    expect(secrets).toEqual(expect.arrayContaining(["access-token-number-2", "refresh-token-number-2"]));
    expect(JSON.stringify(events.all)).not.toContain("token-number");
  });

  it("are renewed once for all requests that find them due at once", async () => {
    const { clock, server, open } = await world(pair);
    const { tokens } = open();
    clock.advance(minutes(17));
    expect(await Promise.all(Array.from({ length: 20 }, () => tokens.current()))).toEqual(
      Array<string>(20).fill("access-token-number-2"),
    );
    expect(server.requests).toHaveLength(1);
  });

  it("come from the file when another process was faster", async () => {
    const { clock, server, open } = await world(pair);
    const [one, two] = [open(), open()];
    await Promise.all([one.tokens.current(), two.tokens.current()]); // both know the first pair
    clock.advance(minutes(17));
    expect(await Promise.all([one.tokens.current(), two.tokens.current()])).toEqual([
      "access-token-number-2",
      "access-token-number-2",
    ]);
    expect(server.requests).toHaveLength(1);
  });

  it("are renewed after a refusal, unless the file has other ones by now", async () => {
    const { server, open } = await world(pair);
    const [one, two] = [open(), open()];
    await two.tokens.current();
    expect(await one.tokens.renewed(await one.tokens.current())).toBe("access-token-number-2");
    expect(await two.tokens.renewed("access-token-number-1")).toBe("access-token-number-2");
    expect(server.requests).toHaveLength(1);
  });

  it("are not renewed again when a pair is refused that has just come", async () => {
    const { clock, server, open } = await world(pair);
    const { tokens } = open();
    const second = await tokens.renewed(await tokens.current());
    expect(await failureOf(tokens.renewed(second))).toEqual({
      ...OVER,
      hint: "check that SAXO_ACCOUNT_KEY and SAXO_CLIENT_KEY are of this login's user, then run: tradebot login",
    });
    expect(server.requests).toHaveLength(1);
    clock.advance(seconds(30));
    expect(await tokens.renewed(second)).toBe("access-token-number-3");
  });

  it("show the verifier of PKCE with each renewal", async () => {
    const { clock, server, keeper, open } = await world(pair, { codeVerifier: "verifier".repeat(6) });
    clock.advance(minutes(17));
    await open().tokens.current();
    expect(server.requests[0]?.form.get("code_verifier")).toBe("verifier".repeat(6));
    expect(keeper.read()?.codeVerifier).toBe("verifier".repeat(6));
  });

  it("repeats with each renewal the redirect address that the login was made with", async () => {
    const { clock, server, keeper, open } = await world(pair, {
      redirectUri: "http://localhost:39999/callback",
    });
    const { tokens } = open();
    clock.advance(minutes(16));
    await tokens.current();
    expect(server.requests[0]?.form.get("redirect_uri")).toBe("http://localhost:39999/callback");
    expect(keeper.read()?.redirectUri).toBe("http://localhost:39999/callback");
  });

  it.each([
    ["set back", minutes(-30)],
    ["far ahead", minutes(24 * 60)],
  ])("are renewed by a clock that is %s, for the broker alone knows what is left", async (_case, jump) => {
    const { clock, open } = await world(pair);
    clock.advance(jump);
    expect(await open().tokens.current()).toBe("access-token-number-2");
  });

  it("keep the refresh token when the answer brings none", async () => {
    const { clock, keeper, open } = await world((count) => pair(count, { refresh_token: undefined }));
    clock.advance(minutes(17));
    await open().tokens.current();
    expect(keeper.read()?.refreshToken).toBe("refresh-token-number-1");
  });

  it("are taken for the documented lives where the answer is silent", async () => {
    const silent = { expires_in: undefined, refresh_token_expires_in: undefined };
    const { clock, server, open } = await world((count) => pair(count, silent));
    clock.advance(minutes(17));
    const { tokens } = open();
    await tokens.current();
    clock.advance(minutes(15));
    await tokens.current();
    expect(server.requests).toHaveLength(1);
    clock.advance(minutes(1));
    await tokens.current();
    expect(server.requests).toHaveLength(2);
  });
});

describe("a renewal that is refused", () => {
  it("leaves what is left of the access token, and then a person is needed, whom one line tells", async () => {
    const { clock, server, keeper, open } = await world(() => INVALID_GRANT);
    const { tokens, events } = open();
    clock.advance(minutes(17));
    expect(await tokens.current()).toBe("access-token-number-1");
    expect(await tokens.current()).toBe("access-token-number-1");
    expect(keeper.read()?.refusal).toEqual({ at: clock.now(), code: "invalid_grant" });
    expect(events.of("auth_token_refresh_failure")).toEqual([
      {
        failure_reason: "LOGIN_NEEDED",
        detail:
          "the login is over: the broker refused to renew it (invalid_grant): The refresh token is used up",
        hint: "run: tradebot login",
      },
    ]);

    clock.advance(minutes(3));
    expect(await failureOf(open().tokens.current())).toEqual(OVER);
    expect(await failureOf(open().tokens.renewed("access-token-number-1"))).toEqual(OVER);
    expect(server.requests).toHaveLength(1); // a login that is over is not asked about again
  });

  it("is said by every later run too, while the access token still serves", async () => {
    const { clock, open } = await world(pair, {
      refusal: { at: new VirtualClock().now(), code: "invalid_grant" },
    });
    clock.advance(minutes(17));
    const { tokens, events } = open();
    expect(await tokens.current()).toBe("access-token-number-1");
    expect(await tokens.current()).toBe("access-token-number-1");
    expect(events.of("auth_token_refresh_failure")).toEqual([
      {
        failure_reason: "LOGIN_NEEDED",
        detail: "the login is over: the broker refused to renew it (invalid_grant)",
        hint: "run: tradebot login",
      },
    ]);
  });

  it("says that an earlier one was cut off before its answer could be kept", async () => {
    const { clock, open } = await world(() => INVALID_GRANT, { renewingSince: new VirtualClock().now() });
    clock.advance(minutes(21));
    const { tokens, events } = open();
    expect(await failureOf(tokens.current())).toEqual(OVER);
    expect(events.of("auth_token_refresh_failure")[0]?.["detail"]).toContain(
      "; a renewal begun at 2026-03-04T09:15:00.000Z was cut off before its answer could be kept",
    );
  });

  it.each([
    ["invalid_client", "APP_REFUSED", "configuration"],
    ["invalid_request", "BROKER_CONTRACT_BROKEN", "broker_contract_broken"],
  ])("as %s says nothing about the login", async (error, code, exit) => {
    const { clock, keeper, open } = await world(() => ({ status: 401, body: { error } }));
    const before = keeper.read();
    clock.advance(minutes(21));
    expect(await failureOf(open().tokens.current())).toMatchObject({ code, exit });
    expect(keeper.read()).toEqual(before);
  });
});

describe("a renewal without an answer", () => {
  const page: TokenResponse = { status: 200, body: "<html></html>", type: "text/html" };

  it.each<[string, TokenResponse]>([
    ["a cut connection", "cut"],
    ["a page", page],
    ["an empty body", { status: 200, body: "" }],
    ["a redirect", { status: 302, body: "", headers: { location: "http://127.0.0.1:1/" } }],
    ["a busy server", { status: 503, body: { error: "temporarily_unavailable" } }],
  ])("is not tried again by this start, for its token works once: %s", async (_case, first) => {
    const { clock, server, keeper, open } = await world((count) => (count === 2 ? first : pair(count)));
    const { tokens } = open();
    clock.advance(minutes(17));
    expect(await tokens.current()).toBe("access-token-number-1");
    const askedAt = clock.now();
    expect(keeper.read()).toMatchObject({ renewingSince: askedAt, unansweredAt: askedAt });
    clock.advance(minutes(2));
    expect(await tokens.current()).toBe("access-token-number-1");
    expect(server.requests).toHaveLength(1);
  });

  it("is tried once more by a later start, and by none that waited for it", async () => {
    const { clock, server, keeper, open } = await world((count) => (count === 2 ? "cut" : pair(count)));
    clock.advance(minutes(21));
    const [one, waiting] = [open(), open()];
    await failureOf(one.tokens.current());
    clock.advance(seconds(59));
    for (const { tokens } of [waiting, open()]) {
      expect(await failureOf(tokens.current())).toMatchObject({ code: "BROKER_UNREACHABLE" });
    }
    expect(server.requests).toHaveLength(1);
    clock.advance(seconds(1));
    expect(await failureOf(waiting.tokens.current())).toMatchObject({ code: "BROKER_UNREACHABLE" });
    expect(await open().tokens.current()).toBe("access-token-number-3");
    expect(server.requests.map(({ form }) => form.get("refresh_token"))).toEqual([
      "refresh-token-number-1",
      "refresh-token-number-1",
    ]);
    expect(keeper.read()).not.toHaveProperty("unansweredAt");
  });

  it("is tried once more after a short pause that a busy endpoint asked for", async () => {
    const busy: TokenResponse = { status: 429, body: "", headers: { "retry-after": "7" } };
    const { clock, server, keeper, open } = await world((count) => (count === 2 ? busy : pair(count)));
    clock.advance(minutes(21));
    const before = clock.now();
    expect(await open().tokens.current()).toBe("access-token-number-3");
    expect(elapsed(before, clock.now())).toBe(seconds(7));
    expect(server.requests).toHaveLength(2);
    expect(keeper.read()).not.toHaveProperty("renewingSince");
  });

  it("leaves a long pause to the next start, and the token unused", async () => {
    const busy: TokenResponse = { status: 429, body: "", headers: { "retry-after": "600" } };
    const { clock, server, keeper, open } = await world(() => busy);
    clock.advance(minutes(21));
    const { tokens, events } = open();
    await failureOf(tokens.current());
    expect(events.of("auth_token_refresh_failure")).toMatchObject([
      { detail: "the login could not be renewed: the answer was status 429, too many requests for 600 s" },
    ]);
    expect(server.requests).toHaveLength(1);
    expect(keeper.read()).not.toHaveProperty("renewingSince");
  });

  it.each([400, 401, 403])(
    "is most likely a refusal when it has the status %i and says no more",
    async (status) => {
      const { clock, keeper, open } = await world(() => ({ status, body: "" }));
      clock.advance(minutes(17));
      const { tokens, events } = open();
      expect(await tokens.current()).toBe("access-token-number-1");
      expect(events.of("auth_token_refresh_failure")).toMatchObject([
        {
          failure_reason: "LOGIN_NEEDED",
          detail: `renewing the login was refused with status ${status} and no reason: most likely the login is over, or the app's settings are not the registered ones`,
        },
      ]);
      expect(keeper.read()?.refusal).toBeUndefined(); // it is not certain: a later start asks once more
      clock.advance(minutes(4));
      expect(await failureOf(open().tokens.current())).toEqual({
        code: "LOGIN_NEEDED",
        exit: "login_needed",
        hint: "run: tradebot login; if that is refused too, check SAXO_APP_KEY, SAXO_APP_SECRET and SAXO_AUTH_BASE",
      });
    },
  );

  it("is waited for a while when the run is asked to end, and no longer than a scheduler waits", async () => {
    const stop = new AbortController();
    const late = graceAfter(stop.signal, durationMs(1));
    expect(late.aborted).toBe(false);
    stop.abort();
    expect(late.aborted).toBe(false);
    await once(late, "abort");
    await once(graceAfter(AbortSignal.abort(), durationMs(1)), "abort");
  });

  it("ends the run when nothing is left, and every request of it at once", async () => {
    const { clock, server, keeper, open } = await world(() => "cut");
    const { tokens } = open();
    clock.advance(minutes(21));
    const unreachable = { code: "BROKER_UNREACHABLE", exit: "broker_unreachable" };
    expect(await failureOf(tokens.current())).toMatchObject(unreachable);
    expect(await failureOf(tokens.current())).toMatchObject(unreachable);
    expect(server.requests).toHaveLength(1);
    expect(keeper.read()).toMatchObject({ refreshToken: "refresh-token-number-1" });
    expect(keeper.read()?.renewingSince).toBeDefined(); // it may be used up
  });

  it("needs a person when the refresh token has come to its end meanwhile", async () => {
    const { clock, open } = await world(() => "cut");
    clock.advance(minutes(40));
    expect(await failureOf(open().tokens.current())).toEqual(OVER);
  });

  it("leaves no doubt about the token when no connection could be made", async () => {
    const { clock, server, keeper, open } = await world(pair);
    server.close();
    clock.advance(minutes(21));
    expect(await failureOf(open().tokens.current())).toMatchObject({ code: "BROKER_UNREACHABLE" });
    expect(keeper.read()?.renewingSince).toBeUndefined();
  });
});

describe("a login that cannot be written down", () => {
  const full = (): never => {
    throw new TradebotError({ code: "STATE_UNWRITABLE", message: "no room", exit: "storage_unwritable" });
  };

  /** Refuses to write from the n-th time on, as long as told. */
  function failingKeeper(keeper: LoginKeeper, fails: (count: number) => boolean): LoginKeeper {
    let writes = 0;
    return {
      read: () => keeper.read(),
      hold: (work) =>
        keeper.hold((held) =>
          work({
            read: () => held.read(),
            write: (login) => {
              writes += 1;
              if (fails(writes)) full();
              held.write(login);
            },
          }),
        ),
    };
  }

  it("is not renewed: its refresh token would be used up for nothing", async () => {
    const { clock, server, keeper, open } = await world(pair);
    const { tokens } = open(failingKeeper(keeper, () => true));
    clock.advance(minutes(16));
    expect(await tokens.current()).toBe("access-token-number-1");
    clock.advance(minutes(5));
    expect(await failureOf(tokens.current())).toMatchObject({ code: "STATE_UNWRITABLE" });
    expect(server.requests).toHaveLength(0);
  });

  it("serves this run, says so, and is written at its end", async () => {
    const { clock, keeper, open } = await world(pair);
    const { tokens, events } = open(failingKeeper(keeper, (count) => count === 2));
    clock.advance(minutes(16));
    expect(await tokens.current()).toBe("access-token-number-2");
    expect(events.names()).toEqual([
      "auth_token_refresh_begin",
      "auth_token_refresh_success",
      "auth_login_unsaved",
    ]);
    expect(keeper.read()?.accessToken).toBe("access-token-number-1");
    await tokens.settle();
    expect(keeper.read()?.accessToken).toBe("access-token-number-2");
  });

  it("is renewed from the newest pair, not from the used-up one in the file", async () => {
    const { clock, server, keeper, open } = await world(pair);
    const { tokens } = open(failingKeeper(keeper, (count) => count === 2));
    clock.advance(minutes(16));
    await tokens.current();
    expect(await tokens.current()).toBe("access-token-number-2");
    clock.advance(minutes(16));
    expect(await tokens.current()).toBe("access-token-number-3");
    expect(server.requests.map(({ form }) => form.get("refresh_token"))).toEqual([
      "refresh-token-number-1",
      "refresh-token-number-2",
    ]);
    expect(keeper.read()?.accessToken).toBe("access-token-number-3");
    await tokens.settle();
    expect(keeper.read()?.accessToken).toBe("access-token-number-3");
  });

  it("is not left behind by a run that ends in the middle of its renewal", async () => {
    const answer = Promise.withResolvers<TokenResponse>();
    const { clock, server, keeper, open } = await world(() => answer.promise);
    const { tokens } = open();
    clock.advance(minutes(16));
    const renewal = tokens.current();
    await vi.waitUntil(() => server.requests.length === 1);
    const ending = tokens.settle().then(() => keeper.read()?.accessToken);
    answer.resolve(pair(2));
    expect(await ending).toBe("access-token-number-2");
    expect(await renewal).toBe("access-token-number-2");
  });

  it("ends the run as a failure of the disk when it cannot be written then either", async () => {
    const { clock, keeper, open } = await world(pair);
    const { tokens } = open(failingKeeper(keeper, (count) => count >= 2));
    clock.advance(minutes(16));
    await tokens.current();
    expect(await failureOf(tokens.settle())).toMatchObject({
      code: "LOGIN_UNSAVED",
      exit: "storage_unwritable",
    });
  });

  it("does not take the place of a login made since", async () => {
    const { clock, keeper, open } = await world(pair);
    const { tokens } = open(failingKeeper(keeper, (count) => count === 2));
    clock.advance(minutes(16));
    await tokens.current();
    const before = keeper.read();
    if (before === undefined) throw new Error("the file holds a login");
    await keeper.hold((held) => {
      held.write({ ...before, id: "login-2" });
      return Promise.resolve();
    });
    await tokens.settle();
    expect(keeper.read()?.id).toBe("login-2");
  });
});

describe("a file that holds no login of ours", () => {
  it("is nobody's login when there is none, said once", async () => {
    const { file, open } = await world(pair);
    rmSync(file);
    const { tokens, events } = open();
    expect(await failureOf(tokens.current())).toEqual(OVER);
    expect(await failureOf(tokens.current())).toEqual(OVER);
    expect(events.of("auth_token_refresh_failure")).toEqual([
      { failure_reason: "LOGIN_NEEDED", detail: "nobody has logged in yet", hint: "run: tradebot login" },
    ]);
  });

  it("names the lives and the app in it, and no app's key", async () => {
    const { file } = await world(pair);
    expect(readFileSync(file, "utf8")).not.toContain("app-key-of-the-tests");
    expect(JSON.parse(readFileSync(file, "utf8"))).toMatchObject({
      version: 1,
      login_id: "login-1",
      issued_at: "2026-03-04T09:15:00.000Z",
      access_expires_at: "2026-03-04T09:35:00.000Z",
      refresh_expires_at: "2026-03-04T09:55:00.000Z",
    });
  });
});
