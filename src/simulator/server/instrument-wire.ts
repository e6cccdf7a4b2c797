import type { Decimal } from "../../core/domain/decimal.ts";
import type { Timestamp } from "../../core/domain/time.ts";
import { timestamp } from "../../core/domain/time.ts";
import { inMoney } from "../exchange/conversion.ts";
import type { Books } from "../exchange/books.ts";
import type { Market, SimulatedInstrument } from "../market/types.ts";
import type { Desk } from "./desk.ts";
import { wireDate, wireNumber } from "./answer.ts";
import { percentage } from "../exchange/cents.ts";

const DAY_MS = 86_400_000;
const SETTLEMENT_DAYS = 2;
/** Average prices have more digits than quotes. */
const AVERAGE_EXTRA_DIGITS = 4;

/** A price at which something was done, which may be an average. */
export const wirePrice = ({ quoteDigits }: SimulatedInstrument, price: Decimal): number =>
  wireNumber(price.round(quoteDigits + AVERAGE_EXTRA_DIGITS));

export const displayAndFormat = (instrument: SimulatedInstrument): Record<string, unknown> => ({
  Currency: instrument.currency,
  Decimals: instrument.format.decimals,
  Description: instrument.description,
  Format: instrument.format.format,
  OrderDecimals: instrument.format.orderDecimals,
  Symbol: instrument.symbol,
});

/** What the field group `ExchangeInfo` adds to a row of the portfolio; there it is called otherwise. */
export const exchangeInfo = (
  instrument: SimulatedInstrument,
  { market }: Desk,
  at: Timestamp,
): { readonly Exchange: Record<string, unknown> } => ({
  Exchange: {
    Description: instrument.exchange.name,
    ExchangeId: instrument.exchange.exchangeId,
    IsOpen: market.isOpen(instrument, at),
    TimeZoneId: String(instrument.exchange.timeZoneNumber),
  },
});

export const netPositionId = ({ symbol, assetType }: SimulatedInstrument): string =>
  `${symbol}__${assetType}`;

/** FX is counted in its base currency, everything else in the currency of its price. */
export const exposureCurrency = (instrument: SimulatedInstrument): string =>
  instrument.assetType === "FxSpot" ? instrument.symbol.slice(0, 3) : instrument.currency;

export const exposureOf = (instrument: SimulatedInstrument, amount: Decimal, price: Decimal): Decimal =>
  instrument.assetType === "FxSpot" ? amount : inMoney(instrument, amount.times(price));

/** Two weekdays after the trade. */
export function valueDate(tradedAt: Timestamp): string {
  let day = tradedAt;
  for (let left = SETTLEMENT_DAYS; left > 0;) {
    day = timestamp(day + DAY_MS);
    const weekday = new Date(day).getUTCDay();
    if (weekday !== 0 && weekday !== 6) left -= 1;
  }
  return wireDate(day);
}

export function dayChangePercent(market: Market, instrument: SimulatedInstrument, at: Timestamp): number {
  const { last, previousClose } = market.dayStatistics(instrument, at);
  return wireNumber(percentage(last.minus(previousClose), previousClose));
}

/** A cash account trades only what is paid in full, one that is not active nothing. */
export const isTradableOn = ({ isMargin }: SimulatedInstrument, { account }: Books): boolean =>
  account.isActive && (account.isMarginTradingAllowed || !isMargin);

/** What is paid in full is never sold short, and some margin products are not either. */
export const isShortTradeDisabled = ({ isMargin, id }: SimulatedInstrument, { settings }: Desk): boolean =>
  !isMargin || settings.rules.shortTradeDisabled.has(id);
