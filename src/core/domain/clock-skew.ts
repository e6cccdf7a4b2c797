import type { Timestamp } from "./time.ts";

/** What our clock said when an answer of the broker named the time. */
export interface ClockReading {
  /** From the Date header, which is cut to the second. */
  readonly brokerAt: Timestamp;
  readonly ourAt: Timestamp;
}

/** The Date header is cut to the second, so the broker's clock may be as much later. */
const CUT_OFF_MS = 1000;
const NOTICEABLE_MS = 2000;
/** A quote's age is told from the two clocks, and orders are looked for by time. */
const UNUSABLE_MS = 5000;

/**
 * How far our clock is ahead of the broker's, negative when it is behind, in milliseconds; 0 as long as both can show
 * the same. The answer in which they differ least counts: the others took longer to come.
 */
export const leastSkewMs = (readings: readonly ClockReading[]): number | undefined =>
  readings.map(skewMs).toSorted((a, b) => Math.abs(a) - Math.abs(b))[0];

function skewMs({ brokerAt, ourAt }: ClockReading): number {
  const difference = ourAt - brokerAt;
  return difference < 0 ? difference : Math.max(0, difference - CUT_OFF_MS);
}

export function judgeSkew(skew: number): "ok" | "warn" | "fail" {
  const size = Math.abs(skew);
  if (size <= NOTICEABLE_MS) return "ok";
  return size <= UNUSABLE_MS ? "warn" : "fail";
}

export const skewInWords = (skew: number): string =>
  `${(Math.abs(skew) / 1000).toFixed(1)} s ${skew < 0 ? "behind" : "ahead of"} the broker's`;
