import { assert } from "../../core/domain/assert.ts";
import type { Activity } from "../exchange/activity.ts";
import { ACTIVITY_STATUSES, ACTIVITY_SUB_STATUSES } from "../exchange/activity.ts";
import type { Account, Books, ClosedPosition, Lot } from "../exchange/books.ts";
import { ACCOUNT_CURRENCIES, closedPositionId, NETTING_PROFILES } from "../exchange/books.ts";
import { toCents } from "../exchange/cents.ts";
import { orderTermsFrom, progressFrom, workingOrderFrom } from "./decode-order.ts";
import type { Row } from "./row.ts";
import {
  decimalOf,
  flagOf,
  idOf,
  instantOf,
  instrumentOf,
  integerOf,
  optionalDecimal,
  optionalText,
  present,
  textOf,
} from "./row.ts";

// rows read back as the values they were written from; a row that does not is a bug, or somebody else's hand

function lotFrom(row: Row): Lot {
  const [amount, openPrice, openRate] = [
    decimalOf(row, "amount"),
    decimalOf(row, "open_price"),
    decimalOf(row, "open_rate"),
  ];
  return {
    positionId: idOf(row, "position_id"),
    account: integerOf(row, "account"),
    instrument: instrumentOf(row),
    amount,
    openPrice,
    openRate,
    // lots of earlier versions did not keep it
    openValue: optionalDecimal(row, "open_value") ?? toCents(amount.times(openPrice).times(openRate)),
    openedAt: instantOf(row, "opened_at"),
    commission: decimalOf(row, "commission"),
    isForceOpen: flagOf(row, "is_force_open"),
    orderId: idOf(row, "order_id"),
    correlationKey: textOf(row, "correlation_key"),
    ...present({ externalReference: optionalText(row, "external_reference") }),
  };
}

function closedPositionFrom(row: Row): ClosedPosition {
  const [amount, openPrice, closingPrice, closingRate] = [
    decimalOf(row, "amount"),
    decimalOf(row, "open_price"),
    decimalOf(row, "closing_price"),
    decimalOf(row, "closing_rate"),
  ];
  return {
    account: integerOf(row, "account"),
    openingPositionId: idOf(row, "opening_position_id"),
    closingPositionId: idOf(row, "closing_position_id"),
    instrument: instrumentOf(row),
    amount,
    openPrice,
    closingPrice,
    openRate: decimalOf(row, "open_rate"),
    closingRate,
    openedAt: instantOf(row, "opened_at"),
    closedAt: instantOf(row, "closed_at"),
    // earlier versions knew of no result of the currency
    result:
      optionalDecimal(row, "result") ??
      toCents(closingPrice.minus(openPrice).times(amount).times(closingRate)),
    openingCost: decimalOf(row, "opening_cost"),
    closingCost: decimalOf(row, "closing_cost"),
    method: textOf(row, "method") === "Explicit" ? "Explicit" : "Fifo",
    ...present({
      openingReference: optionalText(row, "opening_reference"),
      closingReference: optionalText(row, "closing_reference"),
    }),
  };
}

export function activityFrom(row: Row): Activity {
  const status = ACTIVITY_STATUSES.find((known) => known === row["status"]);
  const subStatus = ACTIVITY_SUB_STATUSES.find((known) => known === row["sub_status"]);
  assert(status !== undefined && subStatus !== undefined, "an order log line has an unknown status");
  const line: Activity = {
    logId: idOf(row, "log_id"),
    at: instantOf(row, "at"),
    orderId: idOf(row, "order_id"),
    status,
    subStatus,
    terms: orderTermsFrom(row),
    ...progressFrom(row),
  };
  if (row["fill_amount"] === null) return line;
  const execution = {
    amount: decimalOf(row, "fill_amount"),
    price: decimalOf(row, "fill_price"),
    positionId: idOf(row, "position_id"),
    commission: decimalOf(row, "commission"),
    cashChange: decimalOf(row, "cash_change"),
  };
  return { ...line, execution };
}

interface BookRows {
  readonly world: Row;
  readonly account: Row;
  readonly lots: readonly Row[];
  readonly orders: readonly Row[];
  readonly closedPositions: readonly Row[];
}

/** Everything that was booked in one account. */
export function booksFrom({ world, account, lots, orders, closedPositions }: BookRows): Books {
  return {
    account: accountFrom(world, account),
    cash: decimalOf(account, "cash"),
    settledThrough: instantOf(world, "settled_through"),
    counters: {
      orders: integerOf(world, "order_count"),
      positions: integerOf(world, "position_count"),
      activities: integerOf(world, "activity_count"),
    },
    lots: new Map(lots.map(lotFrom).map((lot) => [lot.positionId, lot])),
    orders: new Map(orders.map(workingOrderFrom).map((order) => [order.orderId, order])),
    closedPositions: new Map(
      closedPositions.map(closedPositionFrom).map((closed) => [closedPositionId(closed), closed]),
    ),
  };
}

function accountFrom(world: Row, account: Row): Account {
  const nettingProfile = NETTING_PROFILES.find((known) => known === world["netting_profile"]);
  assert(nettingProfile !== undefined, "the account has an unknown netting profile");
  const currency = ACCOUNT_CURRENCIES.find((known) => known === account["currency"]);
  assert(currency !== undefined, "the account has an unknown currency");
  return {
    number: integerOf(account, "number"),
    currency,
    isActive: flagOf(account, "is_active"),
    nettingProfile,
    isMarginTradingAllowed: flagOf(account, "is_margin"),
  };
}
