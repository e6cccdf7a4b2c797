import { assert } from "../../core/domain/assert.ts";
import type { Application } from "../../simulator/oauth/applications.ts";
import type { Environment } from "../../simulator/server/session.ts";
import type { Simulator } from "../../simulator/start-simulator.ts";

interface EnvironmentAccess {
  readonly rest_base: string;
  readonly auth_base: string;
  readonly code_app: { readonly app_key: string; readonly app_secret: string };
  readonly pkce_app: { readonly app_key: string };
}

/** Everything that a client needs to know in order to come in. */
export interface Access {
  readonly port: number;
  readonly seed: number;
  readonly sim: EnvironmentAccess;
  readonly live: EnvironmentAccess;
  readonly redirect_uris: readonly string[];
  /** For 24 hours, on SIM. */
  readonly access_token: string;
  readonly user_id: string;
  /** What would stand in an env file of tradebot's own. */
  readonly env: { readonly with_token: EnvLines; readonly with_login: EnvLines };
}

type EnvLines = Readonly<Record<string, string>>;

export function accessTo(simulator: Simulator): Access {
  const { oauth, port, restBase, authBase, liveRestBase, liveAuthBase, identity } = simulator;
  assert(oauth !== undefined, "a simulator that stands alone has sign-in pages");
  const accessToken = oauth.developerToken();
  const [app] = oauth.applications;
  const sim = { ...appsOf("SIM", oauth.applications), rest_base: restBase, auth_base: authBase };
  const live = { ...appsOf("LIVE", oauth.applications), rest_base: liveRestBase, auth_base: liveAuthBase };
  const redirectUris = app?.redirectUris ?? [];
  const base = { SAXO_ENV: "SIM", SAXO_REST_BASE: restBase };
  return {
    port,
    seed: simulator.seed,
    sim,
    live,
    redirect_uris: redirectUris,
    access_token: accessToken,
    user_id: identity.id,
    env: {
      with_token: { ...base, SAXO_ACCESS_TOKEN: accessToken, WATCHLIST: watchlistOf(simulator) },
      with_login: {
        ...base,
        SAXO_AUTH_BASE: authBase,
        SAXO_APP_KEY: sim.code_app.app_key,
        SAXO_APP_SECRET: sim.code_app.app_secret,
        SAXO_REDIRECT_URI: redirectUris[0] ?? "",
        WATCHLIST: watchlistOf(simulator),
      },
    },
  };
}

function appsOf(
  environment: Environment,
  applications: readonly Application[],
): Pick<EnvironmentAccess, "code_app" | "pkce_app"> {
  const ours = applications.filter((app) => app.environment === environment);
  const code = ours.find(({ secret }) => secret !== undefined);
  const pkce = ours.find(({ secret }) => secret === undefined);
  assert(code?.secret !== undefined && pkce !== undefined, `no apps for ${environment}`);
  return { code_app: { app_key: code.key, app_secret: code.secret }, pkce_app: { app_key: pkce.key } };
}

const SHOWN_INSTRUMENTS = 3;

const watchlistOf = ({ market }: Simulator): string =>
  market.instruments
    .slice(0, SHOWN_INSTRUMENTS)
    .map(({ id }) => id)
    .join(",");

/** The same for a person. */
export function renderAccess(access: Access): string {
  return [
    `Saxo's OpenAPI, simulated with seed ${access.seed}. Ctrl-C ends it.`,
    "",
    ...environmentLines("SIM", access.sim),
    "",
    ...environmentLines("LIVE", access.live),
    "",
    `redirect addresses    ${access.redirect_uris.join(", ")} (of the PKCE app: any port)`,
    `user id to sign in    ${access.user_id}`,
    `token for 24 hours    ${access.access_token}`,
    "",
    "As an env file, with the token:",
    "",
    ...envLines(access.env.with_token),
    "",
    "or with a login:",
    "",
    ...envLines(access.env.with_login),
    "",
  ].join("\n");
}

const environmentLines = (name: string, access: EnvironmentAccess): readonly string[] => [
  `${name.padEnd(4)}  REST base       ${access.rest_base}`,
  `      OAuth base      ${access.auth_base} (/authorize, /token)`,
  `      app key         ${access.code_app.app_key}`,
  `      app secret      ${access.code_app.app_secret}`,
  `      app key, PKCE   ${access.pkce_app.app_key}`,
];

const envLines = (lines: EnvLines): readonly string[] =>
  Object.entries(lines).map(([name, value]) => `${name}=${value}`);
