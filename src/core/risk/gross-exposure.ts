import { sumDecimals, ZERO, type Decimal } from "../domain/decimal.ts";
import type { InstrumentId } from "../domain/instrument.ts";
import { rateInto, unitValue } from "./conversion.ts";
import type { AccountView, MarketView } from "./decision-input.ts";
import { exposedInstruments, exposureIn, type InstrumentExposure } from "./exposure.ts";

/** What the account is exposed to, as large as its working and unknown orders may make it; in its currency. */
export interface GrossExposure {
  readonly byInstrument: Map<string, Decimal>;
  /** Held, or ordered, and worth nobody knows what. */
  readonly unvalued: readonly string[];
  readonly total: Decimal;
}

export function grossExposure(account: AccountView, views: readonly MarketView[]): GrossExposure {
  const market = new Map<string, MarketView>(views.map((view) => [view.instrument.id, view]));
  const byInstrument = new Map<string, Decimal>();
  const unvalued: string[] = [];
  for (const id of exposedInstruments(account)) {
    const value = valueIn(exposureIn(account, id as InstrumentId), market.get(id), account);
    if (value === undefined) unvalued.push(id);
    else byInstrument.set(id, value);
  }
  return { byInstrument, unvalued: unvalued.sort(), total: sumDecimals(byInstrument.values()) };
}

/** At what it would cost to buy, which is more than it could be sold for; or by what the broker says of positions and orders. */
function valueIn(
  exposure: InstrumentExposure,
  view: MarketView | undefined,
  account: AccountView,
): Decimal | undefined {
  return exposure.reach.eq(ZERO)
    ? ZERO
    : (valueByQuote(exposure, view, account) ?? valueByBroker(exposure, account));
}

function valueByQuote(
  { reach, pendingBuys, highestBuy }: InstrumentExposure,
  { details, quote }: Partial<MarketView> = {},
  account: AccountView,
): Decimal | undefined {
  if (details === undefined || quote?.kind !== "quote") return undefined;
  if (details.pricing.currency !== details.currency) return undefined; // pence and pounds: a guess
  const { ask } = quote.quote;
  const dearer = highestBuy?.gt(ask) === true ? highestBuy.minus(ask) : ZERO; // a purchase that waits above the market
  const [unit, more] = [unitValue(ask, details, account), unitValue(dearer, details, account)];
  return unit === undefined || more === undefined
    ? undefined
    : unit.times(reach).plus(more.times(pendingBuys));
}

function valueByBroker(
  { net, reach, valuation, orderPrice }: InstrumentExposure,
  account: AccountView,
): Decimal | undefined {
  if (!net.eq(ZERO)) return valuation?.times(reach).div(net.abs());
  if (orderPrice === undefined) return undefined;
  return rateInto(account, orderPrice.currency)?.times(orderPrice.price).times(reach);
}
