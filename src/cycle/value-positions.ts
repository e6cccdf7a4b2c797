import { quantityOf, type Lot, type PositionBook } from "../core/accounting/position-book.ts";
import { valueOfLots, type PositionValue } from "../core/accounting/valuation.ts";
import type { NetPosition, Valuation } from "../core/domain/account.ts";
import { ZERO, type Decimal } from "../core/domain/decimal.ts";
import { instrumentFromId, type Instrument, type InstrumentId } from "../core/domain/instrument.ts";
import { present } from "../core/domain/present.ts";
import type { Timestamp } from "../core/domain/time.ts";
import type { MarketView } from "../core/risk/decision-input.ts";
import { termsOf, type Worth } from "./fill-terms.ts";

/** What was just seen of the market and the account. */
export interface SeenNow {
  readonly markets: ReadonlyMap<string, Pick<MarketView, "quote">>;
  readonly positions: readonly NetPosition[];
  readonly worth: Worth;
}

/** A position of ours as it stands now. */
export interface ValuedPosition {
  readonly instrumentId: InstrumentId;
  /** Where our records do not know what was paid, the broker's average counts. */
  readonly lots: readonly Lot[];
  /** Signed. */
  readonly quantity: Decimal;
  /** At which it could be closed; absent where nobody quotes it. */
  readonly price?: Decimal;
  /** Absent where nobody knows. */
  readonly value?: PositionValue;
}

/**
 * By our own executions and the quote for the side on which it would be closed; where there is no quote or no rate, as on
 * an instrument that has left the watchlist, by what the broker says of its own net position, in our proportion.
 */
export function valuePosition(instrumentId: InstrumentId, book: PositionBook, seen: SeenNow): ValuedPosition {
  const held = seen.positions.find((position) => position.instrumentId === instrumentId);
  const lots = book.lots.map((lot) => ({ ...present({ price: held?.averageOpenPrice }), ...lot }));
  const quantity = quantityOf(book);
  const price = closingPrice(quantity, seen.markets.get(instrumentId)?.quote) ?? quoted(held?.valuation);
  const instrument = instrumentFromId(instrumentId);
  const terms = instrument && termsOf(instrument, seen.worth);
  const value =
    instrument === undefined || price === undefined || terms === undefined
      ? valueByBroker(book, held)
      : valueOfLots(instrument, lots, {
          price,
          terms: { contractFactor: terms.contractFactor, rate: terms.rate.rate },
        });
  return { instrumentId, lots, quantity, ...present({ price, value }) };
}

/** Also an old one: it is the last word on what the position is worth. */
function closingPrice(quantity: Decimal, reading: MarketView["quote"]): Decimal | undefined {
  if (reading?.kind !== "quote") return undefined;
  const { bid, ask } = reading.quote;
  return quantity.gt(ZERO) ? bid : ask;
}

/** Without a price the broker may give 0, and results that rest on it. */
const quoted = (valuation: Valuation | undefined): Decimal | undefined =>
  valuation?.price?.gt(ZERO) === true ? valuation.price : undefined;

function valueByBroker(book: PositionBook, held: NetPosition | undefined): PositionValue | undefined {
  const quantity = quantityOf(book);
  const valuation = held?.valuation;
  if (held === undefined || valuation?.exposure === undefined || quoted(valuation) === undefined)
    return undefined;
  if (held.quantity.times(quantity).lte(ZERO)) return undefined;
  const share = (whole: Decimal): Decimal => whole.times(quantity).div(held.quantity);
  const { exposure, profitLoss } = valuation;
  const [openProfitLoss, oldest] = [profitLoss && share(profitLoss), firstOpening(book)];
  return {
    exposure: share(exposure),
    ...(openProfitLoss === undefined
      ? {}
      : { openProfitLoss, openResults: [{ openedAt: oldest, amount: openProfitLoss }] }),
  };
}

const firstOpening = ({ lots }: PositionBook): Timestamp =>
  lots.map(({ openedAt }) => openedAt).reduce((a, b) => (a < b ? a : b));

/** For `markets` of an observation. */
export const byInstrument = (markets: readonly MarketView[]): ReadonlyMap<string, MarketView> =>
  new Map(markets.map((market) => [market.instrument.id, market]));

/** Details as they were just read, or as they are remembered. */
export const detailsIn =
  (markets: ReadonlyMap<string, MarketView>, remembered: Worth["detailsOf"]): Worth["detailsOf"] =>
  (instrument: Instrument) =>
    markets.get(instrument.id)?.details ?? remembered(instrument);
