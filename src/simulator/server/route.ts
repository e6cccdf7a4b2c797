import type { Answer } from "./answer.ts";
import type { ApiRequest } from "./api-request.ts";
import type { Desk } from "./desk.ts";

/** Endpoints by name: how a fault is aimed. */
export type EndpointName =
  | "session_capabilities"
  | "root_user"
  | "users_me"
  | "clients_me"
  | "accounts_me"
  | "balances"
  | "net_positions"
  | "positions"
  | "orders"
  | "instrument_details"
  | "trading_schedule"
  | "info_prices"
  | "charts"
  | "order_activities"
  | "place_order"
  | "precheck"
  | "cancel_orders"
  | "disclaimers";

export interface Route {
  readonly method: "GET" | "POST" | "DELETE";
  /** Below the base, with `{Name}` for a variable segment. */
  readonly path: string;
  readonly endpoint: EndpointName;
  readonly handle: (desk: Desk, request: ApiRequest) => Answer;
}

export interface RouteMatch {
  readonly route: Route;
  readonly pathParameters: ReadonlyMap<string, string>;
}

/** The first route of that method and path; fixed paths stand before those with variable segments. */
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
    if (!isVariable && part !== segment) return undefined;
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
