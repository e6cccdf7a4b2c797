import { isOwnReference, orderId } from "../../../core/domain/ids.ts";
import type { OrderActivity } from "../../../core/domain/order.ts";
import { present } from "../../../core/domain/present.ts";
import { contractBroken } from "../transport/failures.ts";
import type { OrderActivity as WireOrderActivity } from "../wire/order-activity.ts";
import { instrumentIdOf } from "./instrument-id.ts";

const MULTI_DAY = ["GoodTillCancel", "GoodTillDate", "GoodForPeriod"];
const EXECUTIONS = ["Fill", "FinalFill"];

/** Each line once, oldest first: log ids are numbers that grow with time, too long for exact JavaScript numbers. */
export function orderActivities(rows: readonly WireOrderActivity[]): OrderActivity[] {
  const lines = [...new Map(rows.map((row) => [row.LogId, row])).values()]; // two pages may repeat a line
  const executions = Map.groupBy(lines.filter(isExecution), ({ OrderId }) => OrderId);
  return lines
    .map((row) => orderActivity(row, (executions.get(row.OrderId)?.length ?? 0) === 1))
    .sort((a, b) => compareDigits(a.logId, b.logId));
}

function orderActivity(wire: WireOrderActivity, isOnlyExecution: boolean): OrderActivity {
  return {
    logId: wire.LogId,
    at: wire.ActivityTime,
    orderId: orderId(wire.OrderId),
    ...(wire.ExternalReference === undefined ? {} : { externalReference: wire.ExternalReference }),
    instrumentId: instrumentIdOf(wire),
    side: wire.BuySell,
    quantity: wire.Amount,
    status: wire.Status,
    subStatus: wire.SubStatus,
    ...present({ orderType: wire.OrderType, price: wire.Price }),
    ...(wire.Duration === undefined ? {} : { isMultiDay: MULTI_DAY.includes(wire.Duration.DurationType) }),
    ...fillOf(wire, isOnlyExecution),
    ...(wire.FilledAmount === undefined ? {} : { filledQuantity: wire.FilledAmount }),
  };
}

const isExecution = ({ Status, SubStatus }: WireOrderActivity): boolean =>
  EXECUTIONS.includes(Status) && SubStatus !== "Rejected";

/**
 * The execution a line reports. Where it is the order's only one, the cumulative figures say the same.
 *
 * @throws TradebotError when an execution of our own order cannot be booked: skipping it would falsify our position
 */
function fillOf(wire: WireOrderActivity, isOnlyExecution: boolean): Pick<OrderActivity, "fill"> {
  if (!isExecution(wire)) return {};
  const quantity = wire.FillAmount ?? (isOnlyExecution ? wire.FilledAmount : undefined);
  const price = wire.ExecutionPrice ?? (isOnlyExecution ? wire.AveragePrice : undefined);
  if (quantity !== undefined && price !== undefined) return { fill: { quantity, price } };
  if (!isOwnReference(wire.ExternalReference)) return {};
  throw contractBroken(
    "reading order activities",
    `log line ${wire.LogId} reports a fill without amount or price`,
  );
}

function compareDigits(a: string, b: string): number {
  const difference = BigInt(a) - BigInt(b);
  return difference === 0n ? 0 : difference < 0n ? -1 : 1;
}
