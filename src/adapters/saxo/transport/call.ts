import type { RequestId } from "../../../core/domain/ids.ts";
import type { DurationMs } from "../../../core/domain/time.ts";
import type { Method } from "./http-exchange.ts";

export interface Call {
  readonly method: Method;
  /** Below the REST base, without query. Logged as it is, so it never holds a key. */
  readonly path: string;
  /** Encoded, without the question mark. */
  readonly query?: string;
  readonly body?: unknown;
  readonly requestId?: RequestId;
  /** What could not leave so soon is given up unsent; absent for what may wait. */
  readonly startWithin?: DurationMs;
  /** Asked before it goes once more with another token. @throws TradebotError when nothing may be sent any more */
  readonly mayGoAgain?: () => boolean;
}

export const describeCall = ({ method, path }: Call): string => `${method} ${path}`;

/** Encodes query parameters; those without a value are left out, and commas stay readable, as in Saxo's lists. */
export function query(parameters: Readonly<Record<string, string | number | undefined>>): string {
  return Object.entries(parameters)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}=${encodeURIComponent(String(value)).replaceAll("%2C", ",")}`)
    .join("&");
}
