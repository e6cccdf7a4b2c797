import type { Bar } from "../../../core/domain/market-data.ts";
import { QuotedSample, TradedSample } from "../wire/chart.ts";

/** Oldest first, one for each start; a sample that is not a whole, possible bar is no bar. */
export function bars(samples: readonly unknown[]): Bar[] {
  const byStart = new Map<number, Bar>();
  for (const bar of samples.map(barOf)) {
    if (bar !== undefined && isPossible(bar)) byStart.set(bar.startAt, bar);
  }
  return [...byStart.values()].sort((a, b) => a.startAt - b.startAt);
}

/** Traded prices where there are any, else the middle of bid and ask. */
function barOf(sample: unknown): Bar | undefined {
  const { data: traded } = TradedSample.safeParse(sample);
  if (traded !== undefined) {
    const { Time: startAt, Open: open, High: high, Low: low, Close: close } = traded;
    return { startAt, open, high, low, close };
  }
  const { data: quoted } = QuotedSample.safeParse(sample);
  if (quoted === undefined || !isPositive(Object.values(sidesOf(quoted)).flat())) return undefined;
  const { open, high, low, close } = sidesOf(quoted);
  return { startAt: quoted.Time, open: mid(open), high: mid(high), low: mid(low), close: mid(close) };
}

type Pair = readonly [bid: number, ask: number];

const sidesOf = (sample: QuotedSample): { open: Pair; high: Pair; low: Pair; close: Pair } => ({
  open: [sample.OpenBid, sample.OpenAsk],
  high: [sample.HighBid, sample.HighAsk],
  low: [sample.LowBid, sample.LowAsk],
  close: [sample.CloseBid, sample.CloseAsk],
});

const mid = ([bid, ask]: Pair): number => (bid + ask) / 2;

const isPositive = (prices: readonly number[]): boolean => prices.every((price) => price > 0);

const isPossible = ({ open, high, low, close }: Bar): boolean =>
  isPositive([open, high, low, close]) && high >= Math.max(open, close) && low <= Math.min(open, close);
