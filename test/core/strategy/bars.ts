import type { Bar, BarMinutes } from "../../../src/core/domain/market-data.ts";
import type { Timestamp } from "../../../src/core/domain/time.ts";
import { minutes, timestamp } from "../../../src/core/domain/time.ts";

/** Flat bars, one horizon after the other, the newest of which closes at an instant. */
export function barsClosingAt(closeAt: Timestamp, barMinutes: BarMinutes, closes: readonly number[]): Bar[] {
  return closes.map((close, index) => ({
    startAt: timestamp(closeAt - minutes(barMinutes) * (closes.length - index)),
    open: close,
    high: close,
    low: close,
    close,
  }));
}
