import { PRICE_MAX, type Bar } from "../../../core/domain/market-data.ts";
import type { Timestamp } from "../../../core/domain/time.ts";
import { AnySample, QuotedSample, TradedSample } from "../wire/chart.ts";

/** The bars of a chart, and where its samples are none. */
export interface SampledBars {
  /** Oldest first, one for each start. */
  readonly bars: readonly Bar[];
  readonly refusedAt: readonly Timestamp[];
}

/** A sample that is not a whole, possible bar is no bar; the others stand. */
export function sampledBars(samples: readonly unknown[]): SampledBars {
  const found = samples.map(barOf);
  const read = found.filter((bar) => bar !== undefined);
  const byStart = new Map(read.map((bar) => [bar.startAt, bar])); // the last word on each start counts
  return {
    bars: [...byStart.values()].sort((a, b) => a.startAt - b.startAt),
    refusedAt: found.flatMap((bar, index) => (bar === undefined ? startsNear(samples, index) : [])),
  };
}

/** When a sample begins; where it does not say so itself, the one before it tells, or else the first that does. */
function startsNear(samples: readonly unknown[], index: number): readonly Timestamp[] {
  const before = samples.slice(0, index + 1).findLast((sample) => startOf(sample) !== undefined);
  const startAt = startOf(before) ?? samples.map(startOf).find((start) => start !== undefined);
  return startAt === undefined ? [] : [startAt];
}

const startOf = (sample: unknown): Timestamp | undefined => AnySample.safeParse(sample).data?.Time;

/** Traded prices where there are any, else the middle of bid and ask: CFDs on stocks come with both. */
const barOf = (sample: unknown): Bar | undefined => tradedBar(sample) ?? quotedBar(sample);

function tradedBar(sample: unknown): Bar | undefined {
  const { data } = TradedSample.safeParse(sample);
  if (data === undefined) return undefined;
  const { Time: startAt, Open: open, High: high, Low: low, Close: close } = data;
  return possible({ startAt, open, high, low, close });
}

function quotedBar(sample: unknown): Bar | undefined {
  const { data } = QuotedSample.safeParse(sample);
  if (data === undefined) return undefined;
  const { open, high, low, close } = sidesOf(data);
  if (![open, high, low, close].every(isSoundPair)) return undefined;
  return possible({ startAt: data.Time, open: mid(open), high: mid(high), low: mid(low), close: mid(close) });
}

type Pair = readonly [bid: number, ask: number];

const sidesOf = (sample: QuotedSample): { open: Pair; high: Pair; low: Pair; close: Pair } => ({
  open: [sample.OpenBid, sample.OpenAsk],
  high: [sample.HighBid, sample.HighAsk],
  low: [sample.LowBid, sample.LowAsk],
  close: [sample.CloseBid, sample.CloseAsk],
});

const mid = ([bid, ask]: Pair): number => (bid + ask) / 2;

const isSoundPair = ([bid, ask]: Pair): boolean => bid > 0 && ask >= bid;

/** No market moves a hundredfold within a bar; a price in another unit, or a digit too many, does. */
const RANGE_MAX = 100;

/** `9999-12-31` stands for "never", and no bar closes after it. */
const START_MAX = Date.UTC(9000, 0, 1);

function possible(bar: Bar): Bar | undefined {
  const { startAt, open, high, low, close } = bar;
  const isPossible =
    startAt < START_MAX &&
    low > 0 &&
    high <= PRICE_MAX &&
    high >= Math.max(open, close) &&
    low <= Math.min(open, close) &&
    high / low <= RANGE_MAX;
  return isPossible ? bar : undefined;
}
