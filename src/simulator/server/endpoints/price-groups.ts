import { decimal } from "../../../core/domain/decimal.ts";
import type { Timestamp } from "../../../core/domain/time.ts";
import { minutes, subtractDuration } from "../../../core/domain/time.ts";
import { commissionFor, percentage } from "../../exchange/cents.ts";
import { inMoney } from "../../exchange/conversion.ts";
import type { DayStatistics, Market, MarketQuote, SimulatedInstrument } from "../../market/types.ts";
import { wireNumber } from "../answer.ts";
import { dayChangePercent } from "../instrument-wire.ts";

/** What the groups beside the quote are made of; `at` lies back by the delay, where there is one. */
export interface Shown {
  readonly instrument: SimulatedInstrument;
  readonly market: Market;
  readonly quote: MarketQuote;
  readonly at: Timestamp;
}

type Group = Record<string, unknown>;

/** Depth shown at the best price; nothing but a figure. */
const QUOTED_SIZE_FACTOR = "1000";
const DEPTH_LEVELS = [0, 1, 2, 3, 4];
const DAY_MINUTES = 1440;
const CHANGES: readonly (readonly [name: string, days: number])[] = [
  ["PercentChange1Month", 30],
  ["PercentChange2Months", 61],
  ["PercentChange3Months", 91],
  ["PercentChange6Months", 182],
  ["PercentChangeWeekly", 7],
];

const quotedSize = ({ minimumTradeSize }: SimulatedInstrument): number =>
  wireNumber(minimumTradeSize.times(QUOTED_SIZE_FACTOR));

const statisticsOf = ({ market, instrument, at }: Shown): DayStatistics =>
  market.dayStatistics(instrument, at);

export function priceInfo(shown: Shown): Group {
  const { high, low, last, previousClose } = statisticsOf(shown);
  return {
    High: wireNumber(high),
    Low: wireNumber(low),
    NetChange: wireNumber(last.minus(previousClose)),
    PercentChange: dayChangePercent(shown.market, shown.instrument, shown.at),
  };
}

/** Quoted products have no trades, so their last trade, volume and opening are zero. */
export function priceInfoDetails(shown: Shown): Group {
  const { open, last, previousClose, volume } = statisticsOf(shown);
  const { instrument } = shown;
  const size = quotedSize(instrument);
  const isTraded = instrument.priceKind === "last";
  return {
    AskSize: size,
    BidSize: size,
    LastClose: wireNumber(previousClose),
    LastTraded: isTraded ? wireNumber(last) : 0,
    LastTradedSize: isTraded ? wireNumber(instrument.minimumTradeSize) : 0,
    Open: isTraded ? wireNumber(open) : 0,
    Volume: isTraded ? volume : 0,
  };
}

/** How far the price has come since the last close so many days ago. */
export function historicalChanges({ market, instrument, quote, at }: Shown): Group {
  const now = quote.mid;
  const changes = CHANGES.map(([name, days]) => {
    const upTo = subtractDuration(at, minutes((days + 1) * DAY_MINUTES)); // the start of the bar that closed then
    const [bar] = market.bars(instrument, { barMinutes: DAY_MINUTES, count: 1, upTo }, at);
    const then = decimal(String(bar?.close ?? 0));
    return [name, wireNumber(percentage(now.minus(then), then))] as const;
  });
  return Object.fromEntries(changes);
}

/** A few prices around the best one, a tick apart and equally deep. */
export function marketDepth({ instrument, quote }: Shown): Group {
  const side = (best: MarketQuote["bid"], direction: "1" | "-1"): number[] =>
    DEPTH_LEVELS.map((level) =>
      wireNumber(best.plus(instrument.tickSize.times(String(level)).times(direction))),
    );
  const sizes = DEPTH_LEVELS.map(() => quotedSize(instrument));
  return {
    Ask: side(quote.ask, "1"),
    AskSize: sizes,
    Bid: side(quote.bid, "-1"),
    BidSize: sizes,
    NoOfBids: DEPTH_LEVELS.length,
    NoOfOffers: DEPTH_LEVELS.length,
    UsingOrders: false,
  };
}

/** What trading an amount would cost. */
export const commissions = ({ instrument, quote }: Shown, amount: MarketQuote["bid"]): Group => ({
  CostBuy: wireNumber(inMoney(instrument, commissionFor(instrument, amount, quote.ask))),
  CostSell: wireNumber(inMoney(instrument, commissionFor(instrument, amount, quote.bid))),
});
