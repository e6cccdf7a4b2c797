import { isPaidInFull } from "../accounting/valuation.ts";
import { sumDecimals, ZERO, type Decimal } from "../domain/decimal.ts";
import { instrumentFromId, isPricedInItsCurrency, type InstrumentId } from "../domain/instrument.ts";
import { contractFactorOf, rateInto, unitValue } from "./conversion.ts";
import type { AccountView, MarketView } from "./decision-input.ts";
import { exposedInstruments, exposureIn, type InstrumentExposure } from "./exposure.ts";

/** What the account is exposed to, as large as its working and unknown orders may make it; in its currency. */
export interface GrossExposure {
  readonly byInstrument: Map<string, Decimal>;
  /** Held, or ordered, and worth nobody knows what. */
  readonly unvalued: readonly string[];
  readonly total: Decimal;
  /** What orders on their way will take of the cash, as far as the balance does not tell. */
  readonly cashBound: Decimal;
}

export function grossExposure(account: AccountView, views: readonly MarketView[]): GrossExposure {
  const market = new Map<string, MarketView>(views.map((view) => [view.instrument.id, view]));
  const byInstrument = new Map<string, Decimal>();
  const unvalued: string[] = [];
  let cashBound = ZERO;
  for (const id of exposedInstruments(account)) {
    const exposure = exposureIn(account, id as InstrumentId);
    const seen: Seen = { id, view: market.get(id), account };
    const value = valueIn(exposure, seen);
    if (value === undefined) unvalued.push(id);
    else byInstrument.set(id, value);
    cashBound = cashBound.plus(cashBoundIn(exposure, seen));
  }
  return { byInstrument, unvalued: unvalued.sort(), total: sumDecimals(byInstrument.values()), cashBound };
}

interface Seen {
  readonly id: string;
  /** Absent for what is not on the watchlist. */
  readonly view?: MarketView | undefined;
  readonly account: AccountView;
}

/**
 * What the broker lists it has taken off what it says is there to trade with; of the cash alone it has taken off nothing,
 * and of what it does not list nobody knows. What cannot be valued is no part of it: it keeps every purchase back.
 */
function cashBoundIn(exposure: InstrumentExposure, seen: Seen): Decimal {
  const instrument = instrumentFromId(seen.id);
  if (instrument !== undefined && !isPaidInFull(instrument)) return ZERO;
  const isSaid = seen.account.balance.cashAvailable !== undefined;
  const buys = isSaid ? exposure.unlistedBuys : exposure.pendingBuys;
  return valueIn({ ...exposure, reach: buys, pendingBuys: buys }, seen) ?? ZERO;
}

/** At what it would cost to buy, which is more than it could be sold for; or by what the broker says of positions and orders. */
function valueIn(exposure: InstrumentExposure, seen: Seen): Decimal | undefined {
  return exposure.reach.eq(ZERO) ? ZERO : (valueByQuote(exposure, seen) ?? valueByBroker(exposure, seen));
}

function valueByQuote(
  { reach, pendingBuys, highestBuy }: InstrumentExposure,
  { view, account }: Seen,
): Decimal | undefined {
  const { details, quote } = view ?? {};
  if (details === undefined || quote?.kind !== "quote") return undefined;
  if (!isPricedInItsCurrency(details)) return undefined;
  const { ask } = quote.quote;
  const worth = (quantity: Decimal, price: Decimal): Decimal | undefined =>
    unitValue(price, details, account)?.times(quantity);
  const value = worth(reach, ask);
  if (highestBuy?.gt(ask) !== true) return value;
  const more = worth(pendingBuys, highestBuy.minus(ask)); // a purchase that waits above the market
  return more && value?.plus(more);
}

function valueByBroker(exposure: InstrumentExposure, { id, view, account }: Seen): Decimal | undefined {
  const { net, reach, orderPrice } = exposure;
  if (!net.eq(ZERO)) return valueByPosition(exposure);
  const factor = contractFactorOf(id, view?.details);
  if (orderPrice === undefined || factor === undefined) return undefined;
  return rateInto(account, orderPrice.currency)?.times(orderPrice.price).times(factor).times(reach);
}

/** In the broker's proportion, which needs no rate; a purchase that waits above its price costs more in that of the prices. */
function valueByPosition({
  net,
  reach,
  valuation,
  valuedAt,
  pendingBuys,
  highestBuy,
}: InstrumentExposure): Decimal | undefined {
  const unit = valuation?.div(net.abs());
  if (highestBuy === undefined) return unit?.times(reach);
  if (valuedAt === undefined) return undefined;
  const dearer = highestBuy.gt(valuedAt) ? highestBuy.minus(valuedAt).div(valuedAt) : ZERO;
  return unit?.times(reach.plus(dearer.times(pendingBuys)));
}
