import type { Timestamp } from "../../core/domain/time.ts";
import type { Answer } from "../server/answer.ts";
import type { Incoming } from "../server/http-server.ts";
import { headerOf } from "../server/incoming.ts";
import type { Environment } from "../server/session.ts";
import type { Application } from "./applications.ts";
import type { Logins, Refused, TokenPair } from "./logins.ts";

export interface TokenParts {
  readonly logins: Logins;
  readonly applications: readonly Application[];
  readonly environment: Environment;
  readonly at: Timestamp;
  /** Saxo answers 201; which 2xx it is, no document says. */
  readonly successStatus: 200 | 201;
  /** Whether a code is worth nothing without the address that it was sent to. */
  readonly requiresRedirectUri: boolean;
}

type Parameters = ReadonlyMap<string, string>;
type Client =
  | { readonly kind: "known"; readonly application: Application }
  | { readonly kind: "unnamed" }
  | { readonly kind: "wrong"; readonly why: string };

/** `POST /token`: a code or a refresh token against a new pair; errors as RFC 6749 has them. */
export function exchangeToken(incoming: Incoming, search: string, parts: TokenParts): Answer {
  if (incoming.method !== "POST") return { status: 405, headers: { Allow: "POST" } };
  const parameters = parametersOf(incoming, search);
  if (parameters === undefined)
    return failure(400, "invalid_request", "The body must be application/x-www-form-urlencoded");
  const client = clientOf(incoming, parameters, parts);
  if (client.kind === "wrong") return unknownClient(client.why);
  const grantType = parameters.get("grant_type");
  if (grantType === "authorization_code") return redeemCode(parameters, client, parts);
  if (grantType === "refresh_token") return refresh(parameters, client, parts);
  return grantType === undefined
    ? failure(400, "invalid_request", "grant_type is missing")
    : failure(400, "unsupported_grant_type", "grant_type must be authorization_code or refresh_token");
}

function redeemCode(
  parameters: Parameters,
  client: Client,
  { logins, at, successStatus, requiresRedirectUri }: TokenParts,
): Answer {
  if (client.kind !== "known") return unknownClient("client_id is missing");
  const code = parameters.get("code");
  const redirectUri = parameters.get("redirect_uri");
  if (code === undefined) return failure(400, "invalid_request", "code is required");
  if (requiresRedirectUri && redirectUri === undefined)
    return failure(400, "invalid_request", "redirect_uri is required");
  const { application } = client;
  const verifier = parameters.get("code_verifier");
  return pairOrRefusal(logins.redeem(code, { application, redirectUri, verifier }, at), successStatus);
}

/** A PKCE client need not name itself: its refresh token and its verifier say who it is. */
function refresh(parameters: Parameters, client: Client, parts: TokenParts): Answer {
  const { logins, applications, environment, at, successStatus } = parts;
  const refreshToken = parameters.get("refresh_token");
  if (refreshToken === undefined) return failure(400, "invalid_request", "refresh_token is required");
  const login = logins.refreshable(refreshToken, environment, at);
  if (login === undefined)
    return failure(400, "invalid_grant", "The refresh token is unknown, used or expired");
  const owner = applications.find(({ key }) => key === login.applicationKey);
  if (client.kind === "known" && client.application.key !== login.applicationKey)
    return failure(400, "invalid_grant", "The refresh token was given to another client");
  if (client.kind !== "known" && owner?.secret !== undefined)
    return unknownClient("this client has to send its secret");
  const verifier = parameters.get("code_verifier");
  return pairOrRefusal(logins.refresh(login, refreshToken, { verifier, at }), successStatus);
}

const FORM = "application/x-www-form-urlencoded";

/** Of the form, or else of the query; `undefined` when the body is something else than a form. */
function parametersOf({ headers, body }: Incoming, search: string): Parameters | undefined {
  const isForm = (headerOf(headers, "content-type") ?? FORM).toLowerCase().startsWith(FORM);
  return isForm ? new Map([...new URLSearchParams(search), ...new URLSearchParams(body)]) : undefined;
}

function clientOf(incoming: Incoming, parameters: Parameters, parts: TokenParts): Client {
  const credentials = basicCredentials(incoming) ?? {
    key: parameters.get("client_id"),
    secret: parameters.get("client_secret"),
  };
  if (credentials.key === undefined) return { kind: "unnamed" };
  const application = parts.applications.find(
    ({ key, environment }) => key === credentials.key && environment === parts.environment,
  );
  if (application === undefined) return { kind: "wrong", why: "the client is not known here" };
  return application.secret === credentials.secret
    ? { kind: "known", application }
    : { kind: "wrong", why: "the client's secret is wrong" };
}

const BASIC = /^basic +(\S+)$/i;

function basicCredentials({ headers }: Incoming): { key: string; secret: string } | undefined {
  const encoded = BASIC.exec(headerOf(headers, "authorization") ?? "")?.[1];
  if (encoded === undefined) return undefined;
  const [key = "", ...secret] = Buffer.from(encoded, "base64").toString("utf8").split(":");
  return { key, secret: secret.join(":") };
}

const pairOrRefusal = (outcome: TokenPair | Refused, successStatus: number): Answer =>
  "refused" in outcome
    ? failure(400, "invalid_grant", outcome.refused)
    : {
        status: successStatus,
        headers: NOT_TO_BE_KEPT,
        body: {
          access_token: outcome.accessToken,
          token_type: "Bearer",
          expires_in: Math.floor(outcome.accessExpiresIn / 1000),
          refresh_token: outcome.refreshToken,
          refresh_token_expires_in: Math.floor(outcome.refreshExpiresIn / 1000),
          base_uri: null,
        },
      };

const NOT_TO_BE_KEPT = { "Cache-Control": "no-store", Pragma: "no-cache" };

const failure = (status: number, error: string, description: string): Answer => ({
  status,
  headers: NOT_TO_BE_KEPT,
  body: { error, error_description: description },
});

const unknownClient = (why: string): Answer => {
  const answer = failure(401, "invalid_client", why);
  return { ...answer, headers: { ...answer.headers, "WWW-Authenticate": "Basic" } };
};
