import { assert } from "../../core/domain/assert.ts";
import type { Decimal } from "../../core/domain/decimal.ts";
import { sumDecimals } from "../../core/domain/decimal.ts";
import type { Timestamp } from "../../core/domain/time.ts";
import type { Market } from "../market/types.ts";
import type { Books, ClosedPosition, Lot } from "./books.ts";
import { closedPositionId } from "./books.ts";
import { toCents } from "./cents.ts";
import { conversionRate } from "./conversion.ts";

/**
 * All accounts of a client as if they were one, in the currency of the first: what is asked for without naming an
 * account. For reading alone; nothing trades in it.
 */
export function clientBooks(accounts: readonly Books[], market: Market, at: Timestamp): Books {
  const [first] = accounts;
  assert(first !== undefined, "a client has an account");
  if (accounts.length === 1) return first;
  const converted = accounts.map((books) =>
    inCurrency(books, { currency: first.account.currency, market, at }),
  );
  return {
    ...first,
    cash: sumDecimals(converted.map(({ cash }) => cash)),
    lots: new Map(converted.flatMap(({ lots }) => [...lots])),
    orders: new Map(converted.flatMap(({ orders }) => [...orders])),
    closedPositions: new Map(
      converted
        .flatMap(({ closedPositions }) => [...closedPositions.values()])
        .toSorted((one, other) => one.closedAt - other.closedAt)
        .map((closed) => [closedPositionId(closed), closed]),
    ),
  };
}

interface Conversion {
  readonly currency: string;
  readonly market: Market;
  readonly at: Timestamp;
}

/** What was booked in the account's own currency is shown at the rate of now. */
function inCurrency(books: Books, { currency, market, at }: Conversion): Books {
  if (books.account.currency === currency) return books;
  const rate = conversionRate(market, { from: books.account.currency, to: currency }, at);
  const lots = [...books.lots].map(([id, lot]) => [id, lotAt(lot, rate)] as const);
  const closed = [...books.closedPositions].map(([id, one]) => [id, closedAt(one, rate)] as const);
  return {
    ...books,
    cash: toCents(books.cash.times(rate)),
    lots: new Map(lots),
    closedPositions: new Map(closed),
  };
}

const lotAt = (lot: Lot, rate: Decimal): Lot => ({
  ...lot,
  openRate: lot.openRate.times(rate),
  openValue: toCents(lot.openValue.times(rate)),
  commission: toCents(lot.commission.times(rate)),
});

const closedAt = (closed: ClosedPosition, rate: Decimal): ClosedPosition => ({
  ...closed,
  openRate: closed.openRate.times(rate),
  closingRate: closed.closingRate.times(rate),
  result: toCents(closed.result.times(rate)),
  openingCost: toCents(closed.openingCost.times(rate)),
  closingCost: toCents(closed.closingCost.times(rate)),
});
