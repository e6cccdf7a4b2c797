import { decimal, type Decimal } from "../domain/decimal.ts";
import type { InstrumentDetails } from "../domain/instrument.ts";
import type { AccountView } from "./decision-input.ts";

const ONE = decimal("1");

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
