import type { Timestamp } from "./time.ts";

/** What our clock said around an answer of the broker that named the time. */
export interface ClockReading {
  /** From the Date header, which is cut to the second. */
  readonly brokerAt: Timestamp;
  readonly askedAt: Timestamp;
  /** When the answer was there. */
  readonly ourAt: Timestamp;
}

/** The Date header is cut to the second, so the broker's clock may be as much later. */
const CUT_OFF_MS = 1000;
const NOTICEABLE_MS = 2000;
/** A quote's age is told from the two clocks, and orders are looked for by time. */
const UNUSABLE_MS = 5000;

/**
 * How far our clock is ahead of the broker's, negative when it is behind, in milliseconds; 0 as long as both can show
 * the same. The middle one of all answers counts, the smaller of two, so that no odd answer decides.
 */
export function skewOf(readings: readonly ClockReading[]): number | undefined {
  const sorted = readings.map(skewMs).toSorted((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  return [sorted[Math.floor(middle)], sorted[Math.ceil(middle)]]
    .filter((skew) => skew !== undefined)
    .toSorted((a, b) => Math.abs(a) - Math.abs(b))[0];
}

/** The broker named its time at some moment between question and answer: only what that cannot explain is skew. */
function skewMs({ brokerAt, askedAt, ourAt }: ClockReading): number {
  const aheadAtMost = ourAt - brokerAt;
  const aheadAtLeast = askedAt - brokerAt - CUT_OFF_MS;
  if (aheadAtMost < 0) return aheadAtMost;
  return Math.max(0, aheadAtLeast);
}

export function judgeSkew(skew: number): "ok" | "warn" | "fail" {
  const size = Math.abs(skew);
  if (size <= NOTICEABLE_MS) return "ok";
  return size <= UNUSABLE_MS ? "warn" : "fail";
}

export const skewInWords = (skew: number): string =>
  `${(Math.abs(skew) / 1000).toFixed(1)} s ${skew < 0 ? "behind" : "ahead of"} the broker's`;
