import { assert } from "../../core/domain/assert.ts";
import type { Decimal } from "../../core/domain/decimal.ts";
import { sumDecimals, ZERO } from "../../core/domain/decimal.ts";
import type { InstrumentId } from "../../core/domain/instrument.ts";
import type { Timestamp } from "../../core/domain/time.ts";
import type { Market, SimulatedInstrument } from "../market/types.ts";
import type { Books, Lot } from "./books.ts";
import { commissionFor, toCents } from "./cents.ts";
import { conversionRate, priceCurrencyOf } from "./conversion.ts";
import { instrumentOf } from "./instrument-of.ts";

/** One instrument in the account, at the price it could be closed at. Money in account currency, whole cents. */
export interface Holding {
  readonly instrument: SimulatedInstrument;
  readonly lots: readonly Lot[];
  /** Signed. */
  readonly amount: Decimal;
  /** Zero when what is long and what is short stand against each other. */
  readonly averageOpenPrice: Decimal;
  readonly currentPrice: Decimal;
  /** Units of account currency for one of the instrument's. */
  readonly rate: Decimal;
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
  const { currency } = books.account;
  return [...lotsByInstrument.values()].map((lots) => holdingOf(lots, { market, currency, at }));
}

interface Valuing {
  readonly market: Market;
  readonly currency: string;
  readonly at: Timestamp;
}

function holdingOf(lots: readonly Lot[], { market, currency, at }: Valuing): Holding {
  const [first] = lots;
  assert(first !== undefined, "a holding has at least one position");
  const instrument = instrumentOf(market, first.instrument);
  const amount = sumDecimals(lots.map((lot) => lot.amount));
  const { bid, ask } = market.quote(instrument, at);
  const currentPrice = closingPriceType(amount) === "Ask" ? ask : bid;
  const rate = conversionRate(market, { from: priceCurrencyOf(instrument), to: currency }, at);
  const paid = sumDecimals(lots.map((lot) => lot.amount.times(lot.openPrice)));
  const parts = amountsByAccount(lots);
  return {
    instrument,
    lots,
    amount,
    averageOpenPrice: amount.eq(ZERO) ? ZERO : paid.div(amount),
    currentPrice,
    rate,
    profitLoss: toCents(amount.times(currentPrice).minus(paid).times(rate)),
    exposure: toCents(amount.times(currentPrice).times(rate)),
    costToClose: sumDecimals(
      parts.map((part) => toCents(commissionFor(instrument, part, currentPrice).times(rate))),
    ),
    margin: sumDecimals(parts.map((part) => marginFor(instrument, part, currentPrice.times(rate)))),
  };
}

/** Net amounts of the accounts that hold something: accounts bind margin and pay commission each for itself. */
function amountsByAccount(lots: readonly Lot[]): readonly Decimal[] {
  const amounts = new Map<number, Decimal>();
  for (const { account, amount } of lots) amounts.set(account, (amounts.get(account) ?? ZERO).plus(amount));
  return [...amounts.values()].filter((amount) => !amount.eq(ZERO));
}

/** Margin that an amount binds, in the currency of the price; zero for what is paid in full. @param amount signed or not */
export function marginFor(instrument: SimulatedInstrument, amount: Decimal, price: Decimal): Decimal {
  return instrument.isMargin ? toCents(amount.abs().times(price).times(instrument.marginRate)) : ZERO;
}
