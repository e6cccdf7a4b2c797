import type { InstrumentId } from "../../core/domain/instrument.ts";
import type { Timestamp } from "../../core/domain/time.ts";
import type { MarketBar } from "../market/types.ts";

/** What a chart shows in place of the market's own. */
export interface ChartOverride {
  /** From each of these instants on, `DataVersion` is another one: history was rewritten, or so it is said. */
  readonly versionChangesAt: readonly Timestamp[];
  /** Starts of bars that are left out. */
  readonly missing: ReadonlySet<Timestamp>;
  /** Starts of bars that come twice. */
  readonly duplicated: ReadonlySet<Timestamp>;
}

export type ChartOverrides = ReadonlyMap<InstrumentId, ChartOverride>;

/** How often the history of a chart has been rewritten. */
export const rewritesOf = (override: ChartOverride | undefined, at: Timestamp): number =>
  override?.versionChangesAt.filter((changedAt) => changedAt <= at).length ?? 0;

export const shownBars = (
  bars: readonly MarketBar[],
  override: ChartOverride | undefined,
): readonly MarketBar[] =>
  override === undefined
    ? bars
    : bars
        .filter(({ startAt }) => !override.missing.has(startAt))
        .flatMap((bar) => (override.duplicated.has(bar.startAt) ? [bar, bar] : [bar]));
