import { assert } from "../../core/domain/assert.ts";
import type { Decimal } from "../../core/domain/decimal.ts";
import { decimal } from "../../core/domain/decimal.ts";
import type { Timestamp } from "../../core/domain/time.ts";
import type { Market, SimulatedInstrument } from "../market/types.ts";

/** Every other currency is listed against this one. */
const COMMON_CURRENCY = "USD";
/** London quotes its shares in hundredths of a pound. */
const PENCE = "GBX";
const PENCE_PER_POUND = "100";

/** What a price of the instrument is counted in. */
export const priceCurrencyOf = ({ priceCurrency, currency }: SimulatedInstrument): string =>
  priceCurrency ?? currency;

/** A price, or an amount times a price, in the instrument's own currency. */
export const inMoney = ({ priceCurrency }: SimulatedInstrument, value: Decimal): Decimal =>
  priceCurrency === undefined ? value : value.div(PENCE_PER_POUND);

/** Units of account currency for one of the instrument's money. @param rate for one of its prices */
export const moneyRate = ({ priceCurrency }: SimulatedInstrument, rate: Decimal): Decimal =>
  priceCurrency === undefined ? rate : rate.times(PENCE_PER_POUND);

interface Conversion {
  readonly from: string;
  readonly to: string;
}

/** Units of one currency for one of another: by the mids of their pairs at that instant. */
export function conversionRate(market: Market, { from, to }: Conversion, at: Timestamp): Decimal {
  if (from === to) return decimal("1");
  const common = commonRate(market, from, at);
  return to === COMMON_CURRENCY ? common : common.div(commonRate(market, to, at));
}

function commonRate(market: Market, currency: string, at: Timestamp): Decimal {
  if (currency === COMMON_CURRENCY) return decimal("1");
  if (currency === PENCE) return commonRate(market, "GBP", at).div(PENCE_PER_POUND);
  const pair = market.instruments.find(({ symbol }) => symbol === currency + COMMON_CURRENCY);
  assert(pair !== undefined, `no pair is listed for ${currency}`);
  return market.quote(pair, at).mid;
}
