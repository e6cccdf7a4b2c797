import { durationMs } from "../../../core/domain/time.ts";
import type { DurationMs, Timestamp } from "../../../core/domain/time.ts";
import { wishedPauseMs } from "./rate-limits.ts";
import type { LimitNews } from "./rate-limits.ts";

export const RETRIES_MAX = 3;

/** How long the broker's `Retry-After` asks to wait, given in seconds or as a date. */
export function retryAfterMs(text: string | undefined, now: Timestamp): number | undefined {
  if (text === undefined) return undefined;
  if (/^\d{1,9}$/.test(text.trim())) return Number(text) * 1000;
  const at = Date.parse(text);
  return Number.isNaN(at) ? undefined : Math.max(0, at - now);
}

/** How long to wait before a read is asked again. @param attempt the one that failed, from 1 */
export const retryWait = (news: LimitNews, attempt: number): DurationMs =>
  durationMs(wishedPauseMs(news) ?? 1000 * 2 ** (attempt - 1));
