import { instrument, type InstrumentId } from "../../../src/core/domain/instrument.ts";
import type { Bar } from "../../../src/core/domain/market-data.ts";
import { timestamp, timestampFromIso, type Timestamp } from "../../../src/core/domain/time.ts";
import { closedBars } from "../../../src/core/strategy/closed-bars.ts";
import type { InstrumentStanding, Signal } from "../../../src/core/strategy/contract.ts";
import { momentumRotation } from "../../../src/core/strategy/momentum-rotation.ts";

export const RULE = {
  lookback_months: 12,
  skip_months: 1,
  top_n: 2,
  exit_margin: 0,
  momentum_min_pct: 0,
  tolerance_pct: 2,
  month_bars_min: 12,
  gap_days_max: 10,
};

type Rule = typeof RULE;
type Facts = Pick<InstrumentStanding, "position" | "lastBoughtAt" | "lastSoldAt">;

export const at = (iso: string): Timestamp => timestampFromIso(iso) ?? timestamp(NaN);
export const shareId = (number: number): InstrumentId => instrument("Stock", number).id;

export const held = (openedAt: Timestamp): Facts => ({
  position: { quantity: 1, averagePrice: 100, openedAt, entries: [] },
});

export interface Shown {
  readonly now: Timestamp;
  readonly histories: ReadonlyMap<InstrumentId, readonly Bar[]>;
  readonly rule?: Rule;
  readonly standings?: ReadonlyMap<InstrumentId, Facts>;
  readonly unseen?: readonly InstrumentId[];
  readonly timeZone?: string;
}

/** What the strategy answers to the bars closed by now, as many as it asks for, in the order of the histories. */
export function signalsAt(shown: Shown): ReadonlyMap<InstrumentId, Signal> {
  const { now, histories, rule = RULE, standings = new Map<InstrumentId, Facts>(), unseen = [] } = shown;
  const standingOf = (id: InstrumentId) => ({ id, parameters: rule, ...standings.get(id) });
  const instruments = [...histories].map(([id, bars]) => ({
    ...standingOf(id),
    bars: closedBars(bars, 1440, now).slice(-momentumRotation.barsRequired(rule)),
  }));
  const { timeZone = "America/New_York" } = shown;
  const view = { now, barMinutes: 1440, timeZone, memory: undefined } as const;
  return momentumRotation.evaluate({ ...view, instruments, unseen: unseen.map(standingOf) }).signals;
}
