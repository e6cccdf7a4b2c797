import type { Timestamp } from "../../core/domain/time.ts";
import { timestamp } from "../../core/domain/time.ts";

/** How many requests of a kind a session or app may send in a window (OpenAPI reference, rate limiting). */
interface Dimension {
  readonly name: string;
  readonly limit: number;
  readonly windowMs: number;
}

const APP_DAY: Dimension = { name: "AppDay", limit: 10_000_000, windowMs: 86_400_000 };
const SESSION: Dimension = { name: "Session", limit: 120, windowMs: 60_000 };
const SESSION_ORDERS: Dimension = { name: "SessionOrders", limit: 1, windowMs: 1000 };
const INSTRUMENTS: Dimension = { name: "RefDataInstrumentsMinute", limit: 60, windowMs: 60_000 };

const WINDOWS_KEPT = 1000;

interface Window {
  readonly startedAt: Timestamp;
  readonly endsAt: Timestamp;
  readonly used: number;
}

export interface RateVerdict {
  readonly isAllowed: boolean;
  readonly headers: Readonly<Record<string, string>>;
}

/** What of a request decides which limits it counts against. */
export interface Counted {
  readonly sessionId: string;
  /** Below the root. */
  readonly path: string;
  readonly isOrderWrite: boolean;
}

/** Counts requests in windows that begin with their first request. Lives as long as the process. */
export class RateLimits {
  readonly #windows = new Map<string, Window>();
  readonly #isEnforced: boolean;

  constructor(isEnforced: boolean) {
    this.#isEnforced = isEnforced;
  }

  /** Counts a request unless it is over a limit; the headers say where each of its limits stands. */
  admit(counted: Counted, at: Timestamp): RateVerdict {
    this.#forgetEnded(at);
    const buckets = bucketsOf(counted).map(({ key, dimension }) => {
      const window = this.#current(key, dimension, at);
      return { key, dimension, window, isExhausted: window.used >= dimension.limit };
    });
    const isAllowed = !this.#isEnforced || buckets.every((bucket) => !bucket.isExhausted);
    const headers: Record<string, string> = {};
    for (const { key, dimension, window } of buckets) {
      const used = isAllowed ? window.used + 1 : window.used;
      this.#windows.set(key, { ...window, used });
      Object.assign(headers, headersOf(dimension, { ...window, used }, at));
    }
    return { isAllowed, headers };
  }

  /** Sessions come and go; what they leave behind must not pile up. */
  #forgetEnded(at: Timestamp): void {
    if (this.#windows.size < WINDOWS_KEPT) return;
    for (const [key, { endsAt }] of this.#windows) if (endsAt <= at) this.#windows.delete(key);
  }

  #current(key: string, dimension: Dimension, at: Timestamp): Window {
    const window = this.#windows.get(key);
    const age = window === undefined ? Infinity : at - window.startedAt;
    // a clock set back starts afresh, or it would have to catch up first
    return window !== undefined && age >= 0 && age < dimension.windowMs
      ? window
      : { startedAt: at, endsAt: timestamp(at + dimension.windowMs), used: 0 };
  }
}

/** The app's day, and of the session its order writes, or its other requests by service group. */
function bucketsOf({ sessionId, path, isOrderWrite }: Counted): { key: string; dimension: Dimension }[] {
  const app = { key: "app", dimension: APP_DAY };
  if (isOrderWrite) return [app, { key: `orders ${sessionId}`, dimension: SESSION_ORDERS }];
  const serviceGroup = path.split("/")[1] ?? "";
  const session = { key: `session ${sessionId} ${serviceGroup}`, dimension: SESSION };
  const isInstrument = /^\/ref\/v1\/instruments(?:$|\/)/.test(path);
  const instruments = { key: `instruments ${sessionId}`, dimension: INSTRUMENTS };
  return isInstrument ? [app, session, instruments] : [app, session];
}

function headersOf(dimension: Dimension, window: Window, at: Timestamp): Record<string, string> {
  const prefix = `X-RateLimit-${dimension.name}`;
  const resetMs = window.endsAt - at;
  return {
    [`${prefix}-Limit`]: String(dimension.limit),
    [`${prefix}-Remaining`]: String(Math.max(0, dimension.limit - window.used)),
    [`${prefix}-Reset`]: String(Math.ceil(resetMs / 1000)),
  };
}
