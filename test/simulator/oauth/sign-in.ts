import { createHash } from "node:crypto";
import { assert } from "../../../src/core/domain/assert.ts";
import { minutes, seconds } from "../../../src/core/domain/time.ts";
import type { Application } from "../../../src/simulator/oauth/applications.ts";
import type { OAuthOptions } from "../../../src/simulator/oauth/oauth-server.ts";
import type { Environment } from "../../../src/simulator/server/session.ts";
import type { Reply, SaxoUnderTest } from "../saxo-under-test.ts";
import { startSaxo, textAt } from "../saxo-under-test.ts";

export const CALLBACK = "http://localhost:8765/callback";
export const VERIFIER = "v".repeat(43);

export const OAUTH: OAuthOptions = {
  path: ":memory:",
  secret: "known to the tests",
  lifetimes: { code: seconds(60), accessToken: minutes(20), refreshToken: minutes(60) },
  redirectUris: [CALLBACK],
  successStatus: 201,
  requiresRedirectUri: true,
};

export const startSaxoWithLogin = (oauth: Partial<OAuthOptions> = {}): Promise<SaxoUnderTest> =>
  startSaxo({ oauth: { ...OAUTH, ...oauth } });

export function appOf({ simulator }: SaxoUnderTest, kind: "code" | "pkce", environment: Environment = "SIM") {
  const found = simulator.oauth?.applications.find(
    (app) => app.environment === environment && (app.secret === undefined) === (kind === "pkce"),
  );
  assert(found !== undefined, "the simulator has no such app");
  return found;
}

const baseOf = ({ simulator }: SaxoUnderTest, { environment }: Application): string =>
  environment === "SIM" ? simulator.authBase : simulator.liveAuthBase;

/** What an application asks for, with changes; `undefined` leaves a parameter out. */
export function authorizeUrl(
  saxo: SaxoUnderTest,
  app: Application,
  changes: Readonly<Record<string, string | undefined>> = {},
): string {
  const pkce = {
    code_challenge: createHash("sha256").update(VERIFIER).digest("base64url"),
    code_challenge_method: "S256",
  };
  const parameters = {
    response_type: "code",
    client_id: app.key,
    redirect_uri: CALLBACK,
    state: "s 1&",
    ...(app.secret === undefined && pkce),
    ...changes,
  };
  const query = new URLSearchParams(Object.entries(parameters).filter(isGiven));
  return `${baseOf(saxo, app)}/authorize?${query.toString()}`;
}

const isGiven = (entry: [string, string | undefined]): entry is [string, string] => entry[1] !== undefined;

/** Sends a form, and follows nothing. */
export const postForm = (
  url: string,
  form: Readonly<Record<string, string>>,
  headers: Readonly<Record<string, string>> = {},
): Promise<Response> =>
  fetch(url, { method: "POST", body: new URLSearchParams(form), headers, redirect: "manual" });

/** What the person's browser takes back to the application. */
export async function consent(
  saxo: SaxoUnderTest,
  url: string,
  form: Readonly<Record<string, string>> = {},
): Promise<URLSearchParams> {
  const answer = await postForm(url, { decision: "allow", user: saxo.simulator.identity.id, ...form });
  assert(answer.status === 302, `no redirect: ${answer.status} ${await answer.text()}`);
  return new URL(answer.headers.get("location") ?? "").searchParams;
}

/** Asks the token endpoint. */
export async function askToken(
  saxo: SaxoUnderTest,
  app: Application,
  form: Readonly<Record<string, string>>,
  headers: Readonly<Record<string, string>> = {},
): Promise<Reply> {
  const response = await postForm(`${baseOf(saxo, app)}/token`, form, headers);
  const text = await response.text();
  const json: unknown = text === "" ? undefined : JSON.parse(text);
  return { status: response.status, headers: response.headers, text, json };
}

export const credentials = (app: Application): Readonly<Record<string, string>> =>
  app.secret === undefined
    ? { client_id: app.key, code_verifier: VERIFIER }
    : { client_id: app.key, client_secret: app.secret };

/** Signs in and exchanges the code. */
export async function logIn(saxo: SaxoUnderTest, app: Application): Promise<Reply> {
  const code = (await consent(saxo, authorizeUrl(saxo, app))).get("code") ?? "";
  const grant = { grant_type: "authorization_code", code, redirect_uri: CALLBACK };
  return askToken(saxo, app, { ...grant, ...credentials(app) });
}

export const refresh = (saxo: SaxoUnderTest, app: Application, from: Reply): Promise<Reply> =>
  askToken(saxo, app, {
    grant_type: "refresh_token",
    refresh_token: textAt(from, "refresh_token"),
    redirect_uri: CALLBACK,
    ...credentials(app),
  });

export const bearer = (pair: Reply): Readonly<Record<string, string>> => ({
  Authorization: `Bearer ${textAt(pair, "access_token")}`,
});
