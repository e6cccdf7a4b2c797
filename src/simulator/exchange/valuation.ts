import { assert } from "../../core/domain/assert.ts";
import type { Decimal } from "../../core/domain/decimal.ts";
import { sumDecimals, ZERO } from "../../core/domain/decimal.ts";
import type { InstrumentId } from "../../core/domain/instrument.ts";
import type { Timestamp } from "../../core/domain/time.ts";
import type { Market, SimulatedInstrument } from "../market/types.ts";
import type { Books, Lot } from "./books.ts";
import { commissionFor, toCents } from "./cents.ts";

/** One instrument in the account, at the price it could be closed at. Money in account currency, whole cents. */
export interface Holding {
  readonly instrument: SimulatedInstrument;
  readonly lots: readonly Lot[];
  /** Signed. */
  readonly amount: Decimal;
  readonly averageOpenPrice: Decimal;
  readonly currentPrice: Decimal;
  readonly profitLoss: Decimal;
  /** Signed, in account currency: what moves with the price. */
  readonly exposure: Decimal;
  /** What closing would cost; positive. */
  readonly costToClose: Decimal;
  /** Positive; zero for what is paid in full. */
  readonly margin: Decimal;
}

/** Prices of closing: a long position is sold at the bid, a short one bought back at the ask. */
export const closingPriceType = (amount: Decimal): "Bid" | "Ask" => (amount.lt(ZERO) ? "Ask" : "Bid");

export function holdingsOf(books: Books, market: Market, at: Timestamp): readonly Holding[] {
  const lotsByInstrument = new Map<InstrumentId, Lot[]>();
  for (const lot of books.lots.values()) {
    lotsByInstrument.set(lot.instrument.id, [...(lotsByInstrument.get(lot.instrument.id) ?? []), lot]);
  }
  return [...lotsByInstrument.values()].map((lots) => holdingOf(lots, market, at));
}

function holdingOf(lots: readonly Lot[], market: Market, at: Timestamp): Holding {
  const [first] = lots;
  const instrument = first && market.find(first.instrument.assetType, first.instrument.uic);
  assert(instrument !== undefined, "a position is in an instrument that does not exist");
  const amount = sumDecimals(lots.map((lot) => lot.amount));
  const { bid, ask } = market.quote(instrument, at);
  const currentPrice = closingPriceType(amount) === "Ask" ? ask : bid;
  const paid = sumDecimals(lots.map((lot) => lot.amount.times(lot.openPrice)));
  return {
    instrument,
    lots,
    amount,
    averageOpenPrice: paid.div(amount),
    currentPrice,
    profitLoss: toCents(amount.times(currentPrice).minus(paid)),
    exposure: toCents(amount.times(currentPrice)),
    costToClose: commissionFor(instrument, amount, currentPrice),
    margin: marginFor(instrument, amount, currentPrice),
  };
}

/** Margin that an amount binds; zero for what is paid in full. @param amount signed or not */
export function marginFor(instrument: SimulatedInstrument, amount: Decimal, price: Decimal): Decimal {
  return instrument.isMargin ? toCents(amount.abs().times(price).times(instrument.marginRate)) : ZERO;
}
