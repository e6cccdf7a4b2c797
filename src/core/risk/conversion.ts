import { ONE, type Decimal } from "../domain/decimal.ts";
import { instrumentFromId, type InstrumentDetails } from "../domain/instrument.ts";
import type { AccountView } from "./decision-input.ts";

/** What a unit of a currency is worth in the account's; `undefined` where nobody says. */
export const rateInto = (
  { balance, rates }: Pick<AccountView, "balance" | "rates">,
  currency: string,
): Decimal | undefined => (currency === balance.currency ? ONE : rates.get(currency)?.rate);

/** What one unit of an instrument is worth at a price, in the account's currency; `undefined` without a rate. */
export function unitValue(
  price: Decimal,
  { pricing }: Pick<InstrumentDetails, "pricing">,
  account: Pick<AccountView, "balance" | "rates">,
): Decimal | undefined {
  const rate = rateInto(account, pricing.currency);
  return rate?.times(price).times(pricing.contractFactor ?? ONE);
}

/**
 * What a price is multiplied by to be the value of one unit; `undefined` where nobody says. An instrument that the broker
 * was not asked about may be a future or an option, of which one is a hundred shares.
 */
export function contractFactorOf(id: string, details: InstrumentDetails | undefined): Decimal | undefined {
  if (details !== undefined) return details.pricing.contractFactor ?? ONE;
  const instrument = instrumentFromId(id);
  return instrument === undefined || instrument.assetType === "CfdOnIndex" ? undefined : ONE;
}
