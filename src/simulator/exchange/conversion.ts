import { assert } from "../../core/domain/assert.ts";
import type { Decimal } from "../../core/domain/decimal.ts";
import { decimal } from "../../core/domain/decimal.ts";
import type { Timestamp } from "../../core/domain/time.ts";
import type { Market } from "../market/types.ts";

export const ACCOUNT_CURRENCY = "USD";
/** London quotes its shares in hundredths of a pound. */
const PENCE = "GBX";
const PENCE_PER_POUND = "100";

/** Units of account currency for one of another: the mid of the pair at that instant. */
export function accountRate(market: Market, currency: string, at: Timestamp): Decimal {
  if (currency === ACCOUNT_CURRENCY) return decimal("1");
  if (currency === PENCE) return accountRate(market, "GBP", at).div(PENCE_PER_POUND);
  const pair = market.instruments.find(({ symbol }) => symbol === currency + ACCOUNT_CURRENCY);
  assert(pair !== undefined, `no pair is listed for ${currency}`);
  return market.quote(pair, at).mid;
}
