import { createHash } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import type { Incoming } from "./http-server.ts";
import type { Environment } from "./session.ts";
import { ENVIRONMENTS } from "./session.ts";

/** Where the REST services answer, below the host. */
export const REST_ROOTS: Readonly<Record<Environment, string>> = { SIM: "/sim/openapi", LIVE: "/openapi" };
/** Where people sign in: on Saxo hosts of their own, here paths beside the services. */
export const OAUTH_ROOTS: Readonly<Record<Environment, string>> = { SIM: "/sim/logon", LIVE: "/live/logon" };

const OVERRIDING_METHODS = ["PATCH", "PUT", "DELETE"];

export interface Address {
  readonly service: "rest" | "oauth";
  readonly environment: Environment;
  /** Below the root, without a slash at the end: with it the same resource is meant. */
  readonly path: string;
  readonly search: string;
}

/** `undefined` when the address lies outside the services. */
export function addressOf({ target }: Incoming): Address | undefined {
  const [whole = "", ...rest] = target.split("?");
  const search = rest.join("?");
  for (const environment of ENVIRONMENTS) {
    for (const [service, roots] of [
      ["rest", REST_ROOTS],
      ["oauth", OAUTH_ROOTS],
    ] as const) {
      const root = roots[environment];
      if (whole.startsWith(`${root}/`))
        return { service, environment, path: whole.slice(root.length).replace(/\/$/, ""), search };
    }
  }
  return undefined;
}

/** A POST may stand for another method, for the sake of proxies that let nothing else through. */
export function methodOf({ method, headers }: Incoming): string {
  const override = headerOf(headers, "x-http-method-override")?.toUpperCase() ?? "";
  return method === "POST" && OVERRIDING_METHODS.includes(override) ? override : method;
}

export function headerOf(headers: IncomingHttpHeaders, name: string): string | undefined {
  const value = headers[name];
  return Array.isArray(value) ? value[0] : value;
}

const BEARER = /^bearer +(\S+)$/i;

export const tokenOf = ({ headers }: Incoming): string | undefined =>
  BEARER.exec(headerOf(headers, "authorization") ?? "")?.[1];

/** What makes two writes of a session the same write: the client's own request id, or else the write itself. */
export function writeKeyOf({ headers, method, target, body }: Incoming, sessionId: string): string {
  const requestId = headerOf(headers, "x-request-id");
  return requestId === undefined
    ? `${sessionId} body ${createHash("sha256").update(`${method} ${target} ${body}`).digest("hex")}`
    : `${sessionId} id ${requestId}`;
}

const JSON_TYPE = /^(application|text)\/([\w.-]+\+)?json\b/i;

/** The JSON in the body; nothing when there is no body. `other_type`: it does not even say that it is JSON. */
export function readBody({
  headers,
  body,
}: Incoming):
  | { readonly kind: "json"; readonly value: unknown }
  | { readonly kind: "other_type" }
  | { readonly kind: "unreadable" } {
  if (body === "") return { kind: "json", value: undefined };
  if (!JSON_TYPE.test(headerOf(headers, "content-type") ?? "")) return { kind: "other_type" };
  try {
    const value: unknown = JSON.parse(body);
    return { kind: "json", value };
  } catch {
    return { kind: "unreadable" };
  }
}
