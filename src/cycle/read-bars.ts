import type { Instrument, TradingSession } from "../core/domain/instrument.ts";
import type { Bar, BarMinutes } from "../core/domain/market-data.ts";
import type { Timestamp } from "../core/domain/time.ts";
import { expectsNewBar } from "../core/hours/sessions.ts";
import { barCloseAt, closedBars } from "../core/strategy/closed-bars.ts";
import type { Broker, Ports } from "./ports.ts";

interface BarsWanted {
  readonly barMinutes: BarMinutes;
  /** How many closed bars the strategy looks at. */
  readonly count: number;
  /** Bars closing after this instant are not yet to be seen. */
  readonly now: Timestamp;
  readonly sessions: readonly TradingSession[] | undefined;
}

/**
 * The newest closed bars, oldest first. Asks only for what can be new since the cached ones, and for nothing at all
 * while no bar can have closed.
 */
export async function readClosedBars(
  { store }: Ports,
  broker: Broker,
  instrument: Instrument,
  wanted: BarsWanted,
): Promise<readonly Bar[]> {
  const { barMinutes, count, now } = wanted;
  const cached = store.cache.readBars(instrument.id, barMinutes, count);
  const newest = cached.at(-1);
  const isComplete = newest !== undefined && cached.length >= count;
  if (isComplete && !expectsNewBar(barCloseAt(newest, barMinutes), now, wanted)) return cached;

  const fresh = isComplete ? await readSince(broker, instrument, { newest, wanted }) : undefined;
  const bars = fresh ?? (await readLatest(broker, instrument, wanted));
  const closed = closedBars(bars, barMinutes, now);
  if (fresh === undefined) store.cache.dropBars(instrument.id, barMinutes);
  if (closed.length > 0) store.cache.writeBars(instrument.id, barMinutes, closed, count);
  return store.cache.readBars(instrument.id, barMinutes, count);
}

/** What came after the newest cached bar; `undefined` when the past was rewritten and all must be read again. */
async function readSince(
  broker: Broker,
  instrument: Instrument,
  { newest, wanted: { barMinutes } }: { readonly newest: Bar; readonly wanted: BarsWanted },
): Promise<readonly Bar[] | undefined> {
  const bars = await broker.readBars(instrument, { barMinutes, kind: "from", from: newest.startAt });
  const overlap = bars.find(({ startAt }) => startAt === newest.startAt);
  // a split or a correction: old and new prices in one series would look like a crash
  const isContinued = overlap !== undefined && overlap.close === newest.close && overlap.open === newest.open;
  return isContinued ? bars : undefined;
}

function readLatest(broker: Broker, instrument: Instrument, wanted: BarsWanted): Promise<readonly Bar[]> {
  const { barMinutes, count } = wanted;
  return broker.readBars(instrument, { barMinutes, kind: "latest", count: count + 1 }); // one more: the forming bar
}
