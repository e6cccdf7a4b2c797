import type { Instrument, TradingSession } from "../core/domain/instrument.ts";
import type { Bar, BarMinutes, BarSeries } from "../core/domain/market-data.ts";
import { barDuration } from "../core/domain/market-data.ts";
import { present } from "../core/domain/present.ts";
import { minutes, subtractDuration, type Timestamp } from "../core/domain/time.ts";
import { expectsNewBar } from "../core/hours/sessions.ts";
import { countChanged, discontinuity, type Discontinuity } from "../core/strategy/bar-history.ts";
import { barCloseAt, closedBars } from "../core/strategy/closed-bars.ts";
import { newestJump } from "../core/strategy/price-jump.ts";
import { appendCachedBars, readCachedBars, replaceCachedBars } from "./cached-bars.ts";
import type { BarSource, CachedBars } from "./cached-bars.ts";
import { instrumentFields } from "./event-fields.ts";
import type { Ports } from "./ports.ts";
import type { Broker } from "./ports/broker.ts";

interface BarsWanted {
  readonly barMinutes: BarMinutes;
  /** How many closed bars the strategy looks at. */
  readonly count: number;
  /** Bars closing after this instant are not yet to be seen. */
  readonly now: Timestamp;
  readonly sessions: readonly TradingSession[] | undefined;
}

/** Oldest first; of a delayed feed only what had closed by the delayed time. */
export interface ClosedBars {
  readonly bars: readonly Bar[];
  /** Absent when the broker does not say. */
  readonly delayedByMinutes?: number;
  /** Starts of samples among these bars, or after them, that were no bars. */
  readonly refusedAt?: readonly Timestamp[];
}

/**
 * The newest closed bars. Asks only for what can be new since the cached ones, and for nothing at all while no bar
 * can have closed. Asks for all of them once more when the past was rewritten, or when the price has jumped as it
 * does by a split: the broker may have adjusted the older bars meanwhile. As long as a sample among them is no bar,
 * all of them are asked for each time: the broker may have mended it.
 */
export async function readClosedBars(
  ports: Surroundings,
  broker: Pick<Broker, "readBars">,
  instrument: Instrument,
  wanted: BarsWanted,
): Promise<ClosedBars> {
  const { barMinutes, count } = wanted;
  const known = readCachedBars(ports, { instrument, barMinutes }, count);
  if (isUpToDate(known, wanted)) return visible(known);
  const task = { ports, broker, instrument, wanted, known };
  const newest = newestToContinue(known, wanted);
  const broken = newest === undefined ? "NOT_KNOWN" : await continueFrom(newest, task);
  if (broken !== undefined) await readAnew(task, broken);
  return visible(readCachedBars(ports, { instrument, barMinutes }, count));
}

type Surroundings = Pick<Ports, "store" | "clock" | "events">;

interface Task {
  readonly ports: Surroundings;
  readonly broker: Pick<Broker, "readBars">;
  readonly instrument: Instrument;
  readonly wanted: BarsWanted;
  readonly known: CachedBars;
}

const visible = ({ bars, source }: CachedBars): ClosedBars => ({
  bars,
  ...present({ delayedByMinutes: source?.delayedByMinutes, refusedAt: source?.refusedAt }),
});

/** The instant up to which a feed shows what happened. */
const seenUntil = (
  now: Timestamp,
  { delayedByMinutes = 0 }: Pick<BarSeries, "delayedByMinutes">,
): Timestamp => subtractDuration(now, minutes(delayedByMinutes));

/** As many as wanted, or all that the broker has. */
const isComplete = ({ bars, source }: CachedBars, { count }: BarsWanted): boolean =>
  source !== undefined && (bars.length >= count || source.wanted >= count);

function isUpToDate(known: CachedBars, wanted: BarsWanted): boolean {
  const newest = known.bars.at(-1);
  if (newest === undefined || !isComplete(known, wanted)) return false;
  if (known.source?.refusedAt !== undefined) return false;
  const { barMinutes, now } = wanted;
  const { source } = known;
  const shownUntil = seenUntil(now, source ?? {});
  if (source?.nextCloseAt !== undefined) return shownUntil < source.nextCloseAt;
  // not if the clock was set back since
  const quietUntil = source !== undefined && source.seenUntil <= shownUntil ? source.seenUntil : undefined;
  return !expectsNewBar(barCloseAt(newest, barMinutes), shownUntil, { ...wanted, quietUntil });
}

/** Why the cached bars are not continued: nothing fit to continue, or what the continuation shows. */
type Broken = "NOT_KNOWN" | "PRICES_JUMPED" | Discontinuity;

/**
 * The bar to go on from. A gap longer than what is wanted is read whole; so is a history with a jump in it, until
 * the broker has adjusted it or the jump is too old to matter.
 */
function newestToContinue(known: CachedBars, wanted: BarsWanted): Bar | undefined {
  const newest = known.bars.at(-1);
  if (newest === undefined || !isComplete(known, wanted)) return undefined;
  if (known.source?.refusedAt !== undefined) return undefined;
  const { barMinutes, count, now } = wanted;
  const barsSince = (now - barCloseAt(newest, barMinutes)) / barDuration(barMinutes);
  return barsSince > count || newestJump(known.bars) !== undefined ? undefined : newest;
}

/** Adds what came after a bar; gives the reason where that does not fit to it. */
async function continueFrom(newest: Bar, task: Task): Promise<Broken | undefined> {
  const { ports, broker, instrument, wanted, known } = task;
  const { barMinutes } = wanted;
  const series = await broker.readBars(instrument, { barMinutes, kind: "from", from: newest.startAt });
  tellRefused(task, series);
  const broken = discontinuity({ newest, dataVersion: known.source?.dataVersion }, series);
  if (broken !== undefined) return broken;
  const read = readOf(series, wanted);
  if (newestJump(read.bars) !== undefined) return "PRICES_JUMPED";
  appendCachedBars(ports, { instrument, barMinutes }, read);
  return undefined;
}

async function readAnew(task: Task, why: Broken): Promise<void> {
  const { ports, broker, instrument, wanted, known } = task;
  const { barMinutes, count } = wanted;
  const latest = { barMinutes, kind: "latest", count: count + 1 } as const; // one more: the forming bar
  const series = await broker.readBars(instrument, latest);
  tellRefused(task, series);
  const read = readOf(series, wanted);
  tellRewritten(task, why, countChanged(known.bars, read.bars));
  replaceCachedBars(ports, { instrument, barMinutes }, read);
}

/** Of what the broker has, the closed bars, and what is to be known about the others. */
function readOf(
  series: BarSeries,
  { barMinutes, count, now }: BarsWanted,
): { readonly bars: readonly Bar[]; readonly source: BarSource } {
  const { dataVersion, delayedByMinutes } = series;
  const shownUntil = seenUntil(now, series);
  const bars = closedBars(series.bars, barMinutes, shownUntil);
  const forming = series.bars[bars.length];
  const earliest = bars.at(-count)?.startAt ?? -Infinity;
  const latest = subtractDuration(shownUntil, barDuration(barMinutes));
  const refusedAt = series.refusedAt.filter((startAt) => startAt >= earliest && startAt <= latest);
  return {
    bars,
    source: {
      wanted: count,
      seenUntil: shownUntil,
      ...present({ dataVersion, delayedByMinutes }),
      ...(refusedAt.length === 0 ? {} : { refusedAt }),
      ...(forming === undefined ? {} : { nextCloseAt: barCloseAt(forming, barMinutes) }),
    },
  };
}

/** A jump that the broker stands by has rewritten nothing; what becomes of it is for the decision to say. */
function tellRewritten({ ports, instrument }: Task, why: Broken, barsChanged: number): void {
  const isOwnFinding = why === "NOT_KNOWN" || why === "PRICES_JUMPED";
  if (isOwnFinding && barsChanged === 0) return;
  ports.events.emit("marketdata_history_rewritten", {
    ...instrumentFields(ports, instrument),
    reason: isOwnFinding ? "CLOSED_BAR_CHANGED" : why,
    bars_changed: barsChanged,
  });
}

function tellRefused({ ports, instrument }: Task, { refusedAt }: BarSeries): void {
  if (refusedAt.length === 0) return;
  const about = instrumentFields(ports, instrument);
  ports.events.emit("marketdata_bars_refused", { ...about, samples_refused: refusedAt.length });
}
