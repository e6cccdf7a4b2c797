import type { Bar, BarSeries } from "../domain/market-data.ts";

/** Why bars read before do not fit to those the broker has now. */
export type Discontinuity = "DATA_VERSION_CHANGED" | "CLOSED_BAR_GONE" | "CLOSED_BAR_CHANGED";

/**
 * Whether a series that begins with a closed bar we know goes on from it; if not, old and new prices in one series
 * would show a movement that never was.
 *
 * @param newest the newest closed bar known; it can change no more unless the past was rewritten
 */
export function discontinuity(
  { newest, dataVersion }: { readonly newest: Bar; readonly dataVersion: number | undefined },
  series: BarSeries,
): Discontinuity | undefined {
  if (series.dataVersion !== dataVersion) return "DATA_VERSION_CHANGED";
  const again = series.bars.find(({ startAt }) => startAt === newest.startAt);
  if (again === undefined) return "CLOSED_BAR_GONE";
  return isSameBar(again, newest) ? undefined : "CLOSED_BAR_CHANGED";
}

/** How many of the bars known are gone or others now, as far back as the new series reaches. */
export function countChanged(known: readonly Bar[], now: readonly Bar[]): number {
  const reach = now[0]?.startAt ?? Infinity;
  const byStart = new Map(now.map((bar) => [bar.startAt, bar]));
  return known.filter((bar) => {
    const again = byStart.get(bar.startAt);
    return bar.startAt >= reach && (again === undefined || !isSameBar(again, bar));
  }).length;
}

const isSameBar = (a: Bar, b: Bar): boolean =>
  a.startAt === b.startAt && a.open === b.open && a.high === b.high && a.low === b.low && a.close === b.close;
