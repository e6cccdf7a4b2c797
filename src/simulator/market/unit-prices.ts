import { assert } from "../../core/domain/assert.ts";
import type { Decimal } from "../../core/domain/decimal.ts";
import { decimal, decimalFromNumber } from "../../core/domain/decimal.ts";
import type { TradingSession } from "../../core/domain/instrument.ts";
import { NORMAL_TRADING } from "../../core/domain/instrument.ts";
import type { UnitBar } from "./bars.ts";
import type { LatestPrice } from "./latest-price.ts";
import type { DayStatistics, MarketBar, MarketQuote, MarketState, SimulatedInstrument } from "./types.ts";

const unitsPerOne = ({ quoteDigits }: SimulatedInstrument): number => 10 ** quoteDigits;

/** Whole units of the last quote digit as an exact price. */
const priceOf = (instrument: SimulatedInstrument, units: number): Decimal =>
  decimal((units / unitsPerOne(instrument)).toFixed(instrument.quoteDigits));

/** A price in units, which are whole only when the price has no more digits than a quote. */
export const unitsOf = (instrument: SimulatedInstrument, price: Decimal): number =>
  Number(price.times(decimalFromNumber(unitsPerOne(instrument))).toString());

export function quoteOf(
  instrument: SimulatedInstrument,
  { price, since }: LatestPrice,
  session: TradingSession,
): MarketQuote {
  const halfSpread = unitsOf(instrument, instrument.spread) / 2;
  return {
    bid: priceOf(instrument, price - halfSpread),
    ask: priceOf(instrument, price + halfSpread),
    mid: priceOf(instrument, price),
    marketState: marketStateOf(session),
    updatedAt: since,
  };
}

/** What a session of the schedule is called beside a price. */
const MARKET_STATES: ReadonlyMap<string, MarketState> = new Map([
  [NORMAL_TRADING, "Open"],
  ["PreMarket", "PreMarket"],
  ["PostMarket", "PostMarket"],
  ["OpeningAuction", "OpeningAuction"],
  ["CallAuctionTrading", "ClosingAuction"],
  ["TradingAtLast", "TradingAtLast"],
]);

export const marketStateOf = ({ state }: TradingSession): MarketState => MARKET_STATES.get(state) ?? "Closed";

/** Products quoted by bid and ask have no trades, hence no volume. */
export function barOf(instrument: SimulatedInstrument, { startAt, traded }: UnitBar): MarketBar {
  const scale = unitsPerOne(instrument);
  return {
    startAt,
    open: traded.open / scale,
    high: traded.high / scale,
    low: traded.low / scale,
    close: traded.close / scale,
    volume: instrument.priceKind === "last" ? traded.volume : 0,
  };
}

/** @param days the newest days with trading, oldest first */
export function dayStatisticsOf(instrument: SimulatedInstrument, days: readonly UnitBar[]): DayStatistics {
  const [before, today] = days;
  assert(before !== undefined && today !== undefined, "the statistics of a day need the day before it");
  const { open, high, low, close } = today.traded;
  return {
    open: priceOf(instrument, open),
    high: priceOf(instrument, high),
    low: priceOf(instrument, low),
    last: priceOf(instrument, close),
    previousClose: priceOf(instrument, before.traded.close),
    volume: barOf(instrument, today).volume,
  };
}
