import type { EndpointName } from "./route.ts";

/** Which requests a fault is for; all that is given must fit, and nothing given fits every request. */
export interface Aim {
  readonly endpoint?: EndpointName;
  readonly method?: string;
  /** Below the root of the services: `*` stands for one segment, `**` at the end for any rest. */
  readonly path?: string;
  /** How many fitting requests it lets pass first. */
  readonly skip?: number;
  /** How many requests it strikes; one when absent. */
  readonly count?: number | "always";
  /** Of striking a request that fits, from 0 to 1; decided by the seed, so that a run can be repeated. */
  readonly probability?: number;
}

export interface Aimed {
  readonly endpoint: EndpointName;
  readonly method: string;
  readonly path: string;
}

export const isAimedAt = ({ endpoint, method, path }: Aim, request: Aimed): boolean =>
  (endpoint === undefined || endpoint === request.endpoint) &&
  (method === undefined || method.toUpperCase() === request.method) &&
  (path === undefined || matches(path.toLowerCase().split("/"), request.path.toLowerCase().split("/")));

function matches(pattern: readonly string[], segments: readonly string[]): boolean {
  const isOpen = pattern.at(-1) === "**";
  const fixed = isOpen ? pattern.slice(0, -1) : pattern;
  const hasRoom = isOpen ? segments.length >= fixed.length : segments.length === fixed.length;
  return hasRoom && fixed.every((part, index) => part === "*" || part === segments[index]);
}
