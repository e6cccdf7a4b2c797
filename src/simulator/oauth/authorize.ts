import type { Timestamp } from "../../core/domain/time.ts";
import type { Answer } from "../server/answer.ts";
import type { Incoming } from "../server/http-server.ts";
import type { Environment } from "../server/session.ts";
import type { Application } from "./applications.ts";
import { isRegistered } from "./applications.ts";
import { errorPage, loginPage } from "./authorize-page.ts";
import type { Logins } from "./logins.ts";

export interface AuthorizeParts {
  readonly logins: Logins;
  readonly applications: readonly Application[];
  readonly environment: Environment;
  /** Who signs in; there is one person here. */
  readonly userId: string;
  readonly at: Timestamp;
}

interface Asked {
  readonly application: Application;
  readonly redirectUri: string;
  readonly state: string | undefined;
  readonly challenge: string | undefined;
}

/** What is wrong, and whether the application can be told: nobody is sent to an address that is not registered. */
type Wrong =
  | { readonly kind: "page"; readonly why: string }
  | { readonly kind: "redirect"; readonly asked: Asked; readonly error: string; readonly why: string };

/** `GET /authorize` shows the page on which a person signs in; its form comes back as `POST` to the same address. */
export function authorize({ method, body }: Incoming, search: string, parts: AuthorizeParts): Answer {
  if (method !== "GET" && method !== "POST") return { status: 405, headers: { Allow: "GET, POST" } };
  const reading = readAsked(new URLSearchParams(search), parts);
  if ("kind" in reading) return tell(reading);
  return method === "GET" ? page(reading, parts) : decide(reading, new URLSearchParams(body), parts);
}

function decide(asked: Asked, form: URLSearchParams, parts: AuthorizeParts): Answer {
  const decision = form.get("decision");
  if (decision === "deny")
    return back(asked, { error: "access_denied", error_description: "The user denied access" });
  if (decision !== "allow" || form.get("user")?.trim() !== parts.userId)
    return page(asked, parts, `Nobody is known here by that user id. It is ${parts.userId}.`);
  const { application, redirectUri, challenge } = asked;
  return back(asked, { code: parts.logins.grant({ application, redirectUri, challenge }, parts.at) });
}

function readAsked(query: URLSearchParams, { applications, environment }: AuthorizeParts): Asked | Wrong {
  const application = applications.find(
    (known) => known.key === query.get("client_id") && known.environment === environment,
  );
  if (application === undefined)
    return { kind: "page", why: `client_id is not the key of an app that is known on ${environment}.` };
  const redirectUri = query.get("redirect_uri") ?? "";
  if (!isRegistered(application, redirectUri))
    return { kind: "page", why: "redirect_uri is not registered for this app." };
  const state = query.get("state") ?? undefined;
  const challenge = query.get("code_challenge") ?? undefined;
  const asked = { application, redirectUri, state, challenge };
  return findFault(query, asked) ?? asked;
}

/** The S256 digest of a verifier. */
const CHALLENGE = /^[A-Za-z0-9\-_]{43}$/;

function findFault(query: URLSearchParams, asked: Asked): Wrong | undefined {
  const wrong = (error: string, why: string): Wrong => ({ kind: "redirect", asked, error, why });
  if (query.get("response_type") !== "code")
    return wrong("unsupported_response_type", "response_type must be code");
  const { application, challenge } = asked;
  if (challenge === undefined)
    return application.secret === undefined
      ? wrong("invalid_request", "code_challenge is required")
      : undefined;
  if (query.get("code_challenge_method") !== "S256")
    return wrong("invalid_request", "code_challenge_method must be S256");
  return CHALLENGE.test(challenge)
    ? undefined
    : wrong("invalid_request", "code_challenge must be a SHA-256 digest in base64url");
}

const page = ({ application }: Asked, { environment, userId }: AuthorizeParts, complaint?: string): Answer =>
  loginPage({ appKey: application.key, environment, userId, complaint });

const tell = (wrong: Wrong): Answer =>
  wrong.kind === "page"
    ? errorPage(wrong.why)
    : back(wrong.asked, { error: wrong.error, error_description: wrong.why });

/** Sends the browser back to the application. */
function back({ redirectUri, state }: Asked, parameters: Readonly<Record<string, string>>): Answer {
  const location = new URL(redirectUri);
  for (const [name, value] of Object.entries(parameters)) location.searchParams.set(name, value);
  if (state !== undefined) location.searchParams.set("state", state);
  return { status: 302, headers: { Location: location.href, "Cache-Control": "no-store" } };
}
