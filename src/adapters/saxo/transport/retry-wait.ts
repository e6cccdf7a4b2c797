import { durationMs } from "../../../core/domain/time.ts";
import type { DurationMs, Timestamp } from "../../../core/domain/time.ts";
import { exhaustedReset } from "./rate-limits.ts";
import type { LimitReading } from "./rate-limits.ts";

export const RETRIES_MAX = 3;
/** A broker that wants to be left alone for longer is treated as gone; the next cycle asks again. */
const WAIT_MS_MAX = 120_000;

interface Refusal {
  readonly retryAfter?: string;
  readonly limits: readonly LimitReading[];
}

/** How long the broker's `Retry-After` asks to wait, given in seconds or as a date. */
export function retryAfterMs(text: string | undefined, now: Timestamp): number | undefined {
  if (text === undefined) return undefined;
  if (/^\d{1,9}$/.test(text.trim())) return Number(text) * 1000;
  const at = Date.parse(text);
  return Number.isNaN(at) ? undefined : Math.max(0, at - now);
}

/**
 * How long to wait before a read is asked again.
 *
 * @param attempt the one that failed, from 1
 * @returns `undefined` when the broker asks for more patience than a cycle has
 */
export function retryWait(refusal: Refusal, attempt: number, now: Timestamp): DurationMs | undefined {
  const reset = exhaustedReset(refusal.limits);
  const waitMs =
    retryAfterMs(refusal.retryAfter, now) ??
    // a second on top, because the broker rounds; resets below one second are shown as 0
    (reset === undefined ? 1000 * 2 ** (attempt - 1) : (reset + 1) * 1000);
  return waitMs > WAIT_MS_MAX ? undefined : durationMs(Math.max(waitMs, 1000));
}
