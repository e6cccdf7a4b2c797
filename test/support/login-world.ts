import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { assert } from "../../src/core/domain/assert.ts";
import { minutes, seconds, timestamp } from "../../src/core/domain/time.ts";
import type { Timestamp } from "../../src/core/domain/time.ts";
import type { OAuthOptions } from "../../src/simulator/oauth/oauth-server.ts";
import type { SimulatedRequest } from "../../src/simulator/simulator-options.ts";
import { startSimulator, type Simulator } from "../../src/simulator/start-simulator.ts";
import { runInProcess } from "./run-in-process.ts";

export const REDIRECT_URI = "http://localhost:8765/callback";

export const TEST_OAUTH: OAuthOptions = {
  path: ":memory:",
  secret: "known to the tests",
  lifetimes: { code: seconds(60), accessToken: minutes(20), refreshToken: minutes(60) },
  redirectUris: [REDIRECT_URI],
  successStatus: 201,
  requiresRedirectUri: true,
};

/** A Saxo to log in to, and a directory to keep the login in. */
export interface LoginWorld {
  readonly directory: string;
  readonly tokenFile: string;
  readonly simulator: Simulator;
  readonly requests: readonly SimulatedRequest[];
  /** What configures the command for the app of that kind. */
  env(kind: "code" | "pkce", more?: Readonly<Record<string, string>>): Record<string, string>;
  /** Lets time pass at Saxo. */
  pass(milliseconds: number): void;
  /** How often a pair of tokens was given or refused. */
  tokenRequests(): number;
  close(): Promise<void>;
}

interface WorldOptions {
  readonly oauth?: Partial<OAuthOptions>;
  readonly now?: () => Timestamp;
  readonly redirectUri?: string;
}

export async function openLoginWorld({
  oauth,
  now = () => timestamp(Date.now()),
  redirectUri = REDIRECT_URI,
}: WorldOptions = {}): Promise<LoginWorld> {
  const directory = mkdtempSync(path.join(tmpdir(), "tb-"));
  const requests: SimulatedRequest[] = [];
  let passedMs = 0;
  const simulator = await startSimulator({
    statePath: ":memory:",
    now: () => timestamp(now() + passedMs),
    oauth: { ...TEST_OAUTH, redirectUris: [redirectUri], ...oauth },
    onRequest: (request) => requests.push(request),
  });
  return {
    directory,
    tokenFile: path.join(directory, "state", "saxo-token.json"),
    simulator,
    requests,
    env(kind, more = {}) {
      const { key, secret } = appOf(simulator, kind);
      return {
        SAXO_ENV: "SIM",
        SAXO_REST_BASE: simulator.restBase,
        SAXO_AUTH_BASE: simulator.authBase,
        SAXO_APP_KEY: key,
        ...(secret === undefined ? {} : { SAXO_APP_SECRET: secret }),
        SAXO_REDIRECT_URI: redirectUri,
        WATCHLIST: "CfdOnIndex:4913",
        STATE_DIR: path.join(directory, "state"),
        LOG_DIR: path.join(directory, "logs"),
        REPORT_DIR: path.join(directory, "reports"),
        ...more,
      };
    },
    pass(milliseconds) {
      passedMs += milliseconds;
    },
    tokenRequests: () => requests.filter(({ target }) => target.endsWith("/token")).length,
    async close() {
      await simulator.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

export function appOf(simulator: Simulator, kind: "code" | "pkce") {
  const found = simulator.oauth?.applications.find(
    (app) => app.environment === "SIM" && (app.secret === undefined) === (kind === "pkce"),
  );
  assert(found !== undefined, "the simulator has no such app");
  return found;
}

/** The address that a command shows to the person. */
export const shownAddress = (text: string): string | undefined =>
  /^http\S*\/authorize\?\S+$/m.exec(text)?.[0];

/** What a person does at Saxo's page. @returns the address to which the browser is sent back */
export async function decide(
  { simulator }: Pick<LoginWorld, "simulator">,
  address: string,
  decision: "allow" | "deny" = "allow",
): Promise<string> {
  const answer = await fetch(address, {
    method: "POST",
    body: new URLSearchParams({ decision, user: simulator.identity.id }),
    redirect: "manual",
  });
  const location = answer.headers.get("location");
  assert(location !== null, `the page sends nobody back: ${answer.status}`);
  return location;
}

/** Logs in as a person would who pastes the address. */
export async function logIn(world: LoginWorld, env: Readonly<Record<string, string>>): Promise<void> {
  const shown = Promise.withResolvers<string>();
  const input = async function* (): AsyncGenerator<string> {
    yield `${await decide(world, await shown.promise)}\n`;
  };
  const { code, stderr } = await runInProcess(["login", "--no-browser"], env, {
    input: input(),
    onStderr: (text) => {
      const address = shownAddress(text);
      if (address !== undefined) shown.resolve(address);
    },
  });
  assert(code === 0, `nobody could log in: ${stderr}`);
}
