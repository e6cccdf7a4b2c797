import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { createServer, type Server } from "node:http";
import path from "node:path";
import { describe, expect, it, vi } from "vitest";
import { prepareStateDirectory } from "../../src/adapters/files/state-directory.ts";
import { checkKeptLogin } from "../../src/cli/doctor/check-kept-login.ts";
import { Secret } from "../../src/config/secret.ts";
import { openStore } from "../../src/adapters/store/open-store.ts";
import { accountKey } from "../../src/core/domain/ids.ts";
import { portOf } from "../../src/simulator/server/http-server.ts";
import { decide, openLoginWorld, shownAddress, type LoginWorld } from "../support/login-world.ts";
import { VirtualClock } from "../support/virtual-clock.ts";
import { startReceiver } from "../support/receiver.ts";
import { runInProcess, type InProcessResult } from "../support/run-in-process.ts";

type Browse = (address: string) => Promise<unknown>;

/** Runs the command, and lets somebody act once it has shown the address. */
async function logIn(
  env: Readonly<Record<string, string>>,
  browse: Browse,
): Promise<InProcessResult & { readonly browsed: unknown }> {
  let browsing: Promise<unknown> | undefined;
  const result = await runInProcess(["login"], env, {
    onStderr: (text) => {
      const address = shownAddress(text);
      if (address !== undefined) browsing ??= browse(address);
    },
  });
  return { ...result, browsed: await browsing };
}

/** No two tests of the machine listen on the same one. */
async function freePort(): Promise<number> {
  const server = await listening(0);
  const port = portOf(server);
  await new Promise((resolve) => server.close(resolve));
  return port;
}

const listening = (port: number): Promise<Server> =>
  new Promise((resolve) => {
    const server = createServer();
    server.listen(port, "127.0.0.1", () => {
      resolve(server);
    });
  });

async function withWorld(work: (world: LoginWorld, redirectUri: string) => Promise<void>): Promise<void> {
  const redirectUri = `http://localhost:${await freePort()}/callback`;
  const world = await openLoginWorld({ redirectUri });
  try {
    await work(world, redirectUri);
  } finally {
    await world.close();
  }
}

const followed = async (address: string): Promise<readonly [number, string | null]> => {
  const { status, headers } = await fetch(address, { redirect: "manual" });
  return [status, headers.get("location")];
};

const WHO = `logged in to SIM as Simulated Trader
accounts: ***24 in USD
netting profile: FifoRealTime
orders go to: ***24 in USD
`;

const NOBODY = "nobody has logged in yet; run: tradebot login";

describe("tradebot login", () => {
  it.each(["code", "pkce"] as const)(
    "logs in with an app of the kind %s, and keeps the login for its owner alone",
    (kind) =>
      withWorld(async (world) => {
        const { code, stdout, browsed } = await logIn(world.env(kind), async (address) => {
          const page = await fetch(await decide(world, address));
          return [page.status, /<h1>(.*)<\/h1>/.exec(await page.text())?.[1]];
        });
        expect([code, stdout]).toEqual([0, WHO]);
        expect(browsed).toEqual([200, "You are logged in"]);
        expect(statSync(world.tokenFile).mode & 0o777).toBe(0o600);
        expect(JSON.parse(readFileSync(world.tokenFile, "utf8"))).toMatchObject({ version: 1 });
        const verifier = /"code_verifier": "([^"]*)"/.exec(readFileSync(world.tokenFile, "utf8"))?.[1];
        expect(verifier?.length).toBe(kind === "pkce" ? 43 : undefined);
      }),
  );

  it("takes the answer to this login alone", () =>
    withWorld(async (world) => {
      const { code, browsed } = await logIn(world.env("pkce"), async (address) => {
        const location = new URL(await decide(world, address));
        const asked = async (change: (url: URL) => void): Promise<number> => {
          const url = new URL(location);
          change(url);
          return (await fetch(url)).status;
        };
        return [
          await asked((url) => {
            url.searchParams.set("state", "another");
          }),
          await asked((url) => {
            url.searchParams.delete("state");
          }),
          await asked((url) => {
            url.pathname = "/favicon.ico";
          }),
          (await fetch(location, { method: "POST" })).status,
          await asked(() => undefined),
        ];
      });
      expect(browsed).toEqual([400, 400, 404, 404, 200]);
      expect(code).toBe(0);
    }));

  it("waits on when a refusal comes that proves nothing, and says so once for all of them", () =>
    withWorld(async (world, redirectUri) => {
      const { code, stderr, browsed } = await logIn(world.env("pkce"), async (address) => {
        const refused = async (query: string): Promise<number> =>
          (await fetch(`${redirectUri}?${query}`)).status;
        return [
          await refused("error=access_denied"),
          await refused("error=access_denied&state=another"),
          (await fetch(await decide(world, address))).status,
        ];
      });
      expect([code, browsed]).toEqual([0, [400, 400, 200]]);
      expect(stderr.match(/^A refusal .*$/gm)).toEqual([
        'A refusal came back and was not taken: it is not the answer to this login (its state is another, or missing); it says "access_denied". Still waiting.',
      ]);
    }));

  it.skipIf(process.platform !== "linux")(
    "says that the browser could not be opened, and is done by hand then",
    () =>
      withWorld(async (world) => {
        const bin = `${world.directory}/bin`;
        mkdirSync(bin);
        writeFileSync(`${bin}/xdg-open`, "#!/bin/sh\nexit 3\n", { mode: 0o700 });
        const shown = Promise.withResolvers<string>();
        const told = Promise.withResolvers<string>();
        const running = runInProcess(
          ["login"],
          { ...world.env("pkce"), PATH: bin, DISPLAY: ":0" },
          {
            onStderr: (text) => {
              const address = shownAddress(text);
              if (address !== undefined) shown.resolve(address);
              if (text.includes("The browser could not be opened: open the address above yourself.\n"))
                told.resolve(text);
            },
          },
        );
        await told.promise;
        await fetch(await decide(world, await shown.promise));
        expect((await running).code).toBe(0);
      }),
  );

  it.skipIf(process.platform !== "linux")(
    "tells the browser's command line no more than a page of its own, which leads on once",
    () =>
      withWorld(async (world) => {
        const opened = `${world.directory}/opened`;
        const bin = `${world.directory}/bin`;
        mkdirSync(bin);
        writeFileSync(
          `${bin}/xdg-open`,
          `#!/bin/sh\nprintf %s "$1" > ${opened}.new\n/bin/mv ${opened}.new ${opened}\n`,
          {
            mode: 0o700,
          },
        );
        const { code, browsed } = await logIn(
          { ...world.env("pkce"), PATH: bin, DISPLAY: ":0" },
          async (address) => {
            await vi.waitUntil(() => existsSync(opened));
            const entrance = readFileSync(opened, "utf8");
            const [first, second] = [await followed(entrance), await followed(entrance)];
            await fetch(await decide(world, address));
            return [
              /^http:\/\/localhost:\d+\/[\w-]{43}$/.test(entrance),
              first[0],
              first[1] === address,
              second[0],
            ];
          },
        );
        expect([code, browsed]).toEqual([0, [true, 302, true, 410]]);
      }),
  );

  it("sends the redirect address as it was written, and to another port where one is taken", async () => {
    const port = await freePort();
    const world = await openLoginWorld({ redirectUri: `http://localhost:${port}` });
    const other = await listening(port);
    try {
      const sent: (string | null)[] = [];
      const { code } = await logIn(world.env("pkce"), async (address) => {
        sent.push(new URL(address).searchParams.get("redirect_uri"));
        return fetch(await decide(world, address));
      });
      expect(code).toBe(0);
      expect(sent[0]).toMatch(/^http:\/\/localhost:\d+$/);
      expect(sent[0]).not.toBe(`http://localhost:${port}`);
      expect(JSON.parse(readFileSync(world.tokenFile, "utf8"))).toMatchObject({ redirect_uri: sent[0] });
    } finally {
      other.close();
      await world.close();
    }
  });

  it.skipIf(process.platform === "win32")("sends nobody to log in while the login could not be kept", () =>
    withWorld(async (world) => {
      const env = world.env("pkce");
      mkdirSync(env["STATE_DIR"] ?? "");
      chmodSync(env["STATE_DIR"] ?? "", 0o755);
      for (const words of [["login"], ["login", "--no-browser"]]) {
        const { code, stderr } = await runInProcess(words, env);
        expect(code).toBe(78);
        expect(stderr).toBe(
          `tradebot: cannot trust the state directory "${env["STATE_DIR"] ?? ""}": expected mode 700, found 755: others can get in; run: chmod 700 "${env["STATE_DIR"] ?? ""}"\n`,
        );
      }
    }),
  );

  it("says in the broker's words that nobody was let in", () =>
    withWorld(async (world) => {
      const { code, stderr, browsed } = await logIn(world.env("code"), async (address) => {
        const page = await fetch(await decide(world, address, "deny"));
        return [page.status, /<h1>(.*)<\/h1>/.exec(await page.text())?.[1]];
      });
      expect(code).toBe(77);
      expect(stderr).toContain(
        "tradebot: nobody was let in (access_denied: The user denied access); run: tradebot login, and allow the app what it asks for\n",
      );
      expect(browsed).toEqual([400, "The login did not work"]);
      expect(existsSync(world.tokenFile)).toBe(false);
    }));

  it("needs the registered port for an app with a secret, and takes any for PKCE", () =>
    withWorld(async (world, redirectUri) => {
      const { port } = new URL(redirectUri);
      const other = await listening(Number(port));
      try {
        expect(await runInProcess(["login"], world.env("code"))).toMatchObject({
          code: 78,
          stderr: `tradebot: cannot listen on port ${port} of SAXO_REDIRECT_URI: another program does; end that program, register another address with the app and set it, or run: tradebot login --no-browser\n`,
        });
        const { code } = await logIn(world.env("pkce"), async (address) =>
          fetch(await decide(world, address)),
        );
        expect(code).toBe(0);
      } finally {
        other.close();
      }
    }));

  it("takes the address as it is pasted, and says what is wrong with any other", () =>
    withWorld(async (world) => {
      const env = world.env("pkce");
      const lines = async function* (): AsyncGenerator<string> {
        yield "38717c49-233a-ea0e\n";
        yield "http://localhost/callback?code=1&state=2\n";
        const address = await decide(world, await shown);
        yield `  "${address.slice(0, 60)}\n`;
        yield `${address.slice(60)}" \n`;
      };
      let show: (address: string) => void = () => undefined;
      const shown = new Promise<string>((resolve) => (show = resolve));
      const { code, stdout, stderr } = await runInProcess(["login", "--no-browser"], env, {
        input: lines(),
        onStderr: (text) => {
          const address = shownAddress(text);
          if (address !== undefined) show(address);
        },
      });
      expect([code, stdout]).toEqual([0, WHO]);
      expect(stderr).toContain("That was not taken: it is no address. Paste the whole address:\n");
      expect(stderr).toContain("That was not taken: it is not the answer to this login");
    }));

  it("says that nothing was pasted", () =>
    withWorld(async (world) => {
      const { code, stderr } = await runInProcess(["login", "--no-browser"], world.env("pkce"));
      expect(code).toBe(64);
      expect(stderr).toContain(
        "the input ended before it held the address to which the browser was sent back",
      );
    }));

  it("warns of a state directory that belongs to another account", () =>
    withWorld(async (world) => {
      const env = world.env("pkce");
      const directory = env["STATE_DIR"] ?? "";
      prepareStateDirectory(directory);
      const { store } = openStore({ directory, now: new VirtualClock().now() });
      store.bindTo({ environment: "SIM", accountKey: accountKey("an-account-of-somebody-else") });
      store.close();
      const { code, stdout } = await logIn(env, async (address) => fetch(await decide(world, address)));
      expect(code).toBe(0);
      expect(stdout).toBe(
        `${WHO}warning: the state directory "${directory}" belongs to another account than this login, and no cycle mixes the two; give each account a STATE_DIR of its own, or log in as the other user\n`,
      );
    }));

  it.each([
    [
      "LOCAL has a broker of its own",
      { SAXO_ENV: "LOCAL" },
      64,
      "tradebot: LOCAL needs no login: its broker is part of this program; set SAXO_ENV=SIM or LIVE first: tradebot init\n",
    ],
    [
      "a token stands in place of a login",
      { SAXO_ENV: "SIM", SAXO_ACCESS_TOKEN: "a-token-of-twenty-four-hours", WATCHLIST: "FxSpot:21" },
      78,
      "tradebot: the configuration has a token (SAXO_ACCESS_TOKEN) in place of a login: nobody can log in with it; replace the token when it ends, or set SAXO_APP_KEY to the key of an app at Saxo and leave SAXO_ACCESS_TOKEN out\n",
    ],
  ])("is of no use where %s", async (_case, env, code, stderr) => {
    expect(await runInProcess(["login"], env)).toEqual({ code, stdout: "", stderr });
  });
});

describe("a login that was made", () => {
  const madeIn = async (world: LoginWorld): Promise<Record<string, string>> => {
    const env = world.env("code");
    await logIn(env, async (address) => fetch(await decide(world, address)));
    return env;
  };

  it("is shown without a token, renewed on request and forgotten on request", () =>
    withWorld(async (world) => {
      const env = await madeIn(world);
      const before = readFileSync(world.tokenFile, "utf8");
      const shown = await runInProcess(["auth", "status", "--json"], env);
      expect(shown.code).toBe(0);
      expect(Object.keys(JSON.parse(shown.stdout) as object)).toEqual([
        "environment",
        "mode",
        "token_file",
        "state",
        "logged_in_at",
        "renewed_at",
        "renewal_due_at",
        "access_expires_at",
        "login_expires_at",
        "login_remaining_seconds",
        "are_lives_assumed",
      ]);
      expect(shown.stdout).toContain('"state": "good"');

      expect(await runInProcess(["auth", "refresh", "--if-due"], env)).toMatchObject({ code: 0 });
      expect(readFileSync(world.tokenFile, "utf8")).toBe(before); // nothing was due
      expect(await runInProcess(["auth", "refresh"], env)).toMatchObject({ code: 0 });
      expect(readFileSync(world.tokenFile, "utf8")).not.toBe(before);
      expect(world.tokenRequests()).toBe(2);

      expect(await runInProcess(["logout"], env)).toMatchObject({
        code: 0,
        stdout: `the login in ${world.tokenFile} was removed; at Saxo it ends by itself when its tokens do, within the hour\n`,
      });
      expect(existsSync(world.tokenFile)).toBe(false);
      expect(await runInProcess(["logout"], env)).toMatchObject({
        code: 0,
        stdout: `there is no login in ${world.tokenFile}\n`,
      });
      expect(await runInProcess(["auth", "status"], env)).toMatchObject({
        code: 77,
        stdout: "environment: SIM\nlogin: nobody has logged in; run: tradebot login\n",
      });
      expect(await runInProcess(["auth", "refresh"], env)).toMatchObject({
        code: 77,
        stderr: `tradebot: ${NOBODY}\n`,
      });
    }));

  it("is over, and one line says so, when its refresh token was used elsewhere", () =>
    withWorld(async (world) => {
      const env = await madeIn(world);
      const refresh = /"refresh_token": "([^"]*)"/.exec(readFileSync(world.tokenFile, "utf8"))?.[1] ?? "";
      await fetch(`${world.simulator.authBase}/token`, {
        method: "POST",
        body: new URLSearchParams({
          grant_type: "refresh_token",
          refresh_token: refresh,
          client_id: env["SAXO_APP_KEY"] ?? "",
          client_secret: env["SAXO_APP_SECRET"] ?? "",
        }),
      });
      const over =
        "tradebot: the login is over: the broker refused to renew it (invalid_grant): The refresh token is unknown, used or expired; run: tradebot login\n";
      expect(await runInProcess(["auth", "refresh"], env)).toEqual({ code: 77, stdout: "", stderr: over });
      expect(await runInProcess(["auth", "status"], env)).toMatchObject({
        code: 77,
        stdout: "environment: SIM\nlogin: not to be renewed any more (invalid_grant); run: tradebot login\n",
      });
    }));

  it("is renewed by who only looks, which the log tells and the command does not", () =>
    withWorld(async (world) => {
      const env = await madeIn(world);
      const log = `${env["LOG_DIR"] ?? ""}/bot.log`;
      mkdirSync(path.dirname(log));
      writeFileSync(log, "");
      world.simulator.oauth?.expireAccessTokens();
      const { code, stderr } = await runInProcess(["account"], env);
      expect([code, stderr]).toEqual([0, ""]);
      expect(readFileSync(log, "utf8").match(/\b(auth|http)_\w+(?= \|)/g)).toEqual([
        "auth_token_refresh_begin",
        "auth_token_refresh_success",
      ]);
    }));

  it("is over by this machine's clock alone until the broker has been asked", () =>
    withWorld(async (world) => {
      const env = await madeIn(world);
      const record = readFileSync(world.tokenFile, "utf8");
      writeFileSync(
        world.tokenFile,
        record.replace(/("refresh_expires_at": ")[^"]*/, "$12026-01-01T00:00:00.000Z"),
      );
      expect(await runInProcess(["auth", "status"], env)).toMatchObject({
        code: 77,
        stdout:
          "environment: SIM\nlogin: over since 2026-01-01T00:00:00.000Z by this machine's clock, and not refused by the broker (if the clock was wrong, tradebot auth refresh still renews it); run: tradebot login\n",
      });
      expect(await runInProcess(["auth", "refresh"], env)).toMatchObject({ code: 0 });
    }));

  it.skipIf(process.platform === "win32").each<[string, (file: string) => void, number, string]>([
    [
      "others may read",
      (file) => {
        chmodSync(file, 0o644);
      },
      78,
      "others may have read it",
    ],
    [
      "is a link",
      (file) => {
        renameSync(file, `${file}.moved`);
        symlinkSync(`${file}.moved`, file);
      },
      74,
      "it is a link",
    ],
    [
      "is a directory",
      (file) => {
        rmSync(file);
        mkdirSync(file);
      },
      74,
      "",
    ],
  ])("ends by what is wrong with its file when that %s", (_case, spoil, exit, why) =>
    withWorld(async (world) => {
      const env = await madeIn(world);
      spoil(world.tokenFile);
      const { code, stdout } = await runInProcess(["auth", "status"], env);
      expect(code).toBe(exit);
      expect(stdout).toContain(why);
    }),
  );

  it("is named with the configuration that it belongs to", () =>
    withWorld(async (world) => {
      const file = `${world.directory}/.env`;
      const env = world.env("code");
      writeFileSync(file, "", { mode: 0o600 });
      writeFileSync(`${file}.prod`, "", { mode: 0o600 });
      const words = ["--config", "prod", "--env-file", file];
      const { code, stderr } = await runInProcess(["account", ...words], env);
      expect([code, stderr]).toEqual([
        77,
        `tradebot: nobody has logged in yet; run: tradebot login --config prod --env-file ${file}\n`,
      ]);
      expect((await runInProcess(["auth", "status", ...words], env)).stdout).toContain(
        "run: tradebot login --config prod",
      );
      const absent = await runInProcess(["doctor", "--env-file", file, "--config", "test"], env);
      expect(absent.stdout).toMatch(
        /^fail configuration: cannot read ".*\.env\.test": .* -> write the file \(tradebot init does\)/m,
      );
    }));

  it("fails the doctor where its file cannot be replaced, as on a read-only disk", () => {
    const settings = {
      authBase: new URL("https://sim.logonvalidation.net"),
      appKey: new Secret("app-key-of-the-tests"),
      redirectAddress: { url: new URL("http://localhost"), text: "http://localhost" },
      tokenFile: "/elsewhere/saxo-token.json",
    };
    expect(checkKeptLogin(settings, new VirtualClock().now(), (place) => place !== "/elsewhere")).toEqual({
      name: "login",
      verdict: "fail",
      finding:
        '"/elsewhere/saxo-token.json" cannot be replaced, because nothing can be written in "/elsewhere": the login ends with its access token',
      remedy:
        "give this user the right to write there, or name another file in SAXO_TOKEN_FILE and log in again",
      exit: "storage_unwritable",
    });
  });

  it("is never used by another app or in another environment", () =>
    withWorld(async (world) => {
      await madeIn(world);
      const another = await runInProcess(["auth", "refresh"], world.env("pkce"));
      expect(another).toMatchObject({
        code: 77,
        stderr: `tradebot: cannot use the login in "${world.tokenFile}": it is a login of another app than SAXO_APP_KEY names; correct the setting, or run: tradebot login\n`,
      });
      const elsewhere = await runInProcess(
        ["auth", "refresh"],
        world.env("code", { SAXO_AUTH_BASE: "http://127.0.0.1:1/sim/logon" }),
      );
      expect(elsewhere).toMatchObject({ code: 77 });
      expect(elsewhere.stderr).toContain('and SAXO_AUTH_BASE is "http://127.0.0.1:1/sim/logon"');
    }));

  it.runIf(process.platform !== "win32")(
    "is refused once others could read it, or a link stands in its place",
    () =>
      withWorld(async (world) => {
        const env = await madeIn(world);
        chmodSync(world.tokenFile, 0o640);
        expect(await runInProcess(["auth", "refresh"], env)).toMatchObject({
          code: 78,
          stderr: `tradebot: cannot trust the login in "${world.tokenFile}": expected mode 600, found 640: others may have read it; run: chmod 600 "${world.tokenFile}"\n`,
        });
        const link = `${world.directory}/state/link.json`;
        symlinkSync(world.tokenFile, link);
        const linked = await runInProcess(["auth", "refresh"], { ...env, SAXO_TOKEN_FILE: link });
        expect(linked).toMatchObject({ code: 74 });
        expect(linked.stderr).toContain("expected a file of ours, but it is a link");
      }),
  );

  it("is left alone by the schedule where a token stands in its place", async () => {
    const env = {
      SAXO_ENV: "SIM",
      SAXO_ACCESS_TOKEN: "a-token-of-twenty-four-hours",
      WATCHLIST: "FxSpot:21",
    };
    expect(await runInProcess(["auth", "refresh", "--if-due"], env)).toEqual({
      code: 0,
      stdout:
        "environment: SIM\nlogin: a token from the configuration (SAXO_ACCESS_TOKEN), which nothing renews\n",
      stderr: "",
    });
  });
});

describe("people", () => {
  it("are told once of a login that is lost while no cycle runs, and once that it is well again", () =>
    withWorld(async (world) => {
      const receiver = await startReceiver();
      try {
        const env = world.env("pkce", { SCHEDULER_WEBHOOK_URL: receiver.url.href });
        const look = (): Promise<InProcessResult> => runInProcess(["auth", "refresh", "--if-due"], env);
        expect((await look()).code).toBe(77);
        expect((await look()).code).toBe(77);
        await logIn(env, async (address) => fetch(await decide(world, address)));
        expect((await look()).code).toBe(0);
        expect((await look()).code).toBe(0);
        const texts = receiver.received.map(({ body }) => body);
        expect(texts).toHaveLength(2);
        expect(texts[0]).toContain("health check failed: login");
        expect(texts[0]).toContain("run: tradebot login");
      } finally {
        await receiver.close();
      }
    }));
});
