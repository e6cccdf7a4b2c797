import type { Bar, BarMinutes } from "../domain/market-data.ts";
import { barDuration } from "../domain/market-data.ts";
import type { Timestamp } from "../domain/time.ts";
import { addDuration } from "../domain/time.ts";

/** When a bar can no longer change: its start and its whole horizon, even if trading ended earlier. */
export const barCloseAt = (bar: Bar, barMinutes: BarMinutes): Timestamp =>
  addDuration(bar.startAt, barDuration(barMinutes));

/**
 * The bars that had closed at an instant; the forming one and any of the future are dropped.
 *
 * @param bars oldest first
 */
export function closedBars(bars: readonly Bar[], barMinutes: BarMinutes, now: Timestamp): readonly Bar[] {
  const latestStart = now - barDuration(barMinutes);
  const count = bars.findLastIndex(({ startAt }) => startAt <= latestStart) + 1;
  return count === bars.length ? bars : bars.slice(0, count);
}
