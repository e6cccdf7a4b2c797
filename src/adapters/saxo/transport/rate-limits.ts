import type { EventFields } from "../../../events/emitter.ts";
import type { HttpReply } from "./http-exchange.ts";

/** What a reply says about one of the broker's limits. */
export interface LimitReading {
  /** `AppDay`, `Session`, `SessionOrders`, ...; open-ended, in lower case, as undici gives header names. */
  readonly dimension: string;
  readonly limit: number | undefined;
  readonly remaining: number | undefined;
  /** Seconds to go, not an instant. */
  readonly resetSeconds: number | undefined;
}

/** Ten million a day over all users of the app: never ours to wait for. */
export const APP_DAY = "appday";
const HEADER = /^x-ratelimit-(.+)-(?:limit|remaining|reset)$/;
const COUNT = /^\d{1,9}$/;

export function readLimits({
  header,
  headerNames,
}: Pick<HttpReply, "header" | "headerNames">): LimitReading[] {
  const dimensions = new Set(headerNames.map((name) => HEADER.exec(name)?.[1]));
  const count = (dimension: string, what: string): number | undefined => {
    const text = header(`x-ratelimit-${dimension}-${what}`) ?? "";
    return COUNT.test(text) ? Number(text) : undefined;
  };
  return [...dimensions]
    .filter((dimension) => dimension !== undefined)
    .map((dimension) => ({
      dimension,
      limit: count(dimension, "limit"),
      remaining: count(dimension, "remaining"),
      resetSeconds: count(dimension, "reset"),
    }));
}

/** Whether the limit is about order writes alone. */
export const isOrderLimit = (dimension: string): boolean => dimension.includes("orders");
/** Whether the limit is about the instruments' reference data alone. */
export const isInstrumentLimit = (dimension: string): boolean => dimension.includes("instruments");

/** Seconds until a limit that is used up is replenished; never the daily one's. */
export function exhaustedReset(limits: readonly LimitReading[]): number | undefined {
  const resets = limits
    .filter(({ dimension, remaining }) => dimension !== APP_DAY && remaining === 0)
    .map(({ resetSeconds }) => resetSeconds ?? 0);
  return resets.length === 0 ? undefined : Math.max(...resets);
}

/** What a reply told about the broker's patience. */
export interface LimitNews {
  readonly limits: readonly LimitReading[];
  /** Whether it refused the request for coming too soon. */
  readonly isRefusal?: boolean;
  /** The broker's own wish. */
  readonly retryAfterMs?: number;
}

/** Resets are whole seconds, and those below one are shown as 0. */
const ROUNDING_MS = 1000;

/** How long the broker wants to be left alone; `undefined` when it does not say. */
export function wishedPauseMs({ limits, isRefusal, retryAfterMs }: LimitNews): number | undefined {
  if (retryAfterMs !== undefined) return Math.max(ROUNDING_MS, retryAfterMs);
  const reset = exhaustedReset(limits) ?? (isRefusal === true ? exhaustedDay(limits) : undefined);
  return reset === undefined ? undefined : reset * 1000 + ROUNDING_MS;
}

/** How long nothing more of the kind may be sent after a reply; `undefined` when its limits tell by themselves. */
export function holdMs(news: LimitNews): number | undefined {
  const isTold = news.retryAfterMs === undefined && exhaustedReset(news.limits) !== undefined;
  if (isTold || (news.retryAfterMs === undefined && news.isRefusal !== true)) return undefined;
  return wishedPauseMs(news) ?? ROUNDING_MS;
}

/** The daily limit decides only about a refusal that no other limit explains. */
const exhaustedDay = (limits: readonly LimitReading[]): number | undefined =>
  limits.find(({ dimension, remaining }) => dimension === APP_DAY && remaining === 0)?.resetSeconds;

type LimitFields = Pick<
  EventFields<"http_error">,
  | "rate_limit_remaining_app_day"
  | "rate_limit_remaining_session"
  | "rate_limit_remaining_session_orders"
  | "rate_limit_remaining_other"
  | "rate_limit_reset_app_day"
  | "rate_limit_reset_session"
  | "rate_limit_reset_session_orders"
  | "rate_limit_reset_other"
>;

const KNOWN = new Set([APP_DAY, "session", "sessionorders"]);

export function limitFields(limits: readonly LimitReading[]): LimitFields {
  const named = (dimension: string): LimitReading | undefined =>
    limits.find((limit) => limit.dimension === dimension);
  const other = limits.find(({ dimension }) => !KNOWN.has(dimension));
  return {
    rate_limit_remaining_app_day: named(APP_DAY)?.remaining,
    rate_limit_remaining_session: named("session")?.remaining,
    rate_limit_remaining_session_orders: named("sessionorders")?.remaining,
    rate_limit_remaining_other: other?.remaining,
    rate_limit_reset_app_day: named(APP_DAY)?.resetSeconds,
    rate_limit_reset_session: named("session")?.resetSeconds,
    rate_limit_reset_session_orders: named("sessionorders")?.resetSeconds,
    rate_limit_reset_other: other?.resetSeconds,
  };
}
