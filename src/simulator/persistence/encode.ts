import type { SQLInputValue } from "node:sqlite";
import type { Decimal } from "../../core/domain/decimal.ts";
import type { Activity, Execution } from "../exchange/activity.ts";
import type { Books, ClosedPosition, Lot } from "../exchange/books.ts";
import type { OrderTerms, WorkingOrder } from "../exchange/order-terms.ts";
import { relatedOrderIds } from "../exchange/order-terms.ts";

/** Values by the name of their column. */
export type Columns = Readonly<Record<string, SQLInputValue>>;

/** What all accounts of the client have in common. */
export const worldColumns = ({ account, settledThrough, counters }: Books): Columns => ({
  settled_through: settledThrough,
  order_count: counters.orders,
  position_count: counters.positions,
  activity_count: counters.activities,
  netting_profile: account.nettingProfile,
});

export const accountColumns = ({ account, cash }: Books): Columns => ({
  number: account.number,
  currency: account.currency,
  is_active: Number(account.isActive),
  is_margin: Number(account.isMarginTradingAllowed),
  cash: cash.toString(),
});

const textOrNull = (value: Decimal | undefined): string | null => value?.toString() ?? null;

/** What can change while an order lives, and is therefore kept with every line of its log. */
const changeableColumns = (order: OrderTerms): Columns => ({
  amount: order.amount.toString(),
  type: order.type,
  price: textOrNull(order.price),
  stop_limit_price: textOrNull(order.stopLimitPrice),
  trailing_distance: order.trailing?.distance.toString() ?? null,
  trailing_step: order.trailing?.step.toString() ?? null,
  duration: order.duration,
  expiration_text: order.expirationText ?? null,
  relation: order.relation.kind,
  related_order_ids: relatedOrderIds(order.relation).join(","),
  related_position_id: order.relatedPositionId ?? null,
  is_force_open: Number(order.isForceOpen),
  trades_extended_hours: Number(order.tradesExtendedHours),
});

/** An order that no longer works, or never did. */
export const orderColumns = (order: OrderTerms): Columns => ({
  order_id: order.orderId,
  account: order.account,
  is_working: 0,
  asset_type: order.instrument.assetType,
  uic: order.instrument.uic,
  side: order.side,
  placed_at: order.placedAt,
  correlation_key: order.correlationKey,
  external_reference: order.externalReference ?? null,
  ...changeableColumns(order),
});

export const workingOrderColumns = (order: WorkingOrder): Columns => ({
  ...orderColumns(order),
  is_working: 1,
  working_status: order.status,
  expires_at: order.expiresAt ?? null,
  not_before: order.notBefore ?? null,
  is_triggered: Number(order.isTriggered),
  split_amounts: order.split?.amounts.map((amount) => amount.toString()).join(",") ?? null,
  venue_answers_at: order.venue?.at ?? null,
  venue_accepts: order.venue === undefined ? null : Number(order.venue.isAccepted),
  split_every_ms: order.split?.everyMs ?? null,
  filled_amount: order.filledAmount.toString(),
  average_price: textOrNull(order.averagePrice),
});

export const lotColumns = (lot: Lot): Columns => ({
  account: lot.account,
  position_id: lot.positionId,
  asset_type: lot.instrument.assetType,
  uic: lot.instrument.uic,
  amount: lot.amount.toString(),
  open_price: lot.openPrice.toString(),
  open_rate: lot.openRate.toString(),
  open_value: lot.openValue.toString(),
  opened_at: lot.openedAt,
  commission: lot.commission.toString(),
  is_force_open: Number(lot.isForceOpen),
  order_id: lot.orderId,
  correlation_key: lot.correlationKey,
  external_reference: lot.externalReference ?? null,
});

export const closedPositionColumns = (closed: ClosedPosition): Columns => ({
  account: closed.account,
  opening_position_id: closed.openingPositionId,
  closing_position_id: closed.closingPositionId,
  asset_type: closed.instrument.assetType,
  uic: closed.instrument.uic,
  amount: closed.amount.toString(),
  open_price: closed.openPrice.toString(),
  closing_price: closed.closingPrice.toString(),
  open_rate: closed.openRate.toString(),
  closing_rate: closed.closingRate.toString(),
  opened_at: closed.openedAt,
  closed_at: closed.closedAt,
  result: closed.result.toString(),
  opening_cost: closed.openingCost.toString(),
  closing_cost: closed.closingCost.toString(),
  method: closed.method,
  opening_reference: closed.openingReference ?? null,
  closing_reference: closed.closingReference ?? null,
});

export const activityColumns = (activity: Activity): Columns => ({
  log_id: activity.logId,
  at: activity.at,
  order_id: activity.orderId,
  status: activity.status,
  sub_status: activity.subStatus,
  filled_amount: activity.filledAmount.toString(),
  average_price: textOrNull(activity.averagePrice),
  ...executionColumns(activity.execution),
  ...changeableColumns(activity.terms),
});

const executionColumns = (execution: Execution | undefined): Columns =>
  execution === undefined
    ? {}
    : {
        fill_amount: execution.amount.toString(),
        fill_price: execution.price.toString(),
        position_id: execution.positionId,
        commission: execution.commission.toString(),
        cash_change: execution.cashChange.toString(),
      };
