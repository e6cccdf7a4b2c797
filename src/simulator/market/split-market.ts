import type { Decimal } from "../../core/domain/decimal.ts";
import { decimal } from "../../core/domain/decimal.ts";
import type { InstrumentId } from "../../core/domain/instrument.ts";
import type { Timestamp } from "../../core/domain/time.ts";
import { timestamp } from "../../core/domain/time.ts";
import type { Market, MarketBar, SimulatedInstrument, Split, TouchQuery } from "./types.ts";

/**
 * A market some of whose shares are split: before its split a share is as many times dearer as it is then worth new
 * ones, and so are the older bars of its charts until somebody adjusts them.
 */
export function withSplits(market: Market, splits: readonly Split[]): Market {
  const byInstrument = new Map(splits.map((split) => [split.instrumentId, split]));
  return { ...market, ...splitPrices(market, byInstrument), splits };
}

type Splits = ReadonlyMap<InstrumentId, Split>;

function splitPrices(
  market: Market,
  splits: Splits,
): Pick<Market, "quote" | "dayStatistics" | "bars" | "firstTouch"> {
  const scaleAt = ({ id }: SimulatedInstrument, at: Timestamp): ((price: Decimal) => Decimal) => {
    const split = splits.get(id);
    if (split === undefined || at >= split.at) return (price) => price;
    return (price) => price.times(String(split.ratio));
  };
  return {
    quote: (instrument, at) => {
      const quote = market.quote(instrument, at);
      const scale = scaleAt(instrument, at);
      return { ...quote, bid: scale(quote.bid), ask: scale(quote.ask), mid: scale(quote.mid) };
    },
    dayStatistics: (instrument, at) => {
      const { volume, ...prices } = market.dayStatistics(instrument, at);
      const scale = scaleAt(instrument, at);
      return {
        volume,
        open: scale(prices.open),
        high: scale(prices.high),
        low: scale(prices.low),
        last: scale(prices.last),
        previousClose: scale(prices.previousClose),
      };
    },
    bars: (instrument, query, at) => {
      const bars = market.bars(instrument, query, at);
      const split = splits.get(instrument.id);
      return split === undefined || isAdjusted(split, at)
        ? bars
        : bars.map((bar) => (bar.startAt < split.at ? barBefore(split, instrument, bar) : bar));
    },
    firstTouch: (instrument, query) => {
      const split = splits.get(instrument.id);
      return split === undefined
        ? market.firstTouch(instrument, query)
        : touchAround(split, query, (part) => market.firstTouch(instrument, part));
    },
  };
}

/** Whether the charts of that instant show what came before the split as if it had been split as well. */
const isAdjusted = ({ historyAdjustedAt }: Split, at: Timestamp): boolean =>
  historyAdjustedAt !== undefined && at >= historyAdjustedAt;

/** Fewer shares changed hands, and each was dearer. */
function barBefore({ ratio }: Split, { quoteDigits }: SimulatedInstrument, bar: MarketBar): MarketBar {
  const price = (value: number): number => Number((value * ratio).toFixed(quoteDigits));
  const { startAt, open, high, low, close, volume } = bar;
  return {
    startAt,
    open: price(open),
    high: price(high),
    low: price(low),
    close: price(close),
    volume: Math.round(volume / ratio),
  };
}

/** A level means another price before the split than after it. */
function touchAround(
  { at, ratio }: Split,
  query: TouchQuery,
  touch: (query: TouchQuery) => Timestamp | undefined,
): Timestamp | undefined {
  const lastBefore = timestamp(at - 1);
  const before =
    query.after < lastBefore
      ? touch({
          ...query,
          level: query.level.div(decimal(String(ratio))),
          upTo: timestamp(Math.min(query.upTo, lastBefore)),
        })
      : undefined;
  if (before !== undefined || query.upTo < at) return before;
  return touch({ ...query, after: timestamp(Math.max(query.after, lastBefore)) });
}
