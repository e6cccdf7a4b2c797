import { assert } from "../../core/domain/assert.ts";
import { decimal } from "../../core/domain/decimal.ts";
import { timestamp } from "../../core/domain/time.ts";
import type { Activity, Books, Lot, OrderTerms, WorkingOrder } from "../exchange/books.ts";
import { ACTIVITY_STATUSES, ACTIVITY_SUB_STATUSES } from "../exchange/books.ts";
import type { Row } from "./row.ts";
import { decimalOf, idOf, instantOf, instrumentOf, integerOf, optionalText, textOf } from "./row.ts";

/** Rows read back as the values they were written from. A row that does not is a bug, or somebody else's hand. */
export function orderTermsFrom(row: Row): OrderTerms {
  const side = textOf(row, "side");
  const limitPrice = optionalText(row, "limit_price");
  const expirationText = optionalText(row, "expiration_text");
  return {
    orderId: idOf(row, "order_id"),
    instrument: instrumentOf(row),
    side: side === "buy" ? "buy" : "sell",
    amount: decimalOf(row, "amount"),
    type: textOf(row, "type"),
    duration: textOf(row, "duration"),
    placedAt: instantOf(row, "placed_at"),
    correlationKey: textOf(row, "correlation_key"),
    ...(limitPrice !== undefined && { limitPrice: decimal(limitPrice) }),
    ...(expirationText !== undefined && { expirationText }),
    ...externalReferenceFrom(row),
  };
}

function workingOrderFrom(row: Row): WorkingOrder {
  const expiresAt = row["expires_at"];
  const terms = orderTermsFrom(row);
  return typeof expiresAt === "number" ? { ...terms, expiresAt: timestamp(expiresAt) } : terms;
}

function lotFrom(row: Row): Lot {
  return {
    positionId: idOf(row, "position_id"),
    instrument: instrumentOf(row),
    amount: decimalOf(row, "amount"),
    openPrice: decimalOf(row, "open_price"),
    openedAt: instantOf(row, "opened_at"),
    commission: decimalOf(row, "commission"),
    orderId: idOf(row, "order_id"),
    correlationKey: textOf(row, "correlation_key"),
    ...externalReferenceFrom(row),
  };
}

export function activityFrom(row: Row): Activity {
  const status = ACTIVITY_STATUSES.find((known) => known === row["status"]);
  const subStatus = ACTIVITY_SUB_STATUSES.find((known) => known === row["sub_status"]);
  assert(status !== undefined && subStatus !== undefined, "an order log line has an unknown status");
  const line = { logId: idOf(row, "log_id"), at: instantOf(row, "at"), orderId: idOf(row, "order_id") };
  if (row["fill_amount"] === null) return { ...line, status, subStatus };
  const execution = {
    amount: decimalOf(row, "fill_amount"),
    price: decimalOf(row, "fill_price"),
    positionId: idOf(row, "position_id"),
    commission: decimalOf(row, "commission"),
    cashChange: decimalOf(row, "cash_change"),
  };
  return { ...line, status, subStatus, execution };
}

export function booksFrom(world: Row, lots: readonly Row[], orders: readonly Row[]): Books {
  return {
    cash: decimalOf(world, "cash"),
    settledThrough: instantOf(world, "settled_through"),
    counters: {
      orders: integerOf(world, "order_count"),
      positions: integerOf(world, "position_count"),
      activities: integerOf(world, "activity_count"),
    },
    closings: { day: textOf(world, "closings_day"), count: integerOf(world, "closings_count") },
    lots: new Map(lots.map(lotFrom).map((lot) => [lot.positionId, lot])),
    orders: new Map(orders.map(workingOrderFrom).map((order) => [order.orderId, order])),
  };
}

function externalReferenceFrom(row: Row): { externalReference?: string } {
  const externalReference = optionalText(row, "external_reference");
  return externalReference === undefined ? {} : { externalReference };
}
