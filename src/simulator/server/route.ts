import type { Answer } from "./answer.ts";
import type { ApiRequest } from "./api-request.ts";
import type { Desk } from "./desk.ts";

/** Endpoints by name: how a fault is aimed. */
export const ENDPOINTS = [
  "authorize",
  "token",
  "diagnostics",
  "session_capabilities",
  "features",
  "root_user",
  "users_me",
  "clients_me",
  "accounts_me",
  "account_reset",
  "balances",
  "net_positions",
  "positions",
  "orders",
  "closed_positions",
  "exposure",
  "instruments",
  "instrument_details",
  "trading_schedule",
  "reference_lists",
  "info_prices",
  "charts",
  "messages",
  "order_activities",
  "reports",
  "history",
  "client_activities",
  "place_order",
  "change_order",
  "precheck",
  "cancel_orders",
  "disclaimers",
] as const;
export type EndpointName = (typeof ENDPOINTS)[number];

export interface Route {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE" | "HEAD" | "OPTIONS";
  /** Below the base, with `{Name}` for a variable segment. */
  readonly path: string;
  readonly endpoint: EndpointName;
  /** Answered without a token as well. */
  readonly isPublic?: boolean;
  readonly handle: (desk: Desk, request: ApiRequest) => Answer;
}

export interface RouteMatch {
  readonly route: Route;
  readonly pathParameters: ReadonlyMap<string, string>;
}

/** The first route of that method and path, in any case; fixed paths stand before those with variable segments. */
export function matchRoute(routes: readonly Route[], method: string, path: string): RouteMatch | undefined {
  const segments = path.split("/");
  for (const route of routes) {
    if (route.method !== method) continue;
    const pathParameters = matchSegments(route.path.split("/"), segments);
    if (pathParameters !== undefined) return { route, pathParameters };
  }
  return undefined;
}

function matchSegments(
  pattern: readonly string[],
  segments: readonly string[],
): ReadonlyMap<string, string> | undefined {
  if (pattern.length !== segments.length) return undefined;
  const parameters = new Map<string, string>();
  for (const [index, part] of pattern.entries()) {
    const segment = segments[index] ?? "";
    const isVariable = part.startsWith("{");
    if (!isVariable && part.toLowerCase() !== segment.toLowerCase()) return undefined;
    if (isVariable) parameters.set(part.slice(1, -1), decodeSegment(segment));
  }
  return parameters;
}

function decodeSegment(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment; // not percent-encoded text: it will name nothing we know
  }
}
