import type { Decimal } from "../../core/domain/decimal.ts";
import { decimal, minDecimal, sumDecimals, ZERO } from "../../core/domain/decimal.ts";
import type { Timestamp } from "../../core/domain/time.ts";
import type { Market } from "../market/types.ts";
import type { Books } from "./books.ts";
import { commissionFor, toCents } from "./cents.ts";
import { conversionRate, priceCurrencyOf } from "./conversion.ts";
import { instrumentOf } from "./instrument-of.ts";
import type { Holding } from "./valuation.ts";
import { holdingsOf } from "./valuation.ts";
import { remainingOf } from "./working-orders.ts";

/** The account in figures, in account currency and whole cents. */
export interface Balance {
  readonly cash: Decimal;
  /** Cash set aside for working purchases of what is paid in full. */
  readonly cashBlocked: Decimal;
  /** What may still be spent: neither blocked nor needed as margin; never negative. */
  readonly cashAvailable: Decimal;
  readonly totalValue: Decimal;
  readonly nonMarginValue: Decimal;
  readonly marginProfitLoss: Decimal;
  /** Negative. */
  readonly costToClose: Decimal;
  readonly unrealized: Decimal;
  /** Positive. */
  readonly marginUsed: Decimal;
  /** Total value without what is paid in full: shares are no collateral here. */
  readonly marginEquity: Decimal;
  readonly marginAvailable: Decimal;
  readonly marginExposure: Decimal;
  readonly holdings: readonly Holding[];
}

export function balanceOf(books: Books, market: Market, at: Timestamp): Balance {
  const holdings = holdingsOf(books, market, at);
  const onMargin = holdings.filter(({ instrument }) => instrument.isMargin);
  const paidInFull = holdings.filter(({ instrument }) => !instrument.isMargin);
  const nonMarginValue = sumDecimals(paidInFull.map(({ exposure }) => exposure));
  const marginProfitLoss = sumDecimals(onMargin.map(({ profitLoss }) => profitLoss));
  const costToClose = sumDecimals(holdings.map((holding) => holding.costToClose)).neg();
  const unrealized = nonMarginValue.plus(marginProfitLoss).plus(costToClose);
  const totalValue = books.cash.plus(unrealized);
  const marginUsed = sumDecimals(onMargin.map(({ margin }) => margin));
  const marginEquity = totalValue.minus(nonMarginValue);
  const cashBlocked = blockedCash(books, market, at);
  const marginAvailable = marginEquity.minus(marginUsed).minus(cashBlocked);
  const spendable = minDecimal(books.cash.minus(cashBlocked), marginAvailable);
  return {
    cash: books.cash,
    cashBlocked,
    cashAvailable: spendable.gt(ZERO) ? spendable : ZERO,
    totalValue,
    nonMarginValue,
    marginProfitLoss,
    costToClose,
    unrealized,
    marginUsed,
    marginEquity,
    marginAvailable,
    marginExposure: sumDecimals(onMargin.map(({ exposure }) => exposure.abs())),
    holdings,
  };
}

/** An order with a price blocks that price, a queued market order the present ask. */
function blockedCash(books: Books, market: Market, at: Timestamp): Decimal {
  let blocked = decimal("0");
  for (const order of books.orders.values()) {
    const instrument = instrumentOf(market, order.instrument);
    if (instrument.isMargin || order.side === "sell" || order.status === "NotWorking") continue;
    const price = order.stopLimitPrice ?? order.price ?? market.quote(instrument, at).ask;
    const rate = conversionRate(
      market,
      { from: priceCurrencyOf(instrument), to: books.account.currency },
      at,
    );
    const remaining = remainingOf(order);
    blocked = blocked
      .plus(toCents(remaining.times(price).times(rate)))
      .plus(toCents(commissionFor(instrument, remaining, price).times(rate)));
  }
  return blocked;
}
