import type { MarketView } from "./decision-input.ts";

/** How far the newest bars lag behind. Where the chart does not say, its quotes tell: both follow one entitlement. */
export function barDelayMinutes({ bars, quote }: Pick<MarketView, "bars" | "quote">): number {
  const ofBars = bars.kind === "bars" ? bars.delayedByMinutes : undefined;
  const ofQuote = quote?.kind === "quote" ? quote.quote.delayedByMinutes : 0;
  return ofBars ?? ofQuote;
}
