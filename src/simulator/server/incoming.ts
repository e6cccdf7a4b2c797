import { createHash } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import type { Incoming } from "./http-server.ts";

/** Where the REST services answer, below the host. */
export const ROOT_PATH = "/sim/openapi";

const OVERRIDING_METHODS = ["PATCH", "PUT", "DELETE"];

export interface Target {
  /** Below the root. */
  readonly path: string;
  readonly search: string;
}

/** `undefined` when the address lies outside the services. */
export function targetOf({ target }: Incoming): Target | undefined {
  const [path = "", search = ""] = target.split("?", 2);
  return path.startsWith(`${ROOT_PATH}/`) ? { path: path.slice(ROOT_PATH.length), search } : undefined;
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

/** What makes two writes the same write: the client's own request id, or else the write itself. */
export function writeKeyOf({ headers, method, target, body }: Incoming): string {
  const requestId = headerOf(headers, "x-request-id");
  return requestId === undefined
    ? `body ${createHash("sha256").update(`${method} ${target} ${body}`).digest("hex")}`
    : `id ${requestId}`;
}

/** `unreadable` when there is a body that is no JSON. */
export function parseBody(
  body: string,
): { readonly kind: "json"; readonly value: unknown } | { readonly kind: "unreadable" } {
  if (body === "") return { kind: "json", value: undefined };
  try {
    const value: unknown = JSON.parse(body);
    return { kind: "json", value };
  } catch {
    return { kind: "unreadable" };
  }
}
